"""Small, real rows for tests: users, questions with everything a question has, interviews at any stage."""

import itertools
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from interviews import services, turns
from interviews.brief import Said
from interviews.engine import Interviewer, OfflineInterviewer
from interviews.enums import Intent, MessageKind
from interviews.models import FollowUp, Hint, Interview, KeyPoint, Question, QuestionTrack
from interviews.services import Plan

PASSWORD = "correct horse battery staple"  # noqa: S105 - of users that live for one test
TRACK = "swe_engineer"
_numbers = itertools.count(1)

# An answer that covers nothing, is no junk, and is long enough not to be asked for more.
NEUTRAL_ANSWER = (
    "I would first talk to the people who use it every day and write down what they tell me about their work."
)


def make_user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(email or f"candidate{next(_numbers)}@example.org", PASSWORD, **fields)


def make_question(
    *, kind: str = "conceptual", difficulty: str = "medium", tracks: Sequence[str] = (TRACK,), **fields: Any
) -> Question:
    """A published question with four key points (cues ``alphaN``, ``betaN``, ``gammaN``, ``deltaN``), follow-ups, hints."""
    draft = _draft_question(kind, difficulty, tracks, **fields)
    _store([draft])
    return draft.question


def make_bank(
    *, own: int = 6, behavioral: int = 3, track: str = TRACK, difficulties: Sequence[str] = ("medium",)
) -> None:
    """A small bank: so many questions of the track's own and so many behavioural ones, per difficulty."""
    drafts: list[_Draft] = []
    for difficulty in difficulties:
        drafts += [_draft_question("conceptual", difficulty, [track]) for _ in range(own)]
        drafts += [_draft_question("behavioral", difficulty, [track, "behavioral"]) for _ in range(behavioral)]
    _store(drafts)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question that is not stored yet, and what its parts are made from."""

    n: int
    question: Question
    tracks: Sequence[str]

    def parts(self) -> tuple[list[QuestionTrack], list[KeyPoint], list[FollowUp], list[Hint]]:
        n, question, kind = self.n, self.question, self.question.kind
        competencies = ("correctness", "edge_cases", "complexity", "communication")
        if kind == "behavioral":
            competencies = ("ownership", "collaboration", "judgement", "communication")
        points = zip(("alpha", "beta", "gamma", "delta"), competencies, (3, 2, 2, 1), strict=True)
        return (
            [QuestionTrack(question=question, track=t, kind=kind, difficulty=question.difficulty) for t in self.tracks],
            [
                KeyPoint(
                    question=question, order=order, slug=f"{name}-{n}", name=f"the {name} of {n}",
                    text=f"The answer names {name}{n}.", competency=competency, weight=weight, cues=[f"{name}{n}"],
                )
                for order, (name, competency, weight) in enumerate(points)
            ],
            [
                FollowUp(question=question, order=order, aims_at=f"{name}-{n}", text=f"And what of the {name} side of situation {n}?")
                for order, name in enumerate(("beta", "gamma", "delta"))
            ],
            [Hint(question=question, level=m, text=f"Hint {m} of {n}: look at it from side {m}.") for m in (1, 2, 3)],
        )  # fmt: skip


def _draft_question(kind: str, difficulty: str, tracks: Sequence[str], **fields: Any) -> _Draft:
    n = next(_numbers)
    question = Question(
        slug=f"question-{n}",
        title=f"Question {n}",
        kind=kind,
        difficulty=difficulty,
        prompt=f"Situation {n}: a museum counts its visitors at {n} doors and the sums never agree. What do you look at, and why?",
        clarifications=[{"ask": ["door", "entrance"], "say": f"There are {n} doors, all alike."}],
        red_flags=["Guesses without looking at any figures."],
        model_answer=f"A strong answer names alpha{n}, beta{n}, gamma{n} and delta{n}.",
        state=fields.pop("state", "published"),
        **fields,
    )
    return _Draft(n, question, tracks)


def _store(drafts: Sequence[_Draft]) -> None:
    """A statement for each table, however large the bank: most tests begin with one."""
    Question.objects.bulk_create(draft.question for draft in drafts)
    tracks, key_points, follow_ups, hints = zip(*(draft.parts() for draft in drafts), strict=True)
    QuestionTrack.objects.bulk_create(itertools.chain(*tracks))
    KeyPoint.objects.bulk_create(itertools.chain(*key_points))
    FollowUp.objects.bulk_create(itertools.chain(*follow_ups))
    Hint.objects.bulk_create(itertools.chain(*hints))


def make_interview(user: User, *, started: bool = True, **plan: Any) -> Interview:
    """An interview of the user, started unless told otherwise. Needs a bank."""
    wanted = {"track": TRACK, "difficulty": "medium", "max_questions": 3, "behavioral_questions_target": 1, **plan}
    interview = services.create_interview(user.pk, Plan(**wanted))
    if started:
        turns.start_interview(interview.pk)
        interview.refresh_from_db()
    return interview


def new_key() -> str:
    return secrets.token_urlsafe(18)


def say(
    interview: Interview,
    content: str = NEUTRAL_ANSWER,
    *,
    intent: Intent = Intent.ANSWER,
    kind: MessageKind = MessageKind.TEXT,
    language: str = "",
    key: str = "",
    interviewer: Interviewer | None = None,
) -> turns.TurnResult:
    """Send one message as the candidate."""
    sent = turns.Sent(key or new_key(), Said(content, kind, intent), language=language)
    return turns.send_message(interview.pk, sent, interviewer=interviewer or OfflineInterviewer())


def reach_question(interview: Interview) -> Interview:
    """Skip the warm-up: the first question is open."""
    say(interview, "Let us begin.", intent=Intent.SKIP)
    interview.refresh_from_db()
    return interview


def reach_wrap_up(interview: Interview) -> Interview:
    """Skip everything: the interviewer has wrapped up."""
    reach_question(interview)
    while interview.stage != "wrap_up":
        say(interview, "Next, please.", intent=Intent.SKIP)
        interview.refresh_from_db()
    return interview


def count_statements(captured: Iterable[Mapping[str, Any]]) -> int:
    """How many statements a page or an endpoint cost. The first of somebody's counted hits takes one less than those after it."""
    return sum("accounts_ratecounter" not in query["sql"] for query in captured)
