"""Bringing the bank's files into the database: again and again with the same result, never over a curator's edit."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from interviews import catalogue
from interviews.bank.schema import QuestionEntry, read_bank_file
from interviews.enums import QuestionState
from interviews.models import FollowUp, Hint, KeyPoint, Question, QuestionTrack

BANK = Path(__file__).parent


class FaultyBank(Exception):
    """The bank's files have faults; nothing was loaded."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(slots=True)
class LoadReport:
    """Slugs by what was done with them; ``kept`` are those whose file changed but which a curator has edited."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def read_bank(folder: Path = BANK) -> tuple[QuestionEntry, ...]:
    """All questions of a folder's files. Raises ``FaultyBank`` with every fault, so that all can be mended at once."""
    questions: list[QuestionEntry] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        found, wrong = read_bank_file(path)
        questions += found
        faults += wrong
    slugs: set[str] = set()
    for question in questions:
        if question.slug in slugs:
            faults.append(f"slug {question.slug!r} stands twice in the bank")
        slugs.add(question.slug)
        faults += [f"{question.slug}: unknown track {t!r}" for t in question.tracks if t not in catalogue.tracks()]
        faults += [
            f"{question.slug}: unknown company {c!r}" for c in question.companies if c not in catalogue.companies()
        ]
    if faults:
        raise FaultyBank(faults)
    return tuple(questions)


def load_bank(questions: tuple[QuestionEntry, ...]) -> LoadReport:
    """Create what is new, update what nobody has edited, leave the rest. All in one transaction."""
    report = LoadReport()
    with transaction.atomic(durable=True):
        rows = {row.slug: row for row in Question.objects.select_for_update().order_by("slug")}
        for entry in questions:
            _load_question(entry, rows.get(entry.slug), report)
    return report


def _load_question(entry: QuestionEntry, row: Question | None, report: LoadReport) -> None:
    digest = hash_content(_content_of_entry(entry))
    if row is None:
        _write(entry, Question(slug=entry.slug, state=QuestionState.PUBLISHED), digest)
        report.created.append(entry.slug)
    elif row.loaded_hash == digest:
        report.unchanged.append(entry.slug)
    elif hash_content(content_of_row(row)) != row.loaded_hash:
        report.kept.append(entry.slug)
    else:
        _write(entry, row, digest)
        report.updated.append(entry.slug)


def hash_content(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _content_of_entry(entry: QuestionEntry) -> dict[str, Any]:
    content = entry.model_dump(mode="json", exclude_none=True)
    return content | {"tracks": sorted(content["tracks"])}


def content_of_row(row: Question) -> dict[str, Any]:
    """What a question says, in the shape of a file entry; its state does not belong to it."""
    return {
        "slug": row.slug,
        "title": row.title,
        "kind": row.kind,
        "tracks": sorted(row.tracks.values_list("track", flat=True)),
        "difficulty": row.difficulty,
        "companies": row.companies,
        "tags": row.tags,
        "prompt": row.prompt,
        "clarifications": row.clarifications,
        "hints": list(row.hints.order_by("level").values_list("text", flat=True)),
        "red_flags": row.red_flags,
        "model_answer": row.model_answer,
        "key_point": list(
            row.key_points.order_by("order").values("slug", "name", "text", "competency", "weight", "cues")
        ),
        "follow_up": list(row.follow_ups.order_by("order").values("aims_at", "text")),
    } | content_of_cases(row)


def content_of_cases(row: Question) -> dict[str, Any]:
    """A question without cases says nothing of them, as its file does."""
    return {} if row.cases is None else {"cases": row.cases}


def _write(entry: QuestionEntry, row: Question, digest: str) -> None:
    content = entry.model_dump(mode="json")
    for name in (
        "title",
        "kind",
        "difficulty",
        "companies",
        "tags",
        "prompt",
        "clarifications",
        "red_flags",
        "model_answer",
        "cases",
    ):
        setattr(row, name, content[name])
    row.loaded_hash = digest
    row.save()
    for related in (row.tracks, row.key_points, row.follow_ups, row.hints):
        related.all().delete()
    QuestionTrack.objects.bulk_create(
        QuestionTrack(question=row, track=track, kind=row.kind, difficulty=row.difficulty)
        for track in content["tracks"]
    )
    KeyPoint.objects.bulk_create(KeyPoint(question=row, order=n, **p) for n, p in enumerate(content["key_point"]))
    FollowUp.objects.bulk_create(FollowUp(question=row, order=n, **f) for n, f in enumerate(content["follow_up"]))
    Hint.objects.bulk_create(Hint(question=row, level=n, text=text) for n, text in enumerate(content["hints"], start=1))
