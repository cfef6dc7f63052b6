"""Named reads of interviews and the bank."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import (
    Count,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
)
from django.shortcuts import get_object_or_404

from interviews.brief import Observed, Said, Setup
from interviews.delivery import Delivery, HowSpoken, describe_delivery
from interviews.enums import Difficulty, Intent, MessageKind, QuestionState, Speaker, TurnStatus
from interviews.models import (
    Bookmark,
    Interview,
    InterviewQuestion,
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


def get_slot(interview: Interview, position: int) -> InterviewQuestion:
    """A question of the interview, by its place from 0; otherwise 404."""
    return get_object_or_404(interview.slots.select_related("interview"), position=position)


def said_in(message: Message) -> Said:
    return Said(message.content, MessageKind(message.kind), Intent(message.intent))


def how_spoken(message: Message) -> HowSpoken | None:
    """How a message was spoken; None where it was typed."""
    if message.spoken_seconds is None or message.spoken_words is None:
        return None
    return HowSpoken(message.spoken_seconds, message.spoken_words, message.spoken_pauses)


def delivery_in(messages: Iterable[Message]) -> Delivery | None:
    """How a candidate spoke in an interview with these messages; None where all was typed."""
    return describe_delivery([(message.content, how) for message in messages if (how := how_spoken(message))])


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


def said_by_the_interviewer(interview: Interview) -> QuerySet[Message]:
    return interview.messages.filter(speaker=Speaker.INTERVIEWER)


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


def ever_published() -> QuerySet[Question]:
    """What may be asked, or could be once: all but drafts, of which nobody is to know."""
    return Question.objects.exclude(state=QuestionState.DRAFT)


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions are looked for; what is empty may be anything. ``search`` are words, each in the title or the prompt."""

    track: str = ""
    difficulty: str = ""
    kind: str = ""
    tag: str = ""
    company: str = ""
    bookmarked: bool = False
    search: str = ""


def search_questions(wanted: Wanted, *, user_id: int) -> QuerySet[Question]:
    """Published questions, by slug. Tags, companies and words are looked for in the rows that the other filters leave."""
    questions = published().order_by("slug")
    cell = {name: value for name in ("track", "kind", "difficulty") if (value := getattr(wanted, name))}
    if not wanted.track:
        questions = questions.filter(**cell)
    elif replace(wanted, track="") == Wanted():  # a track alone fills a page soon, whichever index is walked
        questions = questions.filter(Exists(QuestionTrack.objects.filter(question=OuterRef("pk"), **cell)))
    else:  # its cell is read from the index first, rather than every question tried
        questions = questions.filter(pk__in=QuestionTrack.objects.filter(**cell).values("question"))
    if wanted.bookmarked:
        questions = questions.filter(pk__in=Bookmark.objects.filter(user_id=user_id).values("question"))
    for field, value in (("tags", wanted.tag), ("companies", wanted.company)):
        if value:
            questions = questions.filter(**{f"{field}__icontains": f'"{value}"'})
    for word in wanted.search.split():
        questions = questions.filter(Q(title__icontains=word) | Q(prompt__icontains=word))
    return questions


@dataclass(frozen=True, slots=True)
class Marks:
    """What a question is to one candidate: whether they keep it, and when they were last asked it."""

    bookmarked: bool = False
    last_asked_at: datetime | None = None


def marks_of(user_id: int, questions: Collection[Question]) -> dict[int, Marks]:
    """The marks of each of these questions, by its key."""
    keys = [question.pk for question in questions]
    kept = set(Bookmark.objects.filter(user_id=user_id, question__in=keys).values_list("question", flat=True))
    slots = InterviewQuestion.objects.filter(interview__user=user_id, question__in=keys).order_by()
    asked = dict(slots.values_list("question").annotate(last=Max("opened_at")))
    return {key: Marks(key in kept, asked.get(key)) for key in keys}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question that can be asked, as far as a choice looks at it."""

    slug: str
    title: str
    kind: str
    difficulty: str
    tracks: frozenset[str]


def find_chosen(slugs: Iterable[str]) -> list[Chosen]:
    """Those of the named questions that can be asked, in no order."""
    found = published().filter(slug__in=list(slugs)).prefetch_related("tracks")
    return [
        Chosen(row.slug, row.title, row.kind, row.difficulty, frozenset(place.track for place in row.tracks.all()))
        for row in found
    ]
