"""Named reads of interviews and the bank."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    Exists,
    F,
    JSONField,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from interviews.brief import Brief, Line, Observed, Said, Setup, Slot
from interviews.enums import Difficulty, Intent, MessageKind, Outcome, QuestionState, Speaker, Stage, TurnKind
from interviews.models import (
    SHUFFLE_KEYS,
    Coverage,
    FollowUp,
    Hint,
    Interview,
    InterviewQuestion,
    KeyPoint,
    Message,
    Observation,
    Question,
    QuestionTrack,
)
from interviews.selection import Candidate
from interviews.snapshot import QuestionSnapshot

POOL_SIZE = 8  # questions compared for one choice


# ------------------------------------------------------------------ one interview


def setup_of(interview: Interview) -> Setup:
    return Setup(
        track=interview.track,
        company_style=interview.company_style,
        interviewer=interview.interviewer,
        difficulty=Difficulty(interview.difficulty),
        adaptive=interview.adaptive,
        behavioral_questions_target=interview.behavioral_questions_target,
        max_questions=interview.max_questions,
        max_followups_per_question=interview.max_followups_per_question,
        seed=interview.seed,
    )


def said_in(message: Message) -> Said:
    return Said(message.content, MessageKind(message.kind), Intent(message.intent))


def load_brief(interview: Interview, said: Said) -> Brief:
    """Everything an interviewer may know, in two statements whatever the length of the interview."""
    transcript: list[Line] = []
    observed: list[Observed] = []
    covered: defaultdict[int, set[str]] = defaultdict(set)
    for tag, seq, number, slot, name, body in _facts(interview):
        match tag:
            case "line":
                transcript.append(Line(seq, Speaker(name), slot, body))
            case "observed":
                observed.append(Observed(slot, name, number))
            case _:
                covered[slot].add(name)
    slots = tuple(_slot_from(row, frozenset(covered[row["id"]])) for row in _slot_rows(interview))
    return Brief(setup_of(interview), Stage(interview.stage), said, slots, tuple(transcript), tuple(observed))


def _facts(interview: Interview) -> Sequence[tuple[str, int, int, int, str, str]]:
    """Transcript, observations and coverage as one UNION: (tag, seq, number, slot, name, body), oldest first."""
    columns = ("tag", "order", "number", "in_slot", "named", "body")
    lines = Message.objects.filter(interview=interview).annotate(
        tag=Value("line"), order=F("seq"), number=Value(0), in_slot=F("slot_id"), named=F("speaker"), body=F("content")
    )
    observations = Observation.objects.filter(message__interview=interview).annotate(
        tag=Value("observed"),
        order=F("message__seq"),
        number=F("level"),
        in_slot=F("message__slot_id"),
        named=F("competency"),
        body=Value(""),
    )
    coverage = Coverage.objects.filter(slot__interview=interview).annotate(
        tag=Value("covered"),
        order=F("message__seq"),
        number=Value(0),
        in_slot=F("slot_id"),
        named=F("key_point"),
        body=Value(""),
    )
    plain = [query.order_by().values_list(*columns) for query in (lines, observations, coverage)]
    return sorted(plain[0].union(*plain[1:], all=True), key=lambda row: row[1])


def _slot_rows(interview: Interview) -> Iterable[Mapping[str, Any]]:
    open_snapshot = Case(When(outcome=Outcome.OPEN, then=F("snapshot")), default=None, output_field=JSONField())
    return (
        InterviewQuestion.objects.filter(interview=interview)
        .order_by("position")
        .annotate(open_snapshot=open_snapshot, tags=F("question__tags"))
        .values(
            "id", "position", "outcome", "followups_used", "hints_used", "next_follow_up", "tags", "open_snapshot",
            "snapshot__kind", "snapshot__difficulty",
        )
    )  # fmt: skip


def _slot_from(row: Mapping[str, Any], covered: frozenset[str]) -> Slot:
    snapshot = row["open_snapshot"]
    return Slot(
        id=row["id"],
        position=row["position"],
        kind=row["snapshot__kind"],
        difficulty=Difficulty(row["snapshot__difficulty"]),
        outcome=Outcome(row["outcome"]),
        followups_used=row["followups_used"],
        hints_used=row["hints_used"],
        next_follow_up=row["next_follow_up"],
        tags=tuple(row["tags"]),
        snapshot=QuestionSnapshot.model_validate(snapshot) if snapshot else None,
        covered=covered,
    )


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


def has_open_finalize(interview: Interview) -> bool:
    """Whether an evaluation was asked for and is not there yet."""
    return interview.turns.filter(kind=TurnKind.FINALIZE).exclude(status="done").exists()


# ------------------------------------------------------------------ the pool


class JSONRows(Aggregate):
    """All rows of a subquery as one JSON array, on both databases."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def _rows_of(model: type[Model], **columns: str) -> Subquery:
    """A question's own rows of ``model`` as a JSON array of objects."""
    rows = model._default_manager.filter(question=OuterRef("pk")).order_by()  # noqa: SLF001 - generic over models
    return Subquery(rows.values("question").annotate(rows=JSONRows(JSONObject(**columns))).values("rows"))


def with_parts(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Questions with their key points, follow-ups and hints beside them, in the same statement."""
    return questions.annotate(
        key_point_rows=_rows_of(
            KeyPoint,
            order="order",
            slug="slug",
            name="name",
            text="text",
            competency="competency",
            weight="weight",
            cues="cues",
        ),
        follow_up_rows=_rows_of(FollowUp, order="order", aims_at="aims_at", text="text"),
        hint_rows=_rows_of(Hint, order="level", text="text"),
    )


def snapshot_of(question: Question) -> QuestionSnapshot:
    """The copy that an interview keeps; ``question`` comes from ``with_parts``."""
    return QuestionSnapshot.model_validate(
        {
            "slug": question.slug,
            "title": question.title,
            "kind": question.kind,
            "difficulty": question.difficulty,
            "prompt": question.prompt,
            "clarifications": question.clarifications,
            "red_flags": question.red_flags,
            "model_answer": question.model_answer,
            "key_points": _ordered(question, "key_point_rows"),
            "follow_ups": _ordered(question, "follow_up_rows"),
            "hints": [row["text"] for row in _ordered(question, "hint_rows")],
        }
    )


def _ordered(question: Question, name: str) -> list[dict[str, Any]]:
    rows = sorted(getattr(question, name) or [], key=lambda row: row["order"])
    for row in rows:
        if isinstance(row.get("cues"), str):  # SQLite hands a nested JSON column over as its text
            row["cues"] = json.loads(row["cues"])
    return list(rows)


def published(track: str, *, kinds: Iterable[str], difficulties: Iterable[str]) -> QuerySet[Question]:
    """The cell of the bank that an interview may draw from."""
    in_track = QuestionTrack.objects.filter(question=OuterRef("pk"), track=track)
    return Question.objects.filter(
        Exists(in_track), state=QuestionState.PUBLISHED, kind__in=list(kinds), difficulty__in=list(difficulties)
    )


def find_pool(interview: Interview, *, kinds: Iterable[str], difficulty: Difficulty, draw: int) -> list[Candidate]:
    """Questions that could be asked next: unseen by this candidate, else least recently seen; never twice in an interview.

    ``draw`` is where the shuffled bank is opened, so the order differs from one interview to the next.
    """
    cell = published(interview.track, kinds=kinds, difficulties=[difficulty])
    seen = InterviewQuestion.objects.filter(question=OuterRef("pk"))
    unseen = cell.exclude(Exists(seen.filter(interview__user=interview.user_id)))
    pivot = draw % SHUFFLE_KEYS
    first = unseen.filter(shuffle_key__gte=pivot).order_by("shuffle_key").values("pk")[:POOL_SIZE]
    rest = unseen.filter(shuffle_key__lt=pivot).order_by("shuffle_key").values("pk")[:POOL_SIZE]
    found = list(with_parts(Question.objects.filter(Q(pk__in=first) | Q(pk__in=rest))))
    found.sort(key=lambda question: ((question.shuffle_key - pivot) % SHUFFLE_KEYS, question.pk))
    return [_candidate(question) for question in found[:POOL_SIZE]] or _least_recently_seen(cell, interview)


def _least_recently_seen(cell: QuerySet[Question], interview: Interview) -> list[Candidate]:
    """The one question of an exhausted cell that this candidate saw longest ago."""
    here = InterviewQuestion.objects.filter(question=OuterRef("pk"), interview=interview)
    by_user = Q(slots__interview__user=interview.user_id)
    oldest = (
        cell.exclude(Exists(here)).annotate(last_seen=Max("slots__id", filter=by_user)).order_by("last_seen", "pk")[:1]
    )
    return [_candidate(question) for question in with_parts(Question.objects.filter(pk__in=oldest.values("pk")))]


def _candidate(question: Question) -> Candidate:
    return Candidate(question.pk, snapshot_of(question), tuple(question.companies), tuple(question.tags))


# ------------------------------------------------------------------ the catalogue's counts


Cell = tuple[str, str, str]  # track, difficulty, kind


def count_cells() -> Counter[Cell]:
    """How many published questions each cell of the bank holds."""
    rows = (
        QuestionTrack.objects.filter(question__state=QuestionState.PUBLISHED)
        .values_list("track", "question__difficulty", "question__kind")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return Counter({(track, difficulty, kind): n for track, difficulty, kind, n in rows})


def count_published() -> int:
    """How many questions can be asked at all."""
    return Question.objects.filter(state=QuestionState.PUBLISHED).count()


def search_questions(*, track: str = "", difficulty: str = "", kind: str = "", tag: str = "") -> QuerySet[Question]:
    """Published questions, by slug; an empty filter means any."""
    questions = Question.objects.filter(state=QuestionState.PUBLISHED).order_by("slug")
    if track:
        questions = questions.filter(Exists(QuestionTrack.objects.filter(question=OuterRef("pk"), track=track)))
    if difficulty:
        questions = questions.filter(difficulty=difficulty)
    if kind:
        questions = questions.filter(kind=kind)
    if tag:
        questions = questions.filter(tags__icontains=f'"{tag}"')
    return questions
