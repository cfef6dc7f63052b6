"""Who may answer a turn, and until when: the lock, the lease, and the row's end. Every transaction that changes an interview begins here."""

import math
from datetime import datetime, timedelta

from django.conf import settings

from interviews.enums import Stage, TurnKind, TurnOutcome, TurnStatus
from interviews.exceptions import InterviewDeleted, TurnInProgress
from interviews.models import MAX_TURN_ATTEMPTS, Interview, Turn

MAX_RETRY_AFTER_SECONDS = 5


def lock_interview(interview_id: int) -> Interview:
    """The interview's row, re-read under its lock: the first statement of every transaction that changes it."""
    try:
        return Interview.objects.select_for_update(of=("self",)).select_related("user").get(pk=interview_id)
    except Interview.DoesNotExist as error:
        raise InterviewDeleted from error


def refuse_while_leased(interview: Interview, turn: Turn, *, now: datetime) -> None:
    """Raise ``TurnInProgress`` while somebody may still be answering this turn."""
    wait = seconds_to_wait(turn.lease_expires_at, now=now, at_most=MAX_RETRY_AFTER_SECONDS)
    if turn.status == TurnStatus.ACTIVE and wait:
        raise TurnInProgress(stage=interview.stage, retry_after=wait)


def seconds_to_wait(expires_at: datetime | None, *, now: datetime, at_most: int) -> int:
    """How long whoever comes second is told to wait for a lease, in whole seconds; 0 when it is over or nobody holds one."""
    if expires_at is None or expires_at <= now:
        return 0
    return min(math.ceil((expires_at - now).total_seconds()), at_most)


def take_over(interview: Interview, turn: Turn, *, now: datetime) -> None:
    """A new fence, a new lease and one more attempt on an abandoned turn; its last holder can no longer commit."""
    interview.fence += 1
    budget = settings.FINALIZE_BUDGET_SECONDS if turn.kind == TurnKind.FINALIZE else settings.MESSAGE_BUDGET_SECONDS
    turn.fence, turn.status = interview.fence, TurnStatus.ACTIVE
    turn.attempt = min(turn.attempt + 1, MAX_TURN_ATTEMPTS)
    turn.lease_expires_at = now + timedelta(seconds=budget + settings.LEASE_MARGIN_SECONDS)
    turn.save(update_fields=["fence", "status", "attempt", "lease_expires_at"])


def finish_turn(turn: Turn, *, outcome: TurnOutcome, stage: Stage) -> None:
    turn.status, turn.lease_expires_at, turn.outcome, turn.stage_after = TurnStatus.DONE, None, outcome, stage
    turn.save(update_fields=["fence", "status", "lease_expires_at", "outcome", "stage_after"])


def release_finalize(interview: Interview, turn: Turn) -> None:
    """Give a finalize back so that it can be tried again; whoever held it can no longer commit."""
    interview.fence += 1
    interview.save(update_fields=["fence"])
    turn.fence, turn.status, turn.lease_expires_at = interview.fence, TurnStatus.RETRYABLE, None
    turn.save(update_fields=["fence", "status", "lease_expires_at"])
