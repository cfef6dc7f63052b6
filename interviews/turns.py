"""The turn protocol: claim, ask, commit. Nothing is lost, doubled or overwritten, whoever dies when.

claim   short transaction: lock the interview, take the clock, decide who answers this turn; the candidate's words are
        durable before anybody is asked.
ask     no lock, no transaction, no connection.
commit  short transaction: lock, compare the fence; a stale result is dropped. Reply, findings and stage together.
"""

import hashlib
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.budgets import BudgetSpent, count_turn
from interviewprep.llm import refuse_open_transaction
from interviews import leases, offline, plan, queries, validation
from interviews.asking import listen
from interviews.brief import Brief, Line, Reading, Said
from interviews.briefs import load_brief, load_brief_unless_claimed
from interviews.calls import (
    MAX_CALLS_PER_TURN,
    count_calls_left,
    finish_calls,
    has_tokens_left,
    reserve_model,
    start_call,
)
from interviews.engine import Heard, Interviewer, Piece
from interviews.enums import (
    SPEAKING_STAGES,
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
from interviews.exchange import Claim, Exchange, Sent, TurnResult
from interviews.models import MAX_TURN_ATTEMPTS, Interview, LLMCall, Message, Turn
from interviews.replies import Answering, append_messages, write_reply

__all__ = [
    "Claim", "Exchange", "Sent", "TurnResult", "open_exchange", "send_message", "settle_expired_turns", "settle_orphan",
    "start_interview",
]  # fmt: skip

START_KEY = "start"


# ------------------------------------------------------------------ what a candidate can do


def start_interview(interview_id: int) -> TurnResult:
    """Greet the candidate. A singleton: starting again returns the same greeting."""
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(interview_id)
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
        messages = append_messages(interview, turn, [(words, None, Source.OFFLINE) for words in greeting])
        interview.stage, interview.started_at = Stage.WARM_UP, timezone.now()
        interview.save(update_fields=["fence", "stage", "next_seq", "started_at"])
    return TurnResult(interview, turn, tuple(messages), asked=0)


def send_message(interview_id: int, sent: Sent, *, interviewer: Interviewer) -> TurnResult:
    """Store what the candidate said and answer it. The same key and body again return the same reply."""
    return open_exchange(interview_id, sent, interviewer=interviewer).finish()


def open_exchange(interview_id: int, sent: Sent, *, interviewer: Interviewer) -> Exchange:
    """The same, with the reply as it is written. The message is stored, or refused, before this returns."""
    validation.check_key(sent.key)
    validation.check_content(sent.said.content)
    validation.check_language(sent.language)
    if sent.spoken:
        validation.check_spoken(sent.spoken, sent.said.kind)
    refuse_open_transaction()
    claim = _claim_message(interview_id, sent, interviewer=interviewer)
    return Exchange(_answer(claim, interviewer), is_replay=isinstance(claim, TurnResult))


def _answer(claim: Claim | TurnResult, interviewer: Interviewer) -> Generator[Piece, None, TurnResult]:
    if isinstance(claim, TurnResult):
        return claim
    calls, shown = list(claim.calls), ""
    listening = listen(claim, interviewer, calls)
    while True:
        try:
            piece = next(listening)
        except StopIteration as end:
            heard: Heard = end.value
            break
        shown = piece.text if piece.replaces else shown + piece.text
        yield piece
    result = _commit_message(claim, heard, calls)
    yield from _correct(shown, result)
    return result


def _correct(shown: str, result: TurnResult) -> Generator[Piece, None, None]:
    """What is still missing of the stored reply, or all of it when something else was shown."""
    reply = next((m.content for m in result.messages if m.speaker == Speaker.INTERVIEWER), "")
    if shown and reply != shown:
        is_beginning = reply.startswith(shown)
        yield Piece(reply.removeprefix(shown) if is_beginning else reply, replaces=not is_beginning)


# ------------------------------------------------------------------ claim


def _claim_message(interview_id: int, sent: Sent, *, interviewer: Interviewer) -> Claim | TurnResult:
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(interview_id)
        now = timezone.now()
        brief = load_brief_unless_claimed(interview, sent.said, key=sent.key)
        if brief is None:
            mine, other = _turns_in_question(interview, sent.key)
            if mine is not None:
                return _resume(interview, mine, sent, now=now, interviewer=interviewer)
            if other is not None:
                settle_orphan(interview, other, now=now)
            brief = load_brief(interview, sent.said)
        refusal = _refusal_to_speak(interview, sent)
        if refusal is None and not count_turn(interview.user_id, now=now):
            refusal = BudgetSpent.of("turns", now=now)
        if refusal is None:
            return _open_turn(interview, sent, brief, now=now, interviewer=interviewer)
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


def _resume(
    interview: Interview, turn: Turn, sent: Sent, *, now: datetime, interviewer: Interviewer
) -> Claim | TurnResult:
    """The same key again: replay what is done, wait for what runs, take over what was abandoned."""
    if turn.body_hash != sent.body_hash():
        raise IdempotencyKeyReused
    if turn.status == TurnStatus.DONE:
        return _replay(interview, turn)
    leases.refuse_while_leased(interview, turn, now=now)
    if turn.attempt >= MAX_TURN_ATTEMPTS:
        return _settle_message(interview, turn)
    message = turn.messages.get(speaker=Speaker.CANDIDATE)
    leases.take_over(interview, turn, now=now)
    interview.save(update_fields=["fence"])
    return _claim_for(interview, turn, message, sent.said, interviewer=interviewer)


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


def _open_turn(interview: Interview, sent: Sent, brief: Brief, *, now: datetime, interviewer: Interviewer) -> Claim:
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
        spoken_seconds=sent.spoken.seconds if sent.spoken else None,
        spoken_words=sent.spoken.words if sent.spoken else None,
        spoken_pauses=sent.spoken.pauses if sent.spoken else None,
    )
    interview.next_seq += 1
    interview.save(update_fields=["fence", "next_seq"])
    return _claim_for(interview, turn, message, sent.said, interviewer=interviewer, brief=brief)


def _claim_for(
    interview: Interview,
    turn: Turn,
    message: Message,
    said: Said,
    *,
    interviewer: Interviewer,
    brief: Brief | None = None,
) -> Claim:
    known = _with_message(brief or load_brief(interview, said), message)
    now = timezone.now()
    calls_left = count_calls_left(turn) if turn.attempt > 1 else MAX_CALLS_PER_TURN
    may_ask = calls_left > 0 and interviewer.wants_model(known) and has_tokens_left(interview)
    if not (may_ask and reserve_model(interview.user_id, now=now)):
        return Claim(interview.pk, turn, message, known)
    return Claim(
        interview.pk,
        turn,
        message,
        known,
        calls=(start_call(turn),),
        may_ask_again=calls_left > 1,
        reserved_on=now.astimezone(UTC).date(),
    )


def _with_message(brief: Brief, message: Message) -> Brief:
    """The brief with the message that is being answered as the transcript's last line."""
    line = Line(message.seq, Speaker.CANDIDATE, message.slot_id, message.content)
    earlier = tuple(old for old in brief.transcript if old.seq < message.seq)
    return replace(brief, transcript=(*earlier, line))


# ------------------------------------------------------------------ commit


def _commit_message(claim: Claim, heard: Heard, calls: list[LLMCall]) -> TurnResult:
    """Store what follows from what was heard. Where the model failed, the offline interviewer stands in."""
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(claim.interview_id)
        is_stale = interview.fence != claim.turn.fence
        finish_calls(
            interview.user_id,
            calls,
            heard.calls,
            reserved_calls=len(claim.calls),
            reserved_on=claim.reserved_on,
            is_stale=is_stale,
        )
        if is_stale:
            return _answer_for_stale(interview, claim.turn)
        reading = heard.reading or offline.read_message(claim.brief)
        return _finish_message(interview, claim, reading, _outcome_of(claim, heard))


def _outcome_of(claim: Claim, heard: Heard) -> TurnOutcome:
    if not claim.calls:
        return TurnOutcome.OFFLINE
    return TurnOutcome.LLM if heard.reading else TurnOutcome.DEGRADED


def _finish_message(interview: Interview, claim: Claim, reading: Reading, outcome: TurnOutcome) -> TurnResult:
    reply = write_reply(Answering(interview, claim.turn, claim.message), claim.brief, reading)
    leases.finish_turn(claim.turn, outcome=outcome, stage=Stage(interview.stage))
    interview.save(update_fields=["fence", "stage", "next_seq"])
    asked = len(claim.brief.slots) + any(message.kind == "question" for message in reply)
    return TurnResult(interview, claim.turn, (claim.message, *reply), asked)


def _answer_for_stale(interview: Interview, turn: Turn) -> TurnResult:
    """Somebody took this turn over: their reply is the reply."""
    current = interview.turns.get(pk=turn.pk)
    if current.status != TurnStatus.DONE:
        raise TurnInProgress(stage=interview.stage, retry_after=1)
    return _replay(interview, current)


def _replay(interview: Interview, turn: Turn) -> TurnResult:
    """A finished turn, rebuilt from its rows."""
    messages = tuple(turn.messages.order_by("seq"))
    last = messages[-1].seq if messages else 0
    asked = interview.messages.filter(kind="question", seq__lte=last).count()
    return TurnResult(interview, turn, messages, asked, replayed=True)


# ------------------------------------------------------------------ settle


def settle_orphan(interview: Interview, turn: Turn, *, now: datetime) -> None:
    """Close another's abandoned message so that order is kept. Raises while it is leased, or when it is a finalize."""
    leases.refuse_while_leased(interview, turn, now=now)
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


def _settle_expired_in(interview_id: int) -> bool:
    with transaction.atomic(durable=True):
        try:
            interview = leases.lock_interview(interview_id)
        except InterviewDeleted:
            return False
        expired = interview.turns.filter(status=TurnStatus.ACTIVE, lease_expires_at__lt=timezone.now())
        turn = expired.first()
        if turn is None:
            return False
        if turn.kind == TurnKind.FINALIZE:
            leases.release_finalize(interview, turn)
        else:
            _settle_message(interview, turn)
        return True
