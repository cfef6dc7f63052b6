"""The turn protocol: claim, ask, commit. Nothing is lost, doubled or overwritten, whoever dies when.

claim   short transaction: lock the interview, take the clock, decide who answers this turn; the candidate's words are
        durable before anybody is asked.
ask     no lock, no transaction, no connection.
commit  short transaction: lock, compare the fence; a stale result is dropped. Reply, findings and stage together.
"""

import hashlib
import json
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from interviewprep.llm import LLMError, refuse_open_transaction
from interviews import offline, plan, queries, validation
from interviews.brief import Brief, Line, Reading, Said
from interviews.briefs import load_brief, load_brief_unless_claimed
from interviews.engine import Interviewer
from interviews.enums import (
    SPEAKING_STAGES,
    CallOutcome,
    Source,
    Speaker,
    Stage,
    TurnKind,
    TurnOutcome,
    TurnStatus,
)
from interviews.exceptions import (
    FinalizePending,
    IdempotencyKeyReused,
    InterviewDeleted,
    InterviewFinished,
    InterviewWrappedUp,
    InvalidMessage,
    NotStarted,
    StaleView,
    TurnInProgress,
)
from interviews.models import MAX_TURN_ATTEMPTS, Interview, LLMCall, Message, Turn
from interviews.replies import Answering, append_messages, write_reply

START_KEY = "start"
MAX_RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """What a candidate sends: the message, the key that makes sending it safe to repeat, and what they had seen."""

    key: str
    said: Said
    language: str = ""
    last_seen_seq: int | None = None

    def body_hash(self) -> str:
        parts = [TurnKind.MESSAGE, self.said.content, self.said.kind, self.said.intent, self.language]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer one turn until its lease ends or a newer fence takes it over."""

    interview_id: int
    turn: Turn
    message: Message
    brief: Brief


@dataclass(frozen=True, slots=True)
class TurnResult:
    """A finished turn with all its messages; ``asked`` counts the questions asked up to its end."""

    interview: Interview
    turn: Turn
    messages: tuple[Message, ...]
    asked: int
    replayed: bool = False


# ------------------------------------------------------------------ what a candidate can do


def start_interview(interview_id: int) -> TurnResult:
    """Greet the candidate. A singleton: starting again returns the same greeting."""
    with transaction.atomic(durable=True):
        interview = lock_interview(interview_id)
        if started := interview.turns.filter(kind=TurnKind.START).first():
            return _replay(interview, started)
        interview.fence += 1
        turn = Turn.objects.create(
            interview=interview,
            kind=TurnKind.START,
            key=START_KEY,
            body_hash=hashlib.sha256(START_KEY.encode()).hexdigest(),
            status=TurnStatus.DONE,
            fence=interview.fence,
            outcome=TurnOutcome.OFFLINE,
            stage_after=Stage.WARM_UP,
        )
        greeting = offline.greet(queries.setup_of(interview), candidate_name=interview.user.name)
        messages = append_messages(interview, turn, [(words, None) for words in greeting])
        interview.stage, interview.started_at = Stage.WARM_UP, timezone.now()
        interview.save(update_fields=["fence", "stage", "next_seq", "started_at"])
    return TurnResult(interview, turn, tuple(messages), asked=0)


def send_message(interview_id: int, sent: Sent, *, interviewer: Interviewer) -> TurnResult:
    """Store what the candidate said and answer it. The same key and body again return the same reply."""
    validation.check_key(sent.key)
    validation.check_content(sent.said.content)
    if len(sent.language) > validation.MAX_LANGUAGE_CHARACTERS:
        raise InvalidMessage(fields={"language": [f"At most {validation.MAX_LANGUAGE_CHARACTERS} characters."]})
    refuse_open_transaction()
    claim = _claim_message(interview_id, sent, calls_model=interviewer.calls_model)
    if isinstance(claim, TurnResult):
        return claim
    reading, outcome = _ask(claim, interviewer)
    return _commit_message(claim, reading, outcome)


# ------------------------------------------------------------------ claim


def lock_interview(interview_id: int) -> Interview:
    """The interview's row, re-read under its lock: the first statement of every transaction that changes it."""
    try:
        return Interview.objects.select_for_update(of=("self",)).select_related("user").get(pk=interview_id)
    except Interview.DoesNotExist as error:
        raise InterviewDeleted from error


def _claim_message(interview_id: int, sent: Sent, *, calls_model: bool) -> Claim | TurnResult:
    with transaction.atomic(durable=True):
        interview = lock_interview(interview_id)
        now = timezone.now()
        brief = load_brief_unless_claimed(interview, sent.said, key=sent.key)
        if brief is None:
            mine, other = _turns_in_question(interview, sent.key)
            if mine is not None:
                return _resume(interview, mine, sent, now=now, calls_model=calls_model)
            if other is not None:
                settle_orphan(interview, other, now=now)
            brief = load_brief(interview, sent.said)
        refusal = _refusal_to_speak(interview, sent)
        if refusal is None:
            return _open_turn(interview, sent, brief, now=now, calls_model=calls_model)
    raise refusal  # after the block: an orphan that was settled above stays settled


def _turns_in_question(interview: Interview, key: str) -> tuple[Turn | None, Turn | None]:
    """The turn with this key, and another one that is still open."""
    turns = interview.turns.filter(key=key) | interview.turns.exclude(status=TurnStatus.DONE)
    mine = other = None
    for turn in turns:
        if turn.key == key:
            mine = turn
        else:
            other = turn
    return mine, other


def _resume(interview: Interview, turn: Turn, sent: Sent, *, now: datetime, calls_model: bool) -> Claim | TurnResult:
    """The same key again: replay what is done, wait for what runs, take over what was abandoned."""
    if turn.body_hash != sent.body_hash():
        raise IdempotencyKeyReused
    if turn.status == TurnStatus.DONE:
        return _replay(interview, turn)
    refuse_while_leased(interview, turn, now=now)
    if turn.attempt >= MAX_TURN_ATTEMPTS:
        return _settle_message(interview, turn)
    message = turn.messages.get(speaker=Speaker.CANDIDATE)
    take_over(interview, turn, now=now)
    interview.save(update_fields=["fence"])
    return _claim_for(interview, turn, message, sent.said, calls_model=calls_model)


def _refusal_to_speak(interview: Interview, sent: Sent) -> Exception | None:
    stage = Stage(interview.stage)
    if stage == Stage.INTRO:
        return NotStarted(stage=stage)
    if stage == Stage.WRAP_UP:
        return InterviewWrappedUp(stage=stage)
    if stage not in SPEAKING_STAGES:
        return InterviewFinished(stage=stage)
    if sent.last_seen_seq is not None and sent.last_seen_seq != interview.next_seq - 1:
        return StaleView(stage=stage)
    if sent.said.intent not in plan.allowed_intents(stage):
        return InvalidMessage(
            fields={"intent": [f"“{sent.said.intent}” means nothing in the {stage.label.lower()} stage."]}
        )
    return None


def _open_turn(interview: Interview, sent: Sent, brief: Brief, *, now: datetime, calls_model: bool) -> Claim:
    interview.fence += 1
    turn = Turn.objects.create(
        interview=interview,
        kind=TurnKind.MESSAGE,
        key=sent.key,
        body_hash=sent.body_hash(),
        status=TurnStatus.ACTIVE,
        fence=interview.fence,
        lease_expires_at=now + timedelta(seconds=settings.MESSAGE_BUDGET_SECONDS + settings.LEASE_MARGIN_SECONDS),
    )
    message = Message.objects.create(
        interview=interview,
        turn=turn,
        seq=interview.next_seq,
        speaker=Speaker.CANDIDATE,
        kind=sent.said.kind,
        content=sent.said.content,
        language=sent.language,
        intent=sent.said.intent,
        slot_id=brief.open_slot.id if brief.open_slot else None,
        source=Source.CANDIDATE,
    )
    interview.next_seq += 1
    interview.save(update_fields=["fence", "next_seq"])
    return _claim_for(interview, turn, message, sent.said, calls_model=calls_model, brief=brief)


def _claim_for(
    interview: Interview, turn: Turn, message: Message, said: Said, *, calls_model: bool, brief: Brief | None = None
) -> Claim:
    if calls_model:
        LLMCall.objects.create(turn=turn, fence=turn.fence, purpose="interviewer_reply")
    known = brief or load_brief(interview, said)
    return Claim(interview.pk, turn, message, _with_message(known, message))


def _with_message(brief: Brief, message: Message) -> Brief:
    """The brief with the message that is being answered as the transcript's last line."""
    line = Line(message.seq, Speaker.CANDIDATE, message.slot_id, message.content)
    earlier = tuple(old for old in brief.transcript if old.seq < message.seq)
    return replace(brief, transcript=(*earlier, line))


def refuse_while_leased(interview: Interview, turn: Turn, *, now: datetime) -> None:
    """Raise ``TurnInProgress`` while somebody may still be answering this turn."""
    if turn.status == TurnStatus.ACTIVE and turn.lease_expires_at is not None and turn.lease_expires_at > now:
        left = math.ceil((turn.lease_expires_at - now).total_seconds())
        raise TurnInProgress(stage=interview.stage, retry_after=min(left, MAX_RETRY_AFTER_SECONDS))


def take_over(interview: Interview, turn: Turn, *, now: datetime) -> None:
    """A new fence, a new lease and one more attempt on an abandoned turn; its last holder can no longer commit."""
    interview.fence += 1
    budget = settings.FINALIZE_BUDGET_SECONDS if turn.kind == TurnKind.FINALIZE else settings.MESSAGE_BUDGET_SECONDS
    turn.fence, turn.status = interview.fence, TurnStatus.ACTIVE
    turn.attempt = min(turn.attempt + 1, MAX_TURN_ATTEMPTS)
    turn.lease_expires_at = now + timedelta(seconds=budget + settings.LEASE_MARGIN_SECONDS)
    turn.save(update_fields=["fence", "status", "attempt", "lease_expires_at"])


# ------------------------------------------------------------------ ask


def _ask(claim: Claim, interviewer: Interviewer) -> tuple[Reading, TurnOutcome]:
    """Have the message read, holding nothing; a model that fails is stood in for by the offline interviewer."""
    if not interviewer.calls_model:
        return interviewer.read(claim.brief), TurnOutcome.OFFLINE
    refuse_open_transaction()
    connection.close()
    try:
        return interviewer.read(claim.brief), TurnOutcome.LLM
    except LLMError:
        return offline.read_message(claim.brief), TurnOutcome.DEGRADED


# ------------------------------------------------------------------ commit


def _commit_message(claim: Claim, reading: Reading, outcome: TurnOutcome) -> TurnResult:
    with transaction.atomic(durable=True):
        interview = lock_interview(claim.interview_id)
        if interview.fence != claim.turn.fence:
            return _answer_for_stale(interview, claim.turn)
        if outcome != TurnOutcome.OFFLINE:
            _finish_call(claim.turn, ok=outcome == TurnOutcome.LLM)
        return _finish_message(interview, claim, reading, outcome)


def _finish_message(interview: Interview, claim: Claim, reading: Reading, outcome: TurnOutcome) -> TurnResult:
    reply = write_reply(Answering(interview, claim.turn, claim.message), claim.brief, reading)
    finish_turn(claim.turn, outcome=outcome, stage=Stage(interview.stage))
    interview.save(update_fields=["fence", "stage", "next_seq"])
    asked = len(claim.brief.slots) + any(message.kind == "question" for message in reply)
    return TurnResult(interview, claim.turn, (claim.message, *reply), asked)


def finish_turn(turn: Turn, *, outcome: TurnOutcome, stage: Stage) -> None:
    turn.status, turn.lease_expires_at, turn.outcome, turn.stage_after = TurnStatus.DONE, None, outcome, stage
    turn.save(update_fields=["fence", "status", "lease_expires_at", "outcome", "stage_after"])


def _answer_for_stale(interview: Interview, turn: Turn) -> TurnResult:
    """Somebody took this turn over: their reply is the reply."""
    LLMCall.objects.filter(turn=turn, fence=turn.fence).update(outcome=CallOutcome.STALE)
    current = interview.turns.get(pk=turn.pk)
    if current.status != TurnStatus.DONE:
        raise TurnInProgress(stage=interview.stage, retry_after=1)
    return _replay(interview, current)


def _finish_call(turn: Turn, *, ok: bool) -> None:
    outcome = CallOutcome.OK if ok else CallOutcome.FAILED
    LLMCall.objects.filter(turn=turn, fence=turn.fence).update(outcome=outcome, committed=ok)


def _replay(interview: Interview, turn: Turn) -> TurnResult:
    """A finished turn, rebuilt from its rows."""
    messages = tuple(turn.messages.order_by("seq"))
    last = messages[-1].seq if messages else 0
    asked = interview.messages.filter(kind="question", seq__lte=last).count()
    return TurnResult(interview, turn, messages, asked, replayed=True)


# ------------------------------------------------------------------ settle


def settle_orphan(interview: Interview, turn: Turn, *, now: datetime) -> None:
    """Close another's abandoned message so that order is kept. Raises while it is leased, or when it is a finalize."""
    refuse_while_leased(interview, turn, now=now)
    if turn.kind == TurnKind.FINALIZE:
        raise FinalizePending(stage=interview.stage)
    _settle_message(interview, turn)


def _settle_message(interview: Interview, turn: Turn) -> TurnResult:
    """Answer an abandoned message with the offline interviewer, under the lock that is held."""
    message = turn.messages.get(speaker=Speaker.CANDIDATE)
    interview.fence += 1
    turn.fence = interview.fence
    brief = _with_message(load_brief(interview, queries.said_in(message)), message)
    claim = Claim(interview.pk, turn, message, brief)
    return _finish_message(interview, claim, offline.read_message(brief), TurnOutcome.SETTLED)


def settle_expired_turns(*, limit: int = 500) -> int:
    """Close message turns whose lease is over and make finalize turns retryable. Returns how many were settled."""
    expired = Turn.objects.filter(status=TurnStatus.ACTIVE, lease_expires_at__lt=timezone.now())
    ids = expired.order_by("lease_expires_at").values_list("interview_id", flat=True)[:limit]
    return sum(_settle_expired_in(interview_id) for interview_id in list(ids))


def release_finalize(interview: Interview, turn: Turn) -> None:
    """Give a finalize back so that it can be tried again; whoever held it can no longer commit."""
    interview.fence += 1
    interview.save(update_fields=["fence"])
    turn.fence, turn.status, turn.lease_expires_at = interview.fence, TurnStatus.RETRYABLE, None
    turn.save(update_fields=["fence", "status", "lease_expires_at"])


def _settle_expired_in(interview_id: int) -> bool:
    with transaction.atomic(durable=True):
        try:
            interview = lock_interview(interview_id)
        except InterviewDeleted:
            return False
        expired = interview.turns.filter(status=TurnStatus.ACTIVE, lease_expires_at__lt=timezone.now())
        turn = expired.first()
        if turn is None:
            return False
        if turn.kind == TurnKind.FINALIZE:
            release_finalize(interview, turn)
        else:
            _settle_message(interview, turn)
        return True
