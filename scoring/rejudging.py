"""Judging something of a finished interview again: one at a time, by a claim with a fence and a lease like a turn's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from interviewprep.llm import refuse_open_transaction
from interviews import leases
from interviews.enums import Stage, TurnKind
from interviews.models import Interview, Turn
from scoring.exceptions import JudgingInProgress, NotEvaluated
from scoring.models import JudgingLease

MAX_RETRY_AFTER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class JudgingClaim:
    """The right to judge a finished interview again. ``turn`` is the one that finished it: calls are put on its account."""

    interview_id: int
    turn: Turn
    covers_seq: int
    fence: int


def claim_judging(interview_id: int, *, also: Callable[[Interview], None] = lambda _: None) -> JudgingClaim:
    """The claim. ``also`` writes in the same transaction what must be durable before anybody is asked.

    Raises ``NotEvaluated`` before the interview is finished, ``JudgingInProgress`` while another claim is at work.
    """
    refuse_open_transaction()
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(interview_id)
        if interview.stage != Stage.DONE:
            raise NotEvaluated(stage=interview.stage)
        now = timezone.now()
        lease, _ = JudgingLease.objects.get_or_create(interview=interview)
        if wait := leases.seconds_to_wait(lease.lease_expires_at, now=now, at_most=MAX_RETRY_AFTER_SECONDS):
            raise JudgingInProgress(retry_after=wait)
        also(interview)
        lease.fence += 1
        budget = settings.FINALIZE_BUDGET_SECONDS + settings.LEASE_MARGIN_SECONDS
        lease.lease_expires_at = now + timedelta(seconds=budget)
        lease.save(update_fields=["fence", "lease_expires_at"])
        turn = interview.turns.get(kind=TurnKind.FINALIZE)
        return JudgingClaim(interview.pk, turn, interview.next_seq - 1, lease.fence)


def commit_judging(
    claim: JudgingClaim, *, write: Callable[[Interview], None], settle: Callable[[Interview, bool], None]
) -> None:
    """Write what was judged and give the claim back; a stale claim writes nothing but its calls."""
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(claim.interview_id)
        is_stale = not JudgingLease.objects.filter(interview=interview, fence=claim.fence).exists()
        settle(interview, is_stale)
        if not is_stale:
            write(interview)
            JudgingLease.objects.filter(interview=interview).update(lease_expires_at=None)


def give_back(claim: JudgingClaim, *, settle: Callable[[Interview, bool], None]) -> None:
    """Nothing could be judged: let the next request try again."""
    commit_judging(claim, write=lambda _: None, settle=settle)
