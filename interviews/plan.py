"""The limits of an interview: what comes next, how hard it is, and when it ends. Pure; no model is ever asked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from interviews.answers import JUNK, SHORT_WORDS, AnswerKind, count_words
from interviews.brief import Action, Brief, Move, Observed, Reading, Setup, Slot
from interviews.enums import Difficulty, Intent, Outcome, Source, Speaker, Stage
from interviews.snapshot import QuestionSnapshot

SCALE = (Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD)
HINT_LEVELS = 3
WARM_UP_EXCHANGES = 2
STRONG_LEVEL = 3.5  # mean observed level of a question from which an adaptive interview steps up
WEAK_LEVEL = 1.5  # … and up to which it steps down
MAX_EXCHANGES = 12  # on one question, after which a model may only go on to the next
MAX_ASIDES = 3  # in a row that a model may wait out
EMA_WEIGHT = 0.4  # of the newest question in the moving average of a competency


@dataclass(frozen=True, slots=True)
class Skill:
    """The fold of all observations of one competency. ``average`` is an exponential moving average of levels 0–5."""

    competency: str
    count: int
    last: int
    average: float
    strong_streak: int
    weak_streak: int


def allowed_intents(stage: Stage) -> tuple[Intent, ...]:
    """What a candidate may mean by a message in this stage."""
    match stage:
        case Stage.WARM_UP:
            return (Intent.ANSWER, Intent.SKIP)
        case Stage.QUESTION | Stage.FOLLOW_UP:
            return tuple(Intent)
        case _:
            return ()


def is_behavioral_position(position: int, *, target: int, questions: int) -> bool:
    """Whether the question at this position (from 0) is behavioural: the target is spread evenly, the first one first."""
    return -(-(position + 1) * target // questions) > -(-position * target // questions)


def fold_skills(observed: Iterable[Observed]) -> dict[str, Skill]:
    """Each competency's skill from its observations, oldest first; within one question the last one stands."""
    latest = {(o.slot, o.competency): o.level for o in observed}
    skills: dict[str, Skill] = {}
    for (_, competency), level in latest.items():
        before = skills.get(competency, Skill(competency, 0, level, level, 0, 0))
        skills[competency] = Skill(
            competency,
            count=before.count + 1,
            last=level,
            average=EMA_WEIGHT * level + (1 - EMA_WEIGHT) * before.average,
            strong_streak=before.strong_streak + 1 if level >= STRONG_LEVEL else 0,
            weak_streak=before.weak_streak + 1 if level <= WEAK_LEVEL else 0,
        )
    return skills


def find_weakest(skills: dict[str, Skill]) -> str | None:
    """The competency with the lowest average; ties by name. None before anything was observed."""
    return min(skills, key=lambda name: (skills[name].average, name), default=None)


def difficulty_now(setup: Setup, slots: Iterable[Slot], observed: Iterable[Observed]) -> Difficulty:
    """The difficulty of the next question: the chosen one, or, when adaptive, a step from the last question's."""
    closed = [slot for slot in slots if slot.outcome != Outcome.OPEN]
    if not setup.adaptive or not closed:
        return setup.difficulty
    last = max(closed, key=lambda slot: slot.position)
    latest = {o.competency: o.level for o in observed if o.slot == last.id}
    if last.outcome == Outcome.SKIPPED or not latest:
        return last.difficulty  # nothing was shown, so nothing follows from it
    mean = sum(latest.values()) / len(latest)
    step = (mean >= STRONG_LEVEL) - (mean <= WEAK_LEVEL)
    return SCALE[min(max(SCALE.index(last.difficulty) + step, 0), len(SCALE) - 1)]


def nearest_difficulties(wanted: Difficulty) -> tuple[Difficulty, ...]:
    """All difficulties, the wanted one first, then by distance, the easier one first."""
    at = SCALE.index(wanted)
    return tuple(sorted(SCALE, key=lambda d: (abs(SCALE.index(d) - at), SCALE.index(d))))


def find_follow_up(snapshot: QuestionSnapshot, *, start: int, covered: frozenset[str]) -> int | None:
    """Index of the next follow-up that aims at a key point not covered yet."""
    for index in range(start, len(snapshot.follow_ups)):
        if snapshot.follow_ups[index].aims_at not in covered:
            return index
    return None


def choose_move(brief: Brief, reading: Reading) -> Move:
    """What follows from a message, within every limit. ``ADVANCE`` closes the question and asks for the next one.

    What a model proposes is done when it was allowed and fits what the candidate meant; otherwise the plan decides.
    """
    slot = brief.open_slot
    if is_last_turn(brief):
        return _end(brief, slot, reading)
    if slot is None:
        return _move_in_warm_up(brief, reading)
    if reading.proposes is not None and _may_propose(brief, reading, reading.proposes):
        return _take_proposal(brief, slot, reading, reading.proposes)
    if reading.source == Source.LLM and brief.said.intent == Intent.ANSWER and _is_talked_out(brief, slot):
        return _advance(brief, slot)
    return _move_by_intent(brief, slot, reading)


def _move_by_intent(brief: Brief, slot: Slot, reading: Reading) -> Move:
    match reading.intent:
        case Intent.ANSWER:
            return _stay(brief, slot, Action.WAIT) if reading.is_aside else _move_after_answer(brief, slot, reading)
        case Intent.SKIP:
            return _advance(brief, slot)
        case Intent.DONT_KNOW:
            return _give_hint(brief, slot) if _helps_first(brief, slot) else _advance(brief, slot)
        case Intent.HINT:
            return _give_hint(brief, slot)
        case Intent.CLARIFY:
            return _stay(brief, slot, Action.CLARIFY)
        case _:
            assert_never(reading.intent)


def allowed_actions(brief: Brief) -> tuple[Action, ...]:
    """What a model may propose for this message: a button leaves one way, free text all that the limits allow."""
    slot = brief.open_slot
    if slot is None or is_last_turn(brief):
        return (choose_move(brief, Reading(brief.said.intent, AnswerKind.ANSWER)).action,)
    end = Action.ADVANCE if questions_left(brief) else Action.WRAP_UP
    match brief.said.intent:
        case Intent.SKIP:
            return (end,)
        case Intent.DONT_KNOW:
            return (Action.HINT if _helps_first(brief, slot) else end,)
        case Intent.HINT:
            return (Action.HINT if _hints_left(brief, slot) else Action.WAIT,)
        case Intent.CLARIFY:
            return (Action.CLARIFY,)
        case _:
            return (*_ways_to_stay(brief, slot), end)


def _ways_to_stay(brief: Brief, slot: Slot) -> tuple[Action, ...]:
    if _is_talked_out(brief, slot):
        return ()
    ways = []
    if slot.followups_used < brief.setup.max_followups_per_question:
        ways.append(Action.FOLLOW_UP)
    if _hints_left(brief, slot):
        ways.append(Action.HINT)
    ways.append(Action.CLARIFY)
    if _count_exchanges(brief, slot) - slot.followups_used - slot.hints_used <= MAX_ASIDES:
        ways.append(Action.WAIT)
    return tuple(ways)


def _is_talked_out(brief: Brief, slot: Slot) -> bool:
    return _count_exchanges(brief, slot) >= MAX_EXCHANGES


def _count_exchanges(brief: Brief, slot: Slot) -> int:
    return sum(line.slot == slot.id and line.speaker == Speaker.CANDIDATE for line in brief.transcript)


def _may_propose(brief: Brief, reading: Reading, action: Action) -> bool:
    """Whether the action is one that was offered, and does not contradict what the model says was meant."""
    if action not in allowed_actions(brief):
        return False
    ends = action in {Action.ADVANCE, Action.WRAP_UP}
    if reading.is_aside:
        return not ends
    return ends if reading.intent == Intent.SKIP else True


def _take_proposal(brief: Brief, slot: Slot, reading: Reading, action: Action) -> Move:
    match action:
        case Action.FOLLOW_UP:
            covered = slot.covered | {c.key_point for c in reading.covered}
            aim = find_follow_up(brief.question, start=slot.next_follow_up, covered=covered)
            return replace(
                _stay(brief, slot, Action.FOLLOW_UP),
                stage=Stage.FOLLOW_UP,
                followups_used=slot.followups_used + 1,
                next_follow_up=slot.next_follow_up if aim is None else aim + 1,
            )
        case Action.HINT:
            return _give_hint(brief, slot)
        case Action.ADVANCE | Action.WRAP_UP:
            closed = _advance(brief, slot)
            return replace(closed, closes=Outcome.ANSWERED) if reading.intent == Intent.ANSWER else closed
        case _:
            return _stay(brief, slot, action)


def wrap_up_instead(move: Move) -> Move:
    """The same closing move where there is nothing more to ask."""
    return replace(move, action=Action.WRAP_UP, stage=Stage.WRAP_UP)


def questions_left(brief: Brief) -> int:
    return brief.setup.max_questions - len(brief.slots)


def is_last_turn(brief: Brief) -> bool:
    """Whether the message that is being answered is the last one that the interview may take: then it ends, calmly."""
    return 0 < brief.setup.max_turns <= _count_turns(brief)


def _count_turns(brief: Brief) -> int:
    return sum(line.speaker == Speaker.CANDIDATE for line in brief.transcript)


def _end(brief: Brief, slot: Slot | None, reading: Reading) -> Move:
    """Wrap up with whatever is open closed as what it was."""
    if slot is None:
        return Move(Action.WRAP_UP, Stage.WRAP_UP)
    closed = wrap_up_instead(_advance(brief, slot))
    return replace(closed, closes=Outcome.ANSWERED) if is_answer(reading) else closed


def is_answer(reading: Reading) -> bool:
    """Whether the message says something on the question, rather than about the interview."""
    return reading.intent == Intent.ANSWER and reading.answer not in JUNK and not reading.is_aside


def _move_in_warm_up(brief: Brief, reading: Reading) -> Move:
    exchanges = _count_turns(brief)
    if exchanges < WARM_UP_EXCHANGES and reading.intent != Intent.SKIP:
        return Move(Action.CHAT, Stage.WARM_UP)
    return Move(Action.ADVANCE, Stage.QUESTION)


def _move_after_answer(brief: Brief, slot: Slot, reading: Reading) -> Move:
    if reading.answer in JUNK:
        return _stay(brief, slot, Action.PROBE)
    question = brief.question
    covered = slot.covered | {c.key_point for c in reading.covered}
    may_ask = slot.followups_used < brief.setup.max_followups_per_question
    aim = find_follow_up(question, start=slot.next_follow_up, covered=covered) if may_ask else None
    if aim is not None:
        return replace(
            _stay(brief, slot, Action.FOLLOW_UP),
            stage=Stage.FOLLOW_UP,
            followups_used=slot.followups_used + 1,
            next_follow_up=aim + 1,
        )
    complete = covered >= {point.slug for point in question.key_points}
    if may_ask and not complete and count_words(brief.said.content) <= SHORT_WORDS:
        return replace(
            _stay(brief, slot, Action.ASK_MORE), stage=Stage.FOLLOW_UP, followups_used=slot.followups_used + 1
        )
    return replace(_advance(brief, slot), closes=Outcome.ANSWERED)


def _helps_first(brief: Brief, slot: Slot) -> bool:
    """Whether "I don't know" earns a hint before the question is left."""
    return slot.hints_used == 0 and brief.stage == Stage.QUESTION


def _hints_left(brief: Brief, slot: Slot) -> bool:
    return slot.hints_used < min(HINT_LEVELS, len(brief.question.hints))


def _give_hint(brief: Brief, slot: Slot) -> Move:
    if not _hints_left(brief, slot):
        return _stay(brief, slot, Action.HINTS_SPENT)
    return replace(_stay(brief, slot, Action.HINT), hints_used=slot.hints_used + 1)


def _stay(brief: Brief, slot: Slot, action: Action) -> Move:
    return Move(action, brief.stage, None, slot.followups_used, slot.hints_used, slot.next_follow_up)


def _advance(brief: Brief, slot: Slot) -> Move:
    """Close the question: answered when an answer brought it to its follow-ups, skipped when none was given."""
    answered = brief.stage == Stage.FOLLOW_UP
    left = questions_left(brief) > 0
    return replace(
        _stay(brief, slot, Action.ADVANCE if left else Action.WRAP_UP),
        stage=Stage.QUESTION if left else Stage.WRAP_UP,
        closes=Outcome.ANSWERED if answered else Outcome.SKIPPED,
    )
