"""Named reads of interviews and the bank."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    QuerySet,
)

from interviews.brief import Observed, Said, Setup
from interviews.enums import Difficulty, Intent, MessageKind, QuestionState, TurnStatus
from interviews.models import (
    Interview,
    Message,
    Observation,
    Question,
    QuestionTrack,
    Turn,
)

# ------------------------------------------------------------------ one interview


def setup_of(interview: Interview) -> Setup:
    return Setup(
        track=interview.track,
        role=interview.role,
        company_style=interview.company_style,
        interviewer=interview.interviewer,
        difficulty=Difficulty(interview.difficulty),
        adaptive=interview.adaptive,
        behavioral_questions_target=interview.behavioral_questions_target,
        max_questions=interview.max_questions,
        max_followups_per_question=interview.max_followups_per_question,
        seed=interview.seed,
        max_turns=settings.INTERVIEW_TURNS,
    )


def said_in(message: Message) -> Said:
    return Said(message.content, MessageKind(message.kind), Intent(message.intent))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an interview is: questions asked and to ask, and how each asked one stands."""

    asked: int
    max: int
    slots: tuple[dict[str, object], ...]


def load_progress(interview: Interview) -> Progress:
    rows = interview.slots.order_by("position").values(
        "position",
        "outcome",
        "followups_used",
        "hints_used",
        "snapshot__title",
        "snapshot__kind",
        "snapshot__difficulty",
    )
    slots = tuple(
        {
            "position": row["position"],
            "title": row["snapshot__title"],
            "kind": row["snapshot__kind"],
            "difficulty": row["snapshot__difficulty"],
            "outcome": row["outcome"],
            "followups_used": row["followups_used"],
            "hints_used": row["hints_used"],
        }
        for row in rows
    )
    return Progress(asked=len(slots), max=interview.max_questions, slots=slots)


def observations_of(interview: Interview) -> list[Observed]:
    """All observations of an interview, oldest first."""
    rows = Observation.objects.filter(message__interview=interview).order_by("message__seq", "id")
    return [Observed(*row) for row in rows.values_list("message__slot_id", "competency", "level")]


def messages_of(interview: Interview, *, after_seq: int = 0) -> QuerySet[Message]:
    return interview.messages.filter(seq__gt=after_seq).order_by("seq")


def history_of(user_id: int, *, stage: str = "", track: str = "") -> QuerySet[Interview]:
    """A candidate's interviews, newest first, with how many questions each has asked."""
    interviews = Interview.objects.filter(user_id=user_id).annotate(asked=Count("slots"))
    if stage:
        interviews = interviews.filter(stage=stage)
    if track:
        interviews = interviews.filter(track=track)
    return interviews.order_by("-created_at", "-id")


def asked_in(interview: Interview) -> int:
    """How many questions an interview of ``history_of`` has asked."""
    return int(getattr(interview, "asked"))  # noqa: B009 - an annotation, which types do not know


def find_open_turn(interview: Interview) -> Turn | None:
    """The turn that is not finished yet; an interview has one at most."""
    return interview.turns.exclude(status=TurnStatus.DONE).first()


# ------------------------------------------------------------------ the bank


def published() -> QuerySet[Question]:
    """What may be asked at all."""
    return Question.objects.filter(state=QuestionState.PUBLISHED)


def cell_of(track: str, *, kinds: Iterable[str], difficulties: Iterable[str]) -> QuerySet[Question]:
    """The published questions that an interview may draw from."""
    places = QuestionTrack.objects.filter(
        question=OuterRef("pk"), track=track, kind__in=list(kinds), difficulty__in=list(difficulties)
    )
    return published().filter(Exists(places))


Cell = tuple[str, str, str]  # track, difficulty, kind


def count_cells() -> Counter[Cell]:
    """How many published questions each cell of the bank holds."""
    rows = (
        QuestionTrack.objects.filter(question__state=QuestionState.PUBLISHED)
        .values_list("track", "difficulty", "kind")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return Counter({(track, difficulty, kind): n for track, difficulty, kind, n in rows})


def count_published() -> int:
    """How many questions can be asked at all."""
    return published().count()


def search_questions(*, track: str = "", difficulty: str = "", kind: str = "", tag: str = "") -> QuerySet[Question]:
    """Published questions, by slug; an empty filter means any."""
    questions = published().order_by("slug")
    if track:
        questions = questions.filter(Exists(QuestionTrack.objects.filter(question=OuterRef("pk"), track=track)))
    if difficulty:
        questions = questions.filter(difficulty=difficulty)
    if kind:
        questions = questions.filter(kind=kind)
    if tag:
        questions = questions.filter(tags__icontains=f'"{tag}"')
    return questions
