"""A judging as it is driven: each call on record before it is made, no lock, no transaction and no connection held meanwhile."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from interviewprep.llm import LLMError, refuse_open_transaction
from interviews.calls import finish_calls, reserve_model, start_call
from interviews.engine import CallReport
from interviews.exceptions import InterviewDeleted
from interviews.models import Interview, LLMCall, Turn
from scoring.asking import Calling, Progress
from scoring.judge import Judged, QuestionJudged

J = TypeVar("J", Judged, QuestionJudged)


@dataclass(slots=True)
class Ledger:
    """The calls of one judging: how many were set aside, which were made, and what they brought."""

    reserved: int
    calls: list[LLMCall]
    reports: tuple[CallReport, ...] = ()
    reserved_on: date | None = None

    def settle(self, interview: Interview, is_stale: bool) -> None:  # noqa: FBT001 - given by commit_finalize
        """Write down what was spent. Runs in the commit, under the interview's lock."""
        finish_calls(
            interview.user_id,
            self.calls,
            self.reports,
            reserved_calls=self.reserved,
            reserved_on=self.reserved_on,
            is_stale=is_stale,
        )


def reserve(user_id: int, calls: int) -> Ledger | None:
    """Set so many calls aside; None when the day's budget does not allow them."""
    with transaction.atomic(durable=True):
        now = timezone.now()
        if calls and not reserve_model(user_id, now=now, calls=calls):
            return None
    return Ledger(calls, [], reserved_on=now.astimezone(UTC).date())


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
