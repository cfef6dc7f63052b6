"""Work that takes a while and says how it goes: steps one after the other, then a result. Whoever stops listening changes nothing."""

import contextlib
from collections.abc import Callable, Generator, Iterator
from typing import Generic, Self, TypeVar

from interviewprep.errors import DomainError
from interviewprep.event_stream import Event

S = TypeVar("S")
R = TypeVar("R")


class Steps(Generic[S, R]):
    """Wraps a generator whose ``return`` is the result. ``finish`` waits for it; ``close`` too, since nothing is left undone."""

    def __init__(self, steps: Generator[S, None, R]) -> None:
        self._steps = steps
        self._results: list[R] = []

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> S:
        try:
            return next(self._steps)
        except StopIteration as end:
            if not self._results:
                self._results.append(end.value)
            raise

    def finish(self) -> R:
        """The result; what is left of the work is waited for."""
        for _ in self:
            pass
        if not self._results:
            raise RuntimeError("The work was broken off by an error before.")
        return self._results[0]

    def close(self) -> None:
        # Nobody is there to be told of a refusal, and the rows say how it ended.
        with contextlib.suppress(DomainError):
            for _ in self:
                pass


class StepEvents(Generic[S, R]):
    """The same as server-sent events: one for each step, one for the result, or ``error`` with what was refused."""

    def __init__(
        self, steps: Steps[S, R], *, describe_step: Callable[[S], Event], describe_result: Callable[[R], Event]
    ) -> None:
        self._steps = steps
        self._describe_step = describe_step
        self._describe_result = describe_result

    def __iter__(self) -> Iterator[Event]:
        try:
            for step in self._steps:
                yield self._describe_step(step)
            yield self._describe_result(self._steps.finish())
        except DomainError as refused:
            yield Event("error", refused.as_body())

    def close(self) -> None:
        self._steps.close()
