"""Writing the interviewer's reply: decides with the pure modules, then stores all of it. Runs under the interview's lock."""

from dataclasses import dataclass, replace

from interviews import catalogue, offline, plan
from interviews.brief import Action, Brief, Move, Observed, Reading, Slot, Spoken
from interviews.enums import Kind, MessageKind, Outcome, Source, Speaker, Stage
from interviews.models import Coverage, Interview, InterviewQuestion, Message, Observation, Turn
from interviews.pool import find_next_chosen, find_pool, load_snapshot
from interviews.selection import Wish, choose_question

PRIME = 2_654_435_761  # spreads the seed and the position over the shuffled bank


@dataclass(frozen=True, slots=True)
class Answering:
    """The locked interview, the turn being answered, and the candidate's message in it."""

    interview: Interview
    turn: Turn
    message: Message


def write_reply(answering: Answering, brief: Brief, reading: Reading) -> list[Message]:
    """Store what follows from a message: reply, coverage, observations, question counters, stage. Returns the reply."""
    move = plan.choose_move(brief, reading)
    chosen = _choose_next(answering.interview, brief, reading) if move.action == Action.ADVANCE else None
    if move.action == Action.ADVANCE and chosen is None:
        move = plan.wrap_up_instead(move)
    spoken, source = _find_words(brief, reading, move)
    _write_findings(answering, brief, reading)
    _update_slot(brief, move)
    slot = _open_slot(answering.interview, brief, chosen) if chosen is not None else None
    messages = _write_messages(answering, brief, spoken, source, opened=slot)
    answering.interview.stage = move.stage
    return messages


KINDS = {
    Action.CHAT: MessageKind.WARM_UP,
    Action.FOLLOW_UP: MessageKind.FOLLOW_UP,
    Action.HINT: MessageKind.HINT,
    Action.CLARIFY: MessageKind.CLARIFICATION,
    Action.WAIT: MessageKind.ACKNOWLEDGEMENT,
    Action.ADVANCE: MessageKind.ACKNOWLEDGEMENT,
    Action.WRAP_UP: MessageKind.WRAP_UP,
}


def _find_words(brief: Brief, reading: Reading, move: Move) -> tuple[tuple[Spoken, ...], Source]:
    """The model's words where they belong to this very move; else the offline interviewer's. A hint is the bank's own."""
    if not reading.words or reading.proposes != move.action:
        return offline.speak(brief, reading, move), Source.OFFLINE
    words = reading.words
    if move.action == Action.HINT:
        words = f"{words} {brief.question.hints[move.hints_used - 1]}"
    return (Spoken(KINDS[move.action], words),), Source.LLM


def append_messages(interview: Interview, turn: Turn, spoken: list[tuple[Spoken, int | None, Source]]) -> list[Message]:
    """Append interviewer messages, each with its slot and source, and move ``next_seq`` on (not saved here)."""
    messages = [
        Message(
            interview=interview,
            turn=turn,
            seq=interview.next_seq + n,
            speaker=Speaker.INTERVIEWER,
            kind=words.kind,
            content=words.content,
            slot_id=slot_id,
            source=source,
        )
        for n, (words, slot_id, source) in enumerate(spoken)
    ]
    Message.objects.bulk_create(messages)
    interview.next_seq += len(messages)
    return messages


def _choose_next(interview: Interview, brief: Brief, reading: Reading) -> int | None:
    """The key of the next question: the candidate's own choice; without one the bank's, of the planned kind at the planned
    difficulty, else the nearest that is left."""
    position = len(brief.slots)
    if position >= interview.max_questions:
        return None
    if interview.chosen:
        return find_next_chosen(interview)
    observed = brief.observed + tuple(
        Observed(brief.open_slot.id, o.competency, o.level) for o in reading.observations if brief.open_slot
    )
    wish, weakest = _wish(interview, brief), plan.find_weakest(plan.fold_skills(observed))
    wanted = plan.difficulty_now(brief.setup, _as_closed(brief), observed)
    for kinds in _kinds_to_try(interview, position):
        for difficulty in plan.nearest_difficulties(wanted) if interview.adaptive else (wanted,):
            draw = (interview.seed + position + 1) * PRIME
            pool = find_pool(interview, kinds=kinds, difficulty=difficulty, draw=draw, weakest=weakest)
            if chosen := choose_question(pool, wish):
                return chosen.id
    return None


def _as_closed(brief: Brief) -> list[Slot]:
    """The slots as they are once this move has closed the open one."""
    opened = brief.open_slot
    return [replace(s, outcome=Outcome.ANSWERED) if s is opened else s for s in brief.slots]


def _wish(interview: Interview, brief: Brief) -> Wish:
    return Wish(
        company_style=interview.company_style,
        asked_kinds=tuple(slot.kind for slot in brief.slots),
        asked_tags=frozenset(tag for slot in brief.slots for tag in slot.tags),
    )


def _kinds_to_try(interview: Interview, position: int) -> list[tuple[str, ...]]:
    """The planned kind first; the other one when a curator has emptied its cell since the interview was planned."""
    own = tuple(catalogue.tracks()[interview.track].kinds)
    behavioral: tuple[str, ...] = (Kind.BEHAVIORAL,)
    is_behavioral = plan.is_behavioral_position(
        position, target=interview.behavioral_questions_target, questions=interview.max_questions
    )
    return [behavioral, own] if is_behavioral else [own, behavioral]


def _write_findings(answering: Answering, brief: Brief, reading: Reading) -> None:
    text, slot = brief.said.content, brief.open_slot
    if slot is None:
        return
    if reading.covered:
        Coverage.objects.bulk_create(
            Coverage(
                slot_id=slot.id,
                key_point=c.key_point,
                message=answering.message,
                start=c.start,
                end=c.end,
                quote=text[c.start : c.end],
            )
            for c in reading.covered
        )
    if reading.observations:
        Observation.objects.bulk_create(
            Observation(
                message=answering.message, competency=o.competency, level=o.level, quote=o.quote, source=reading.source
            )
            for o in reading.observations
        )


def _update_slot(brief: Brief, move: Move) -> None:
    if brief.open_slot is None:
        return
    InterviewQuestion.objects.filter(pk=brief.open_slot.id).update(
        followups_used=move.followups_used,
        hints_used=move.hints_used,
        next_follow_up=move.next_follow_up,
        outcome=move.closes or Outcome.OPEN,
    )


def _open_slot(interview: Interview, brief: Brief, question_id: int) -> InterviewQuestion:
    return InterviewQuestion.objects.create(
        interview=interview,
        position=len(brief.slots),
        question_id=question_id,
        snapshot=load_snapshot(question_id).model_dump(mode="json"),
    )


def _write_messages(
    answering: Answering,
    brief: Brief,
    spoken: tuple[Spoken, ...],
    source: Source,
    *,
    opened: InterviewQuestion | None,
) -> list[Message]:
    current = brief.open_slot.id if brief.open_slot else None
    lines = [(words, current, source) for words in spoken]
    if opened is not None:
        lines.append((Spoken(MessageKind.QUESTION, opened.snapshot["prompt"]), opened.pk, Source.OFFLINE))
    return append_messages(answering.interview, answering.turn, lines)


def closed_outcome(stage: str) -> Outcome:
    """How a question that is still open ends when its interview does."""
    return Outcome.ANSWERED if stage == Stage.FOLLOW_UP else Outcome.SKIPPED
