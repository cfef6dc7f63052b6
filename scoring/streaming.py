"""A judging as server-sent events: ``progress`` as often as a call is answered, then its result or ``error``."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, Generic, TypeVar

from interviewprep.errors import DomainError
from interviewprep.event_stream import Event
from scoring.conducting import Conducted

R = TypeVar("R")


class JudgingEvents(Generic[R]):
    """``name`` is the last event's; ``describe`` makes its data."""

    def __init__(self, judging: Conducted[R], *, name: str, describe: Callable[[R], Any]) -> None:
        self._judging = judging
        self._name = name
        self._describe = describe

    def __iter__(self) -> Iterator[Event]:
        try:
            for progress in self._judging:
                yield Event("progress", asdict(progress))
            yield Event(self._name, self._describe(self._judging.finish()))
        except DomainError as refused:
            yield Event("error", refused.as_body())

    def close(self) -> None:
        self._judging.close()
