"""A judging as it is driven: each call on record before it is made, no lock, no transaction and no connection held meanwhile."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from interviewprep.errors import DomainError
from interviewprep.llm import LLMError, refuse_open_transaction
from interviews.calls import finish_calls, reserve_model, start_call
from interviews.engine import CallReport
from interviews.exceptions import InterviewDeleted
from interviews.models import Interview, LLMCall, Turn
from scoring.asking import Calling, Progress
from scoring.judge import Judged, QuestionJudged

J = TypeVar("J", Judged, QuestionJudged)
R = TypeVar("R")


@dataclass(slots=True)
class Ledger:
    """The calls of one judging: how many were set aside, which were made, and what they brought."""

    reserved: int
    calls: list[LLMCall]
    reports: tuple[CallReport, ...] = ()

    def settle(self, interview: Interview, is_stale: bool) -> None:  # noqa: FBT001 - given by commit_finalize
        """Write down what was spent. Runs in the commit, under the interview's lock."""
        finish_calls(interview.user_id, self.calls, self.reports, reserved_calls=self.reserved, is_stale=is_stale)


def reserve(user_id: int, calls: int) -> Ledger | None:
    """Set so many calls aside; None when the day's budget does not allow them."""
    with transaction.atomic(durable=True):
        if calls and not reserve_model(user_id, now=timezone.now(), calls=calls):
            return None
    return Ledger(calls, [])


def conduct(
    judging: Generator[Calling | Progress, None, J], *, turn: Turn, ledger: Ledger
) -> Generator[Progress, None, J | None]:
    """Drive a judging to its end. None: the model could not be asked at all."""
    refuse_open_transaction()
    connection.close()
    while True:
        try:
            event = next(judging)
        except StopIteration as end:
            found: J = end.value
            ledger.reports = found.calls
            return found
        except LLMError as error:
            ledger.reports = tuple(CallReport(ok=False, reason=error.reason) for _ in ledger.calls)
            return None
        if isinstance(event, Calling):
            ledger.calls.append(_put_on_record(turn, event.purpose))
        else:
            yield event


def _put_on_record(turn: Turn, purpose: str) -> LLMCall:
    try:
        return start_call(turn, purpose=purpose)
    except IntegrityError as error:
        raise InterviewDeleted from error
    finally:
        connection.close()


class Conducted(Generic[R]):
    """Something that is being judged: how far it is, one ``Progress`` after the other; ``finish`` gives what came of it.

    Whoever stops listening changes nothing: ``close`` waits for the model and commits.
    """

    def __init__(self, steps: Generator[Progress, None, R]) -> None:
        self._steps = steps
        self._results: list[R] = []

    def __iter__(self) -> "Conducted[R]":
        return self

    def __next__(self) -> Progress:
        try:
            return next(self._steps)
        except StopIteration as end:
            if not self._results:
                self._results.append(end.value)
            raise

    def finish(self) -> R:
        """The result; what is left of the judging is waited for."""
        for _ in self:
            pass
        if not self._results:
            raise RuntimeError("The judging was broken off by an error before.")
        return self._results[0]

    def close(self) -> None:
        # Nobody is there to be told of a refusal, and the rows say how it ended.
        with contextlib.suppress(DomainError):
            for _ in self:
                pass
