"""Finishing an interview: a singleton turn, whoever asks and however often. What is written beside it is the caller's.

The evaluation itself belongs to ``scoring``, which hands its writing in, so that ``done`` and the evaluation appear in
one transaction.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from interviewprep.llm import refuse_open_transaction
from interviews import leases
from interviews.enums import Outcome, Stage, TurnKind, TurnOutcome, TurnStatus
from interviews.exceptions import NotStarted, TurnInProgress
from interviews.models import MAX_TURN_ATTEMPTS, Interview, Turn
from interviews.replies import closed_outcome
from interviews.turns import settle_orphan

FINALIZE_KEY = "finalize"


@dataclass(frozen=True, slots=True)
class FinalizeClaim:
    """The right to evaluate an interview whose last message is ``covers_seq``."""

    interview_id: int
    turn: Turn
    covers_seq: int
    may_ask_model: bool

    @property
    def is_last_attempt(self) -> bool:
        """Whether a failure now must end in an offline estimate instead of another try."""
        return self.turn.attempt >= MAX_TURN_ATTEMPTS


def claim_finalize(interview_id: int) -> FinalizeClaim | None:
    """The claim, or none when the interview is already finished. Raises ``TurnInProgress`` while a turn runs."""
    refuse_open_transaction()
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(interview_id)
        if interview.stage == Stage.DONE:
            return None
        if interview.stage == Stage.INTRO:
            raise NotStarted(stage=interview.stage)
        turn, may_ask_model = _claim_turn(interview, now=timezone.now())
        interview.save(update_fields=["fence"])
        return FinalizeClaim(interview.pk, turn, covers_seq=interview.next_seq - 1, may_ask_model=may_ask_model)


def _claim_turn(interview: Interview, *, now: datetime) -> tuple[Turn, bool]:
    """The one finalize turn, and whether an attempt at the model is left (a crash may have spent them all)."""
    opened = interview.turns.exclude(status=TurnStatus.DONE).first()
    if opened is not None and opened.kind == TurnKind.FINALIZE:
        leases.refuse_while_leased(interview, opened, now=now)
        attempts_left = opened.attempt < MAX_TURN_ATTEMPTS
        leases.take_over(interview, opened, now=now)
        return opened, attempts_left
    if opened is not None:
        settle_orphan(interview, opened, now=now)
    interview.fence += 1
    turn = Turn.objects.create(
        interview=interview,
        kind=TurnKind.FINALIZE,
        key=FINALIZE_KEY,
        body_hash=hashlib.sha256(FINALIZE_KEY.encode()).hexdigest(),
        status=TurnStatus.ACTIVE,
        fence=interview.fence,
        lease_expires_at=now + timedelta(seconds=settings.FINALIZE_BUDGET_SECONDS + settings.LEASE_MARGIN_SECONDS),
    )
    return turn, True


def commit_finalize(
    claim: FinalizeClaim,
    *,
    outcome: TurnOutcome,
    write: Callable[[Interview], None],
    settle: Callable[[Interview, bool], None],
) -> None:
    """Finish the interview and write its evaluation in one transaction; a stale claim writes no evaluation.

    ``settle`` puts the model's calls on record, whether or not the claim ``is_stale``. Raises ``TurnInProgress`` when a
    newer claim is at work; returns quietly when it has already finished.
    """
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(claim.interview_id)
        is_stale = interview.fence != claim.turn.fence
        settle(interview, is_stale)
        if not is_stale:
            write(interview)
            interview.slots.filter(outcome=Outcome.OPEN).update(outcome=closed_outcome(interview.stage))
            leases.finish_turn(claim.turn, outcome=outcome, stage=Stage.DONE)
            interview.stage, interview.finalized_at = Stage.DONE, timezone.now()
            interview.save(update_fields=["stage", "finalized_at"])
    if is_stale and interview.stage != Stage.DONE:
        raise TurnInProgress(stage=interview.stage, retry_after=1)


def give_back(claim: FinalizeClaim, *, settle: Callable[[Interview, bool], None]) -> None:
    """The evaluation could not be written: let the next request try again. A stale claim changes nothing."""
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(claim.interview_id)
        is_stale = interview.fence != claim.turn.fence
        settle(interview, is_stale)
        if not is_stale:
            leases.release_finalize(interview, claim.turn)
