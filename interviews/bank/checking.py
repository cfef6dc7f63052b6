"""Whether a question of the database keeps the bank's rules, whose words it holds, and taking it into use and out of it."""

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from pydantic import ValidationError

from interviews.bank.loading import content_of_cases, content_of_row, hash_content
from interviews.bank.schema import QuestionEntry
from interviews.enums import QuestionState
from interviews.models import KeyPoint, Question

Place = tuple[int | str, ...]


class Origin(StrEnum):
    """Whose words a question holds; only ``LOADED`` ones follow the bank's files."""

    LOADED = "loaded"
    EDITED = "edited"
    WRITTEN = "written"


def find_faults(row: Question) -> list[str]:
    """The bank's rules that a question breaks, each with the part that breaks it; empty when it may be asked."""
    try:
        QuestionEntry.model_validate(content_of_row(row))
    except ValidationError as error:
        faults = error.errors()
        places = [fault["loc"] for fault in faults]
        return [
            _describe(f["loc"], f["msg"])
            for f in faults
            if not (f["type"] == "too_short" and _has_inner(f["loc"], places))
        ]
    return []


def _has_inner(place: Place, places: list[Place]) -> bool:
    """Whether a fault lies inside a list: then the list is short only because faulty items were not counted."""
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _describe(place: Place, message: str) -> str:
    where = " ".join(str(step + 1) if isinstance(step, int) else step for step in place)
    what = message.removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


def publish(question_id: int) -> list[str]:
    """Let a question be asked, unless it breaks the bank's rules: then nothing changes and the faults are returned."""
    with transaction.atomic(durable=True):
        locked = Question.objects.select_for_update().get(pk=question_id)
        faults = find_faults(locked)
        if not faults:
            _set_state(locked, QuestionState.PUBLISHED)
    return faults


def retire(question_id: int) -> None:
    """Ask a question no more. Interviews that have asked it keep their copy."""
    with transaction.atomic(durable=True):
        _set_state(Question.objects.select_for_update().get(pk=question_id), QuestionState.RETIRED)


def _set_state(locked: Question, state: QuestionState) -> None:
    locked.state = state
    locked.save(update_fields=["state", "updated_at"])


def tell_origins(questions: QuerySet[Question]) -> dict[int, Origin]:
    """The origin of each question, by its id, in five statements however many there are."""
    rows = questions.prefetch_related("tracks", "key_points", "follow_ups", "hints")
    return {row.pk: _tell_origin(row) for row in rows}


def _tell_origin(row: Question) -> Origin:
    if not row.loaded_hash:
        return Origin.WRITTEN
    return Origin.LOADED if hash_content(_content_of_prefetched(row)) == row.loaded_hash else Origin.EDITED


def _content_of_prefetched(row: Question) -> dict[str, Any]:
    """The same as ``content_of_row``, from rows that are already here."""
    return {
        "slug": row.slug,
        "title": row.title,
        "kind": row.kind,
        "tracks": sorted(part.track for part in row.tracks.all()),
        "difficulty": row.difficulty,
        "companies": row.companies,
        "tags": row.tags,
        "prompt": row.prompt,
        "clarifications": row.clarifications,
        "hints": [hint.text for hint in row.hints.all()],
        "red_flags": row.red_flags,
        "model_answer": row.model_answer,
        "key_point": [_content_of_point(point) for point in row.key_points.all()],
        "follow_up": [{"aims_at": part.aims_at, "text": part.text} for part in row.follow_ups.all()],
    } | content_of_cases(row)


def _content_of_point(point: KeyPoint) -> dict[str, Any]:
    return {
        "slug": point.slug,
        "name": point.name,
        "text": point.text,
        "competency": point.competency,
        "weight": point.weight,
        "cues": point.cues,
    }
