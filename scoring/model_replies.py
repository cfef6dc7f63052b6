"""What a judging model says: the schemas it is given, and the reading of its replies. Pure.

What it claims is only read here, not believed: quotes, levels and prose are checked elsewhere.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from interviewprep.llm import Completion
from interviewprep.llm.structured import (
    Accepted,
    Notes,
    Reject,
    Rejected,
    accept,
    object_schema,
    one_of,
    read_level,
    read_list,
    read_object,
    read_text,
)
from interviews.model_reply import MAX_CLAIMS, QUOTE, ClaimedPoint, keep_levels, read_covered, read_name, read_quote

T = TypeVar("T")

MAX_SENTENCE_CHARACTERS = 1_000
MAX_SUMMARY_CHARACTERS = 3_000
MAX_ITEMS = 12
SENTENCE = {"type": "string"}


@dataclass(frozen=True, slots=True)
class ClaimedRating:
    """A level 0–5, or none, that the model gives on a competency, with the words it says show it (may be empty)."""

    competency: str
    level: int | None
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class ModelJudgement:
    """One question's judgement as the model wrote it. Each competency and each key point is there once at most.

    A key point that it calls covered and missing in one breath is not among the covered ones.
    """

    ratings: tuple[ClaimedRating, ...]
    covered: tuple[ClaimedPoint, ...]
    did_well: str
    to_change: str


@dataclass(frozen=True, slots=True)
class ClaimedMoment:
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """What the model says about the interview as a whole."""

    summary: str
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    next_steps: tuple[str, ...]
    patterns: tuple[str, ...]
    moments: tuple[ClaimedMoment, ...]


def judgement_schema(*, call_id: str, competencies: Sequence[str], key_points: Sequence[str]) -> dict[str, Any]:
    """The strict JSON schema of ``question_judgement``. A reason is written before its level, so that the level follows from it."""
    level = {"type": ["integer", "null"], "enum": [*range(6), None]}
    rating = object_schema(competency=one_of(competencies), reason=SENTENCE, quote=QUOTE, level=level)
    return object_schema(
        call_id={"type": "string", "const": call_id},
        covered={"type": "array", "items": object_schema(key_point=one_of(key_points), quote=QUOTE)},
        missing={"type": "array", "items": one_of(key_points)},
        ratings={"type": "array", "items": rating},
        did_well=SENTENCE,
        to_change=SENTENCE,
    )


def summary_schema(*, call_id: str) -> dict[str, Any]:
    """The strict JSON schema of ``interview_summary``. There is no number in it."""
    sentences = {"type": "array", "items": SENTENCE}
    return object_schema(
        call_id={"type": "string", "const": call_id},
        summary=SENTENCE,
        strengths=sentences,
        weaknesses=sentences,
        next_steps=sentences,
        patterns=sentences,
        moments={"type": "array", "items": object_schema(quote=QUOTE, why=SENTENCE)},
    )


def read_judgement(
    completion: Completion, *, call_id: str, competencies: Collection[str], key_points: Collection[str]
) -> Accepted[ModelJudgement] | Rejected:
    """The judgement in a reply, or why it can't be used. Unknown names are dropped and flagged; two levels for one are refused."""

    def validate(found: dict[str, Any], notes: Notes) -> ModelJudgement:
        keys = ("covered", "missing", "ratings", "did_well", "to_change")
        fields = read_object(found, keys=keys, notes=notes)
        missing = read_list(fields["missing"], lambda name: read_name(name, notes), MAX_CLAIMS)
        return ModelJudgement(
            ratings=_read_ratings(fields["ratings"], competencies, notes),
            covered=_without(missing, read_covered(fields["covered"], key_points, notes), notes),
            did_well=_read_sentence(fields["did_well"], notes),
            to_change=_read_sentence(fields["to_change"], notes),
        )

    return _accept(completion, call_id, validate)


def read_summary(completion: Completion, *, call_id: str) -> Accepted[ModelSummary] | Rejected:
    """The summary in a reply, or why it can't be used."""

    def validate(found: dict[str, Any], notes: Notes) -> ModelSummary:
        keys = ("summary", "strengths", "weaknesses", "next_steps", "patterns", "moments")
        fields = read_object(found, keys=keys, notes=notes)
        sentence = _reader(MAX_SENTENCE_CHARACTERS, notes)
        return ModelSummary(
            summary=read_text(fields["summary"], max_chars=MAX_SUMMARY_CHARACTERS, notes=notes),
            strengths=read_list(fields["strengths"], sentence, MAX_ITEMS),
            weaknesses=read_list(fields["weaknesses"], sentence, MAX_ITEMS),
            next_steps=read_list(fields["next_steps"], sentence, MAX_ITEMS),
            patterns=read_list(fields["patterns"], sentence, MAX_ITEMS),
            moments=read_list(fields["moments"], lambda item: _read_moment(item, notes), MAX_ITEMS),
        )

    return _accept(completion, call_id, validate)


def _accept(
    completion: Completion, call_id: str, validate: Callable[[dict[str, Any], Notes], T]
) -> Accepted[T] | Rejected:
    return accept(
        completion.text,
        finish_reason=completion.finish_reason,
        refusal=completion.refusal,
        call_id=call_id,
        validate=validate,
    )


def _reader(max_chars: int, notes: Notes) -> Callable[[object], str]:
    return lambda value: read_text(value, max_chars=max_chars, notes=notes)


def _read_sentence(value: object, notes: Notes) -> str:
    return read_text(value, max_chars=MAX_SENTENCE_CHARACTERS, notes=notes, allow_blank=True)


def _without(missing: Collection[str], covered: Collection[ClaimedPoint], notes: Notes) -> tuple[ClaimedPoint, ...]:
    kept = tuple(point for point in covered if point.key_point not in missing)
    if len(kept) < len(covered):
        notes.remark("covered_and_missing")
    return kept


def _read_ratings(value: object, competencies: Collection[str], notes: Notes) -> tuple[ClaimedRating, ...]:
    def read_rating(item: object) -> ClaimedRating:
        fields = read_object(item, keys=("competency", "reason", "quote", "level"), notes=notes)
        return ClaimedRating(
            read_name(fields["competency"], notes),
            read_level(fields["level"], allow_null=True, notes=notes),
            read_quote(fields["quote"], notes),
            _read_sentence(fields["reason"], notes),
        )

    kept = keep_levels(read_list(value, read_rating, MAX_CLAIMS), competencies, notes)
    if not kept and competencies:
        raise Reject("no_rating")
    return kept


def _read_moment(item: object, notes: Notes) -> ClaimedMoment:
    fields = read_object(item, keys=("quote", "why"), notes=notes)
    return ClaimedMoment(read_quote(fields["quote"], notes), _read_sentence(fields["why"], notes))
