"""The limits of an interview: what comes next, how hard it is, and when it ends. Pure; no model is ever asked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from interviews.answers import JUNK, SHORT_WORDS, count_words
from interviews.brief import Action, Brief, Move, Observed, Reading, Setup, Slot
from interviews.enums import Difficulty, Intent, Outcome, Speaker, Stage
from interviews.snapshot import QuestionSnapshot

SCALE = (Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD)
HINT_LEVELS = 3
WARM_UP_EXCHANGES = 2
STRONG_LEVEL = 3.5  # mean observed level of a question from which an adaptive interview steps up
WEAK_LEVEL = 1.5  # … and up to which it steps down
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
    """What follows from a message, within every limit. ``ADVANCE`` closes the question and asks for the next one."""
    slot = brief.open_slot
    if slot is None:
        return _move_in_warm_up(brief, reading)
    match reading.intent:
        case Intent.ANSWER:
            return _move_after_answer(brief, slot, reading)
        case Intent.SKIP:
            return _advance(brief, slot)
        case Intent.DONT_KNOW:
            first_time = slot.hints_used == 0 and brief.stage == Stage.QUESTION
            return _give_hint(brief, slot) if first_time else _advance(brief, slot)
        case Intent.HINT:
            return _give_hint(brief, slot)
        case Intent.CLARIFY:
            return _stay(brief, slot, Action.CLARIFY)
        case _:
            assert_never(reading.intent)


def wrap_up_instead(move: Move) -> Move:
    """The same closing move where there is nothing more to ask."""
    return replace(move, action=Action.WRAP_UP, stage=Stage.WRAP_UP)


def questions_left(brief: Brief) -> int:
    return brief.setup.max_questions - len(brief.slots)


def _move_in_warm_up(brief: Brief, reading: Reading) -> Move:
    exchanges = sum(line.speaker == Speaker.CANDIDATE for line in brief.transcript)
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


def _give_hint(brief: Brief, slot: Slot) -> Move:
    if slot.hints_used >= min(HINT_LEVELS, len(brief.question.hints)):
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
