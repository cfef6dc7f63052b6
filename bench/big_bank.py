"""A question bank far larger than ours will be, and candidates who have seen much of it. Made of rows, fast."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone

from accounts.models import User
from interviews import catalogue
from interviews.bank.placing import place_questions
from interviews.enums import Difficulty, Kind, Outcome, Stage
from interviews.models import (
    MAX_QUESTIONS,
    SHUFFLE_KEYS,
    FollowUp,
    Hint,
    Interview,
    InterviewQuestion,
    KeyPoint,
    Question,
    QuestionTrack,
)

BATCH = 2_000
WORDS = "A museum counts its visitors at several doors and the sums never agree, whoever reads the counters. "
PRIME = 2_654_435_761  # strews copies over the shuffled order
COMPETENCIES = ("correctness", "edge_cases", "complexity", "communication")


def add_questions(number: int) -> None:
    """Published questions, spread evenly over 7 tracks (a third stands in two), 4 kinds and 3 difficulties."""
    with transaction.atomic(durable=True):
        Question.objects.bulk_create([_question(n) for n in range(number)], batch_size=BATCH)
        _add_parts(from_pk=1)


def multiply_questions(times: int) -> None:
    """Copy every question until there are so many of each. In SQL: 100,000 would take Python half a minute."""
    names = [str(field.column) for field in Question._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    values = {name: f"q.{name}" for name in names}
    values["slug"] = "q.slug || '-' || copy.n"
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _trust_keys()
        newest = Question.objects.order_by("-pk").values_list("pk", flat=True)[0]
        cursor.execute(
            "WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < %s - 1) "
            f"INSERT INTO interviews_question ({', '.join(names)}) "
            f"SELECT {', '.join(values.values())} FROM interviews_question q CROSS JOIN copy ORDER BY copy.n, q.id",
            [times],
        )
        _add_parts(from_pk=newest + 1)


def _trust_keys() -> None:
    """Spare PostgreSQL the check of a million foreign keys in this transaction, where we are allowed to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            if cursor.fetchone()[0] == "on":
                cursor.execute("SET LOCAL session_replication_role = replica")


def _question(n: int) -> Question:
    return Question(
        slug=f"question-{n}",
        title=f"Question {n}",
        kind=Kind.values[n // 7 % 4],
        difficulty=Difficulty.values[n // 28 % 3],
        companies=["general"],
        tags=[f"tag-{n % 40}", f"tag-{n % 41}"],
        prompt=f"{n}: {WORDS * 5}",
        clarifications=[{"ask": ["door", "entrance"], "say": WORDS}] * 3,
        red_flags=[WORDS] * 3,
        model_answer=WORDS * 8,
        state="published",
    )


PARTS: dict[type[Model], list[dict[str, Any]]] = {
    KeyPoint: [
        {"order": n, "slug": f"point-{n}", "name": f"the point {n}", "text": WORDS, "competency": name, "weight": 2,
         "cues": '["first cue", "another cue", "third cue", "a fourth one", "cue", "and one more cue"]'}
        for n, name in enumerate(COMPETENCIES)
    ],
    FollowUp: [{"order": n, "aims_at": f"point-{n}", "text": WORDS} for n in range(3)],
    Hint: [{"level": n, "text": WORDS} for n in (1, 2, 3)],
}  # fmt: skip


def _add_parts(*, from_pk: int) -> None:
    """Key points, follow-ups, hints and tracks of every question from a key on."""
    last = Question.objects.aggregate(last=Max("pk"))["last"]
    for model, rows in PARTS.items():
        _add_rows(model, rows, pks=(from_pk, last))
    places = [
        {"n": n, "track": track, "kind": "", "difficulty": "", "shuffle_key": 0}
        for n, track in enumerate(catalogue.tracks())
    ]
    in_track = "q.id %% 7 = part.n OR (q.id %% 3 = 0 AND (q.id + 3) %% 7 = part.n)"
    _add_rows(QuestionTrack, places, pks=(from_pk, last), where=in_track)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE interviews_questiontrack SET shuffle_key = (question_id * CAST({PRIME} AS bigint)) %% {SHUFFLE_KEYS} "
            "WHERE question_id >= %s",
            [from_pk],
        )
    place_questions(Question.objects.filter(pk__gte=from_pk))


def _add_rows(
    model: type[Model], rows: Sequence[Mapping[str, Any]], *, pks: tuple[int, int], where: str = "1 = 1"
) -> None:
    """The same rows for each question of a range, side by side; ``n`` is for ``where`` only. Counts keys, reads no table."""
    fields = {field.column: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's own door
    quote = connection.ops.quote_name
    every = ", ".join(map(quote, rows[0]))
    columns = [name for name in rows[0] if name in fields]
    casts = [f"CAST(part.{quote(name)} AS {fields[name].db_type(connection)})" for name in columns]
    tuples = ", ".join(f"({', '.join(['%s'] * len(rows[0]))})" for _ in rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE q(id) AS (SELECT CAST(%s AS bigint) UNION ALL SELECT id + 1 FROM q WHERE id < %s), "
            f"part({every}) AS (VALUES {tuples}) "
            f"INSERT INTO {model._meta.db_table} (question_id, {', '.join(map(quote, columns))}) "  # noqa: SLF001
            f"SELECT q.id, {', '.join(casts)} FROM q CROSS JOIN part WHERE {where} ORDER BY q.id",
            [*pks, *(value for row in rows for value in row.values())],
        )


def make_rare(*, track: str, kind: str, difficulty: str, left: int) -> None:
    """Leave so many questions in a cell: the others move to another difficulty."""
    cell = Question.objects.filter(tracks__track=track, kind=kind, difficulty=difficulty)
    spared = list(cell.order_by("pk").values_list("pk", flat=True)[left:])
    other = next(level for level in Difficulty.values if level != difficulty)
    for at in range(0, len(spared), 500):
        moved = Question.objects.filter(pk__in=spared[at : at + 500])
        moved.update(difficulty=other)
        place_questions(moved)


def show(seen: Mapping[User, Sequence[int]]) -> None:
    """Let each user have been asked these questions, in finished interviews of up to 50."""
    chunks = [
        (user, pks[at : at + MAX_QUESTIONS]) for user, pks in seen.items() for at in range(0, len(pks), MAX_QUESTIONS)
    ]
    with transaction.atomic(durable=True):
        sittings = Interview.objects.bulk_create([_sitting(user) for user, _ in chunks], batch_size=BATCH)
        slots = [
            InterviewQuestion(
                interview=sitting, position=n, question_id=pk, snapshot={"title": WORDS}, outcome=Outcome.ANSWERED
            )
            for sitting, (_, pks) in zip(sittings, chunks, strict=True)
            for n, pk in enumerate(pks)
        ]
        InterviewQuestion.objects.bulk_create(slots, batch_size=BATCH)


def _sitting(user: User) -> Interview:
    return Interview(
        user=user, track="swe_engineer", role="backend_engineer", company_style="general", difficulty="medium",
        interviewer="maya", behavioral_questions_target=0, max_questions=MAX_QUESTIONS, max_followups_per_question=0,
        stage=Stage.DONE, finalized_at=timezone.now(),
    )  # fmt: skip


def analyze() -> None:
    """Let the database count what it has, as PostgreSQL does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
