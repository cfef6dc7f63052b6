"""Several calls to a judging model at once, each on record before it is made. Pure but for the calls themselves.

The threads only ask: whoever drives the generator is told of each call before, and is the only one who may touch a database.
"""

import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from interviewprep.llm import LLM, Completion, LLMError, Prompt
from interviewprep.llm.prompting import MIN_SECONDS_TO_ASK_AGAIN, Seal, ask_again
from interviewprep.llm.structured import Accepted, Rejected
from interviews.engine import CallReport, report_call

T = TypeVar("T")

MAX_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Calling:
    """One more call is about to be made: put it on record. ``purpose`` is its schema's name."""

    purpose: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the judging is: ``done`` of ``total`` calls have been answered or given up."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Asking(Generic[T]):
    """One call: its prompt, the seal of its data, and the reading of what comes back."""

    prompt: Prompt
    seal: Seal
    read: Callable[[Completion], Accepted[T] | Rejected]


@dataclass(slots=True)
class Reports:
    """What each call brought, in the order in which they went on record."""

    rows: list[CallReport] = field(default_factory=list)

    def open(self, prompt: Prompt) -> int:
        self.rows.append(report_call(prompt, reason="unknown"))
        return len(self.rows) - 1

    def remark(self, nth: int, flags: set[str]) -> None:
        """Add what was noticed when the reply was held against the candidate's words."""
        self.rows[nth] = replace(self.rows[nth], flags=tuple(sorted({*self.rows[nth].flags, *flags})))


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """What came of one asking: a value, or none; and the place of its last call in the reports, which say why."""

    value: T | None
    nth: int


@dataclass(slots=True)
class _Waiting:
    place: int
    asking: Asking[Any]
    nth: int
    is_second: bool = False


def ask_all(
    llm: LLM, askings: Sequence[Asking[T]], *, deadline: float, reports: Reports, progress: Progress
) -> Generator[Calling | Progress, None, list[Reply[T]]]:
    """Ask all of them, ``MAX_AT_ONCE`` at a time, and once more for a reply that can't be used, while there is time.

    ``deadline`` is on the monotonic clock; ``progress`` is where the counting begins.
    """
    replies: dict[int, Reply[T]] = {}
    first = []
    for place, asking in enumerate(askings):
        yield Calling(asking.prompt.name)
        first.append(_Waiting(place, asking, reports.open(asking.prompt)))
    with ThreadPoolExecutor(max_workers=min(MAX_AT_ONCE, len(askings))) as pool:
        waiting = {pool.submit(_ask, llm, one.asking): one for one in first}
        while waiting:
            for one, found, report in _collect(waiting):
                reports.rows[one.nth] = report
                left = deadline - time.monotonic()
                if isinstance(found, Rejected) and not one.is_second and left >= MIN_SECONDS_TO_ASK_AGAIN:
                    yield Calling(one.asking.prompt.name)
                    again = _again(one, found, reports, left=left)
                    waiting[pool.submit(_ask, llm, again.asking)] = again
                    continue
                value = found.value if isinstance(found, Accepted) else None
                replies[one.place] = Reply(value, one.nth)
                yield Progress(progress.done + len(replies), progress.total)
    return [replies[place] for place in range(len(askings))]


def _collect(
    waiting: dict[Future[tuple[Accepted[T] | Rejected | None, CallReport]], _Waiting],
) -> list[tuple[_Waiting, Accepted[T] | Rejected | None, CallReport]]:
    """Wait until some calls have ended, and take them out."""
    ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
    return [(waiting.pop(future), *future.result()) for future in ended]


def _again(one: _Waiting, rejected: Rejected, reports: Reports, *, left: float) -> _Waiting:
    prompt = ask_again(one.asking.prompt, reason=rejected.reason, call_id=one.asking.seal.call_id, budget_seconds=left)
    return _Waiting(one.place, replace(one.asking, prompt=prompt), reports.open(prompt), is_second=True)


def _ask(llm: LLM, asking: Asking[T]) -> tuple[Accepted[T] | Rejected | None, CallReport]:
    """One call: its reply, why that can't be used, or nothing where the model failed."""
    began = time.monotonic()
    try:
        completion = llm.complete(asking.prompt)
    except LLMError as error:
        return None, report_call(asking.prompt, reason=error.reason, latency_seconds=time.monotonic() - began)
    found = asking.read(completion)
    if isinstance(found, Rejected):
        return found, report_call(asking.prompt, completion, reason=found.reason)
    return found, report_call(asking.prompt, completion, flags=found.flags)
