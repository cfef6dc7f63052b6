"""What must be true of an interview's rows, whoever died when. Reads only: constraints and services should leave it silent.

A violation is a sentence without the candidate's words, so that it may be logged.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from interviews import catalogue, queries
from interviews.enums import Difficulty, Kind, MessageKind, Outcome, Speaker, Stage, TurnKind, TurnStatus
from interviews.exceptions import InterviewDeleted
from interviews.leases import lock_interview
from interviews.models import (
    MAX_TURN_ATTEMPTS,
    Coverage,
    Interview,
    InterviewQuestion,
    Message,
    Observation,
    Turn,
)
from interviews.plan import HINT_LEVELS, is_behavioral_position
from scoring.integrity_of_scores import faults_in_evaluation, faults_in_quote, faults_in_reanswer
from scoring.models import Evaluation, Reanswer
from scoring.queries import evaluations, reanswers_of

CANDIDATE_MESSAGES = {TurnKind.START: 0, TurnKind.MESSAGE: 1, TurnKind.FINALIZE: 0}
REPLIED_TO = (TurnKind.START, TurnKind.MESSAGE)


@dataclass(frozen=True, slots=True)
class Rows:
    """All of one interview as it stood at one moment: turns by age, messages by seq, slots by position."""

    interview: Interview
    turns: tuple[Turn, ...]
    llm_calls: Counter[int]
    messages: tuple[Message, ...]
    slots: tuple[InterviewQuestion, ...]
    coverage: tuple[Coverage, ...]
    observations: tuple[Observation, ...]
    evaluations: tuple[Evaluation, ...]
    reanswers: tuple[Reanswer, ...]

    @property
    def last_seq(self) -> int:
        return self.messages[-1].seq if self.messages else 0


def find_violations(interview: Interview) -> list[str]:
    """Every invariant that the stored interview breaks; none when it was deleted meanwhile."""
    try:
        rows = _read(interview.pk)
    except InterviewDeleted:
        return []
    return [violation for check in CHECKS for violation in check(rows)]


def find_waiting(interview: Interview) -> list[str]:
    """Turns that nobody is at work on any more. Nothing is wrong: the next request or ``settle_turns`` takes them up."""
    over = interview.turns.filter(status=TurnStatus.ACTIVE, lease_expires_at__lt=timezone.now())
    return [f"{_name(turn)} is waiting since {turn.lease_expires_at:%Y-%m-%d %H:%M:%S}" for turn in over]


def _read(interview_id: int) -> Rows:
    """Read under the interview's lock, so that a turn is never seen half written."""
    with transaction.atomic(durable=True):
        interview = lock_interview(interview_id)
        in_slot_or_message = Q(slot__interview=interview) | Q(message__interview=interview)
        return Rows(
            interview=interview,
            turns=tuple(interview.turns.order_by("id")),
            llm_calls=Counter(dict(interview.turns.order_by().values_list("id").annotate(calls=Count("llm_calls")))),
            messages=tuple(interview.messages.order_by("seq")),
            slots=tuple(interview.slots.order_by("position")),
            coverage=tuple(
                Coverage.objects.filter(in_slot_or_message).select_related("slot", "message").order_by("id")
            ),
            observations=tuple(
                Observation.objects.filter(message__interview=interview).select_related("message").order_by("id")
            ),
            evaluations=tuple(evaluations().filter(interview=interview).order_by("attempt")),
            reanswers=tuple(reanswers_of(interview)),
        )


def _name(turn: Turn) -> str:
    return f"{turn.kind} turn {turn.public_id}"


def _is_numbered(numbers: Iterable[int], *, start: int) -> bool:
    """Whether numbers go up from ``start`` without a gap."""
    return all(number == wanted for wanted, number in enumerate(numbers, start))


# ------------------------------------------------------------------ messages and turns


def _check_numbering(rows: Rows) -> Iterator[str]:
    if not _is_numbered((message.seq for message in rows.messages), start=1):
        yield f"{len(rows.messages)} messages are not numbered 1 to {len(rows.messages)}"
    if rows.interview.next_seq != rows.last_seq + 1:
        yield f"next_seq is {rows.interview.next_seq} after message {rows.last_seq}"


def _check_turns(rows: Rows) -> Iterator[str]:
    by_turn: defaultdict[int, list[Message]] = defaultdict(list)
    for message in rows.messages:
        by_turn[message.turn_id].append(message)
    for turn in rows.turns:
        said = by_turn.pop(turn.pk, [])
        yield from (f"{_name(turn)} {fault}" for fault in _faults_in_exchange(turn, said))
    slots = {None, *(slot.pk for slot in rows.slots)}
    for message in rows.messages:
        if message.turn_id in by_turn:
            yield f"message {message.seq} belongs to a turn of another interview"
        if message.slot_id not in slots:
            yield f"message {message.seq} belongs to a question of another interview"


def _faults_in_exchange(turn: Turn, said: list[Message]) -> Iterator[str]:
    """What is wrong with a turn's messages, which are in order of seq."""
    speakers = [message.speaker for message in said]
    from_candidate = speakers.count(Speaker.CANDIDATE)
    wanted, replies = CANDIDATE_MESSAGES[TurnKind(turn.kind)], len(said) - from_candidate
    is_replied_to = turn.status == TurnStatus.DONE and turn.kind in REPLIED_TO
    if from_candidate != wanted:
        yield f"has {from_candidate} candidate messages instead of {wanted}"
    elif wanted and speakers[0] != Speaker.CANDIDATE:
        yield "has a reply before the candidate's message"
    if is_replied_to and not replies:
        yield "is done without a reply"
    own_words = sum(m.speaker == Speaker.INTERVIEWER and m.kind != MessageKind.QUESTION for m in said)
    if own_words > 1:
        yield f"was replied to {own_words} times"
    if replies and not is_replied_to:
        yield f"has {replies} interviewer messages while it is {turn.status}"
    if said and not _is_numbered((message.seq for message in said), start=said[0].seq):
        yield "is split by messages of another turn"


def _check_claims(rows: Rows) -> Iterator[str]:
    """Fences are handed out once each; only the newest may commit."""
    fence = rows.interview.fence
    for turn in rows.turns:
        if turn.fence > fence:
            yield f"{_name(turn)} has fence {turn.fence}, newer than the interview's {fence}"
        if turn.status == TurnStatus.ACTIVE and turn.fence < fence:
            yield f"{_name(turn)} is active with fence {turn.fence}, older than the interview's {fence}"
        if turn.kind == TurnKind.MESSAGE and rows.llm_calls[turn.pk] > MAX_TURN_ATTEMPTS:
            yield f"{_name(turn)} has {rows.llm_calls[turn.pk]} model calls, more than {MAX_TURN_ATTEMPTS}"
    for number, times in Counter(turn.fence for turn in rows.turns).items():
        if times > 1:
            yield f"fence {number} was given to {times} turns"


# ------------------------------------------------------------------ questions


def _check_slots(rows: Rows) -> Iterator[str]:
    interview = rows.interview
    if not _is_numbered((slot.position for slot in rows.slots), start=0):
        yield f"{len(rows.slots)} questions are not at positions 0 to {len(rows.slots) - 1}"
    if len(rows.slots) > interview.max_questions:
        yield f"{len(rows.slots)} questions were asked, more than {interview.max_questions}"
    put = Counter(message.slot_id for message in rows.messages if message.kind == MessageKind.QUESTION)
    for slot in rows.slots:
        if put[slot.pk] != 1:
            yield f"{_title(slot)} was put {put[slot.pk]} times"
        if slot.followups_used > interview.max_followups_per_question:
            yield f"{_title(slot)} has {slot.followups_used} follow-ups, more than {interview.max_followups_per_question}"
        if slot.hints_used > HINT_LEVELS:
            yield f"{_title(slot)} has {slot.hints_used} hints, more than {HINT_LEVELS}"


def _title(slot: InterviewQuestion) -> str:
    return f"question {slot.position + 1}"


def _check_mix(rows: Rows) -> Iterator[str]:
    """More behavioural questions than planned are asked only where the bank had none of the track's own left."""
    interview, own = rows.interview, catalogue.tracks()[rows.interview.track].kinds
    behavioral = [slot for slot in rows.slots if slot.snapshot["kind"] == Kind.BEHAVIORAL]
    target = interview.behavioral_questions_target
    if interview.chosen or Kind.BEHAVIORAL in own or len(behavioral) <= target:
        return
    for slot in behavioral:
        is_planned = is_behavioral_position(slot.position, target=target, questions=interview.max_questions)
        if not is_planned and _had_other_question(rows, slot):
            yield f"{_title(slot)} is behavioural, one more than the {target} planned"


def _had_other_question(rows: Rows, slot: InterviewQuestion) -> bool:
    """Whether one of the track's own questions, unchanged since before this one was opened, could have been asked."""
    interview = rows.interview
    own = catalogue.tracks()[interview.track].kinds
    difficulties = Difficulty.values if interview.adaptive else [interview.difficulty]
    earlier = [other.question_id for other in rows.slots if other.position < slot.position]
    pool = queries.cell_of(interview.track, kinds=own, difficulties=difficulties)
    return pool.filter(updated_at__lt=slot.opened_at).exclude(pk__in=earlier).exists()


def _check_choice(rows: Rows) -> Iterator[str]:
    """Where a candidate chose the questions, those are asked, in their order; one that was retired meanwhile is left out."""
    chosen = rows.interview.chosen
    asked = [slot.snapshot["slug"] for slot in rows.slots]
    if chosen and asked != [slug for slug in chosen if slug in asked]:
        yield f"{len(asked)} questions were asked that are not the {len(chosen)} chosen ones in their order"


# ------------------------------------------------------------------ findings


def _check_findings(rows: Rows) -> Iterator[str]:
    for covered in rows.coverage:
        name = f"coverage of {covered.key_point} in {_title(covered.slot)}"
        if covered.key_point not in {point["slug"] for point in covered.slot.snapshot["key_points"]}:
            yield f"{name} is of no key point of this question"
        if covered.message.slot_id != covered.slot_id:
            yield f"{name} is in a message to another question"
        yield from (f"{name} {fault}" for fault in faults_in_quote(covered))
    for observation in rows.observations:
        name = f"observation of {observation.competency} in message {observation.message.seq}"
        if observation.message.speaker != Speaker.CANDIDATE:
            yield f"{name} is of the {observation.message.speaker}"
        if observation.message.slot_id is None:
            yield f"{name} belongs to no question"


# ------------------------------------------------------------------ stage


def _check_stage(rows: Rows) -> Iterator[str]:
    stage = Stage(rows.interview.stage)
    is_wrapped_up = any(message.kind == MessageKind.WRAP_UP for message in rows.messages)
    if (stage == Stage.INTRO) == bool(rows.messages):
        yield f"stage is {stage} with {len(rows.messages)} messages"
    if stage == Stage.WRAP_UP and not is_wrapped_up:
        yield "stage is wrap_up without a wrap-up message"
    if is_wrapped_up and stage not in (Stage.WRAP_UP, Stage.DONE):
        yield f"stage is {stage} after the wrap-up message"
    opened = sum(slot.outcome == Outcome.OPEN for slot in rows.slots)
    if opened != (stage in (Stage.QUESTION, Stage.FOLLOW_UP)):
        yield f"stage is {stage} with {opened} open questions"
    reached = next((turn.stage_after for turn in reversed(rows.turns) if turn.status == TurnStatus.DONE), Stage.INTRO)
    if stage != reached:
        yield f"stage is {stage}, but the last turn led to {reached}"


def _check_end(rows: Rows) -> Iterator[str]:
    """Done, finalized and evaluated are one fact."""
    interview = rows.interview
    is_done, current = interview.stage == Stage.DONE, sum(evaluation.current for evaluation in rows.evaluations)
    if is_done != (interview.finalized_at is not None):
        yield f"stage is {interview.stage}, but the interview was {'not ' * is_done}finalized"
    if current != is_done:
        yield f"stage is {interview.stage} with {current} current evaluations"
    if is_done != any(turn.kind == TurnKind.FINALIZE and turn.status == TurnStatus.DONE for turn in rows.turns):
        yield f"stage is {interview.stage} with{'out' * is_done} a finalize turn that is done"


# ------------------------------------------------------------------ evaluations


def _check_evaluations(rows: Rows) -> Iterator[str]:
    attempts = sorted(evaluation.attempt for evaluation in rows.evaluations)
    if not _is_numbered(attempts, start=1):
        yield f"evaluations are numbered {', '.join(map(str, attempts))}"
    for evaluation in rows.evaluations:
        name = f"evaluation {evaluation.attempt}"
        if evaluation.current and evaluation.covers_seq != rows.last_seq:
            yield f"{name} covers {evaluation.covers_seq} of {rows.last_seq} messages"
        yield from (f"{name}{fault}" for fault in faults_in_evaluation(rows.interview, evaluation, rows.messages))


def _check_reanswers(rows: Rows) -> Iterator[str]:
    for reanswer in rows.reanswers:
        name = f"attempt {reanswer.number} at question {reanswer.slot.position + 1}"
        yield from (f"{name}{fault}" for fault in faults_in_reanswer(rows.interview.track, reanswer))


CHECKS: tuple[Callable[[Rows], Iterator[str]], ...] = (
    _check_numbering,
    _check_turns,
    _check_claims,
    _check_slots,
    _check_mix,
    _check_choice,
    _check_findings,
    _check_stage,
    _check_end,
    _check_evaluations,
    _check_reanswers,
)
