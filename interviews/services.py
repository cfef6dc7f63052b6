"""Every write to an interview that is not a turn: planning one, and deleting it."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from accounts.budgets import BudgetSpent, count_interview
from interviews import catalogue, queries
from interviews.chosen import settle_choice, shuffle_choice
from interviews.enums import Difficulty, Kind
from interviews.exceptions import InterviewDeleted, InvalidInterview, NotEnoughQuestions
from interviews.leases import lock_interview
from interviews.models import MAX_QUESTIONS, Interview, draw_shuffle_key
from interviews.validation import FORBIDDEN, MAX_CHARACTERS

MAX_FOLLOWUPS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What a candidate chooses for an interview.

    With ``questions`` (slugs) exactly these are asked, in this order or shuffled; they decide how many there are, how
    many of them are behavioural, and how hard the interview is.
    """

    track: str
    difficulty: str = ""
    company_style: str = "general"
    adaptive: bool = False
    role: str = ""
    behavioral_questions_target: int = 2
    max_questions: int = 7
    max_followups_per_question: int = 2
    interviewer: str = ""
    job_description: str = ""
    questions: tuple[str, ...] = ()
    shuffle: bool = False


def create_interview(user_id: int, plan: Plan) -> Interview:
    """Plan an interview that the bank can really serve; else ``InvalidInterview`` or ``NotEnoughQuestions`` says why.

    Raises ``BudgetSpent`` when the user's day allows no more.
    """
    if plan.questions:
        plan = _settle_questions(plan)
    faults = _find_faults(plan)
    if faults:
        raise InvalidInterview(fields=faults)
    if not plan.questions:
        check_pool(plan)
    with transaction.atomic(durable=True):
        now = timezone.now()
        if not count_interview(user_id, now=now):
            raise BudgetSpent.of("interviews", now=now)
        return _insert(user_id, plan)


def _settle_questions(plan: Plan) -> Plan:
    """The plan with what follows from the questions chosen for it, each of which can be asked."""
    faults: dict[str, list[str]] = {}
    _check_choice(faults, "track", plan.track, list(catalogue.tracks()))
    if faults:
        raise InvalidInterview(fields=faults)
    choice = settle_choice(plan.questions, track=plan.track, difficulty=plan.difficulty)
    return replace(
        plan,
        difficulty=choice.difficulty,
        max_questions=len(plan.questions),
        behavioral_questions_target=choice.behavioral,
    )


def _insert(user_id: int, plan: Plan) -> Interview:
    seed = draw_shuffle_key()
    return Interview.objects.create(
        user_id=user_id,
        track=plan.track,
        role=plan.role or catalogue.tracks()[plan.track].role[0].id,
        company_style=plan.company_style,
        difficulty=plan.difficulty,
        adaptive=plan.adaptive,
        interviewer=plan.interviewer or next(iter(catalogue.interviewers())),
        job_description=plan.job_description,
        behavioral_questions_target=plan.behavioral_questions_target,
        max_questions=plan.max_questions,
        max_followups_per_question=plan.max_followups_per_question,
        chosen=shuffle_choice(plan.questions, seed=seed) if plan.shuffle else list(plan.questions),
        seed=seed,
    )


def delete_interview(interview_id: int) -> None:
    """Delete an interview and everything in it. A turn that is still running finds nothing to commit to."""
    with transaction.atomic(durable=True):
        lock_interview(interview_id).delete()


def delete_interviews(interview_ids: Iterable[int]) -> int:
    """Delete several, each in a transaction of its own; returns how many there still were."""
    deleted = 0
    for interview_id in interview_ids:
        with contextlib.suppress(InterviewDeleted):
            delete_interview(interview_id)
            deleted += 1
    return deleted


def _find_faults(plan: Plan) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    _check_choice(faults, "track", plan.track, list(catalogue.tracks()))
    _check_choice(faults, "company_style", plan.company_style, list(catalogue.companies()))
    _check_choice(faults, "difficulty", plan.difficulty, Difficulty.values)
    if plan.interviewer:
        _check_choice(faults, "interviewer", plan.interviewer, list(catalogue.interviewers()))
    if plan.role and "track" not in faults and catalogue.find_role(plan.track, plan.role) is None:
        _check_choice(faults, "role", plan.role, [role.id for role in catalogue.tracks()[plan.track].role])
    _check_range(faults, "max_questions", plan.max_questions, 1, MAX_QUESTIONS)
    _check_range(faults, "max_followups_per_question", plan.max_followups_per_question, 0, MAX_FOLLOWUPS)
    most = MAX_QUESTIONS if "max_questions" in faults else plan.max_questions
    _check_range(faults, "behavioral_questions_target", plan.behavioral_questions_target, 0, most)
    if plan.questions and plan.adaptive:
        faults["adaptive"] = ["The questions you chose are as hard as they are: they can't adapt to you."]
    if plan.shuffle and not plan.questions:
        faults["shuffle"] = ["There are no chosen questions to shuffle."]
    if len(plan.job_description) > MAX_CHARACTERS:
        faults["job_description"] = [f"At most {MAX_CHARACTERS:,} characters; this has {len(plan.job_description):,}."]
    elif FORBIDDEN.search(plan.job_description):
        faults["job_description"] = ["It contains a control character that can't be stored."]
    return faults


def _check_choice(faults: dict[str, list[str]], field: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        faults[field] = [f"“{value[:40]}” is not known. Choose one of: {', '.join(known)}."]


def _check_range(faults: dict[str, list[str]], field: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        faults[field] = [f"Choose a number from {low} to {high}."]


@dataclass(frozen=True, slots=True)
class Supply:
    """How many questions an interview could draw on: its track's own, the behavioural ones, and both together."""

    own: int
    behavioral: int
    together: int


def count_supply(cells: dict[queries.Cell, int], *, track: str, difficulty: str, adaptive: bool) -> Supply:
    """What the bank holds for these choices; an adaptive interview may use every difficulty."""
    levels = Difficulty.values if adaptive else [difficulty]
    kinds = catalogue.tracks()[track].kinds
    count = {kind: sum(cells.get((track, level, kind), 0) for level in levels) for kind in Kind.values}
    own = sum(count[kind] for kind in kinds)
    behavioral = count[Kind.BEHAVIORAL]
    return Supply(own, behavioral, sum(count[kind] for kind in {*kinds, Kind.BEHAVIORAL}))


def check_pool(plan: Plan) -> None:
    """Raise ``NotEnoughQuestions``, with what would be possible instead, unless the bank can serve every question."""
    cells = queries.count_cells()
    supply = count_supply(cells, track=plan.track, difficulty=plan.difficulty, adaptive=plan.adaptive)
    behavioral, total = plan.behavioral_questions_target, plan.max_questions
    faults: dict[str, list[str]] = {}
    if supply.together < total:
        faults["max_questions"] = [_at_most(supply.together, "question")]
    if supply.behavioral < behavioral:
        faults["behavioral_questions_target"] = [_at_most(supply.behavioral, "behavioural question")]
    elif supply.own < total - behavioral and not faults:
        faults["max_questions"] = [
            (
                f"There are {supply.own} of this track's own questions at this difficulty: choose at most "
                f"{supply.own + behavioral} questions with {behavioral} behavioural ones."
            )
        ]
    if faults:
        raise NotEnoughQuestions(_describe_alternatives(cells, plan, supply), fields=faults)


def _at_most(available: int, what: str) -> str:
    if not available:
        return f"There is no {what} for these choices."
    there_are = f"is 1 {what}" if available == 1 else f"are {available} {what}s"
    return f"There {there_are} for these choices: choose at most {available}."


def _describe_alternatives(cells: dict[queries.Cell, int], plan: Plan, supply: Supply) -> str:
    """What went wrong, and each choice that would do; how many fewer, the fields say."""
    others = [
        f"{level} ({n})"
        for level in Difficulty.values
        if level != plan.difficulty
        and (n := count_supply(cells, track=plan.track, difficulty=level, adaptive=False).together)
        >= plan.max_questions
    ]
    adaptive = count_supply(cells, track=plan.track, difficulty=plan.difficulty, adaptive=True).together
    options = ["fewer questions"] if supply.together else []
    options += [f"another difficulty: {', '.join(others)}"] if others else []
    options += [f"an adaptive interview ({adaptive})"] if not plan.adaptive and adaptive >= plan.max_questions else []
    possible = "; or ".join(options) or "another track"
    return f"There are too few questions for this interview, and none is asked twice. Choose {possible}."
