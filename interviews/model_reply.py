"""What the model says as interviewer: the schema it is given, and the reading of its reply. Pure.

What it claims is only read here, not believed: the plan decides on the action, and quotes are checked elsewhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from interviewprep.llm.structured import (
    Accepted,
    Notes,
    Reject,
    Rejected,
    accept,
    read_choice,
    read_level,
    read_list,
    read_object,
    read_text,
)

INTENTS = ("answer", "clarify", "hint", "skip", "dont_know", "thinking", "smalltalk", "off_topic")
KEYS = ("reply", "intent", "action", "covered", "observations")
MAX_REPLY_CHARACTERS = 2_000
MAX_QUOTE_CHARACTERS = 8_000  # what a message can hold: anything longer can't be verbatim
MAX_NAME_CHARACTERS = 500  # of a key point, a competency or an action, be it one of ours or not
MAX_CLAIMS = 64


@dataclass(frozen=True, slots=True)
class ClaimedPoint:
    """A key point the model says is covered, and the words it says cover it."""

    key_point: str
    quote: str


@dataclass(frozen=True, slots=True)
class ClaimedObservation:
    """A level (0–5) the model gives on a competency, and the words it says show it (may be empty)."""

    competency: str
    level: int
    quote: str


@dataclass(frozen=True, slots=True)
class ModelReply:
    """The reply as the model wrote it. Each key point and each competency is there once at most."""

    reply: str
    intent: str
    action: str
    covered: tuple[ClaimedPoint, ...]
    observations: tuple[ClaimedObservation, ...]


def reply_schema(
    *, call_id: str, actions: Sequence[str], key_points: Sequence[str], competencies: Sequence[str]
) -> dict[str, Any]:
    """The strict JSON schema of one call. ``reply`` comes first, so that it can be shown while the rest is written."""
    quote = {"type": "string", "description": "The candidate's own words, verbatim."}
    return _object(
        reply={
            "type": "string",
            "description": "What the interviewer says: at most 120 words, one question at most, no solution.",
        },
        call_id={"type": "string", "const": call_id},
        intent=_one_of(INTENTS),
        action=_one_of(actions),
        covered={"type": "array", "items": _object(key_point=_one_of(key_points), quote=quote)},
        observations={
            "type": "array",
            "items": _object(
                competency=_one_of(competencies), level={"type": "integer", "enum": list(range(6))}, quote=quote
            ),
        },
    )


def read_reply(
    raw: str | bytes | None,
    *,
    finish_reason: str,
    refusal: str,
    call_id: str,
    actions: Collection[str],
    key_points: Collection[str],
    competencies: Collection[str],
) -> Accepted[ModelReply] | Rejected:
    """The model's reply, or why it can't be used. An action that was not allowed is kept and flagged."""

    def validate(found: dict[str, Any], notes: Notes) -> ModelReply:
        fields = read_object(found, keys=KEYS, notes=notes)
        return ModelReply(
            reply=read_text(fields["reply"], max_chars=MAX_REPLY_CHARACTERS, notes=notes),
            intent=read_choice(fields["intent"], INTENTS),
            action=_read_action(fields["action"], actions, notes),
            covered=_read_covered(fields["covered"], key_points, notes),
            observations=_read_observations(fields["observations"], competencies, notes),
        )

    return accept(raw, finish_reason=finish_reason, refusal=refusal, call_id=call_id, validate=validate)


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(words: Sequence[str]) -> dict[str, Any]:
    """An empty ``enum`` is no valid schema; without it any word may be written, and is dropped when it is read."""
    return {"type": "string", "enum": [str(word) for word in words]} if words else {"type": "string"}


def _read_action(value: object, actions: Collection[str], notes: Notes) -> str:
    action = read_text(value, max_chars=MAX_NAME_CHARACTERS, notes=notes)
    if action not in actions:
        notes.remark("disallowed_action")
    return action


def _read_covered(value: object, key_points: Collection[str], notes: Notes) -> tuple[ClaimedPoint, ...]:
    def read_point(item: object) -> ClaimedPoint:
        fields = read_object(item, keys=("key_point", "quote"), notes=notes)
        return ClaimedPoint(_read_name(fields["key_point"], notes), _read_quote(fields["quote"], notes))

    kept: dict[str, ClaimedPoint] = {}
    for point in read_list(value, read_point, MAX_CLAIMS):
        if point.key_point not in key_points:
            notes.remark("unknown_key_point")
        elif kept.setdefault(point.key_point, point) is not point:
            notes.remark("repeated_key_point")
    return tuple(kept.values())


def _read_observations(value: object, competencies: Collection[str], notes: Notes) -> tuple[ClaimedObservation, ...]:
    def read_observation(item: object) -> ClaimedObservation:
        fields = read_object(item, keys=("competency", "level", "quote"), notes=notes)
        return ClaimedObservation(
            _read_name(fields["competency"], notes),
            read_level(fields["level"], notes=notes),
            _read_quote(fields["quote"], notes),
        )

    kept: dict[str, ClaimedObservation] = {}
    for observed in read_list(value, read_observation, MAX_CLAIMS):
        if observed.competency not in competencies:
            notes.remark("unknown_competency")
        elif (first := kept.setdefault(observed.competency, observed)) is not observed:
            notes.remark("repeated_competency")
            _refuse_contradiction(first, observed)
    return tuple(kept.values())


def _refuse_contradiction(first: ClaimedObservation, second: ClaimedObservation) -> None:
    if first.level != second.level:
        raise Reject("two_levels")


def _read_name(value: object, notes: Notes) -> str:
    return read_text(value, max_chars=MAX_NAME_CHARACTERS, notes=notes)


def _read_quote(value: object, notes: Notes) -> str:
    return read_text(value, max_chars=MAX_QUOTE_CHARACTERS, notes=notes, allow_blank=True)
