"""What the model says as interviewer: the schema it is given, and the reading of its reply. Pure.

What it claims is only read here, not believed: the plan decides on the action, and quotes are checked elsewhere.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from interviewprep.llm.structured import (
    Accepted,
    Notes,
    Rejected,
    accept,
    keep_known,
    object_schema,
    one_of,
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
QUOTE = {"type": "string", "description": "The candidate's own words, verbatim."}


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


class GivesLevel(Protocol):
    """A claim about one competency."""

    @property
    def competency(self) -> str: ...

    @property
    def level(self) -> int | None: ...


Levelled = TypeVar("Levelled", bound=GivesLevel)


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
    return object_schema(
        reply={
            "type": "string",
            "description": "What the interviewer says: at most 120 words, one question at most, no solution.",
        },
        call_id={"type": "string", "const": call_id},
        intent=one_of(INTENTS),
        action=one_of(actions),
        covered={"type": "array", "items": object_schema(key_point=one_of(key_points), quote=QUOTE)},
        observations={
            "type": "array",
            "items": object_schema(
                competency=one_of(competencies), level={"type": "integer", "enum": list(range(6))}, quote=QUOTE
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
            covered=read_covered(fields["covered"], key_points, notes),
            observations=_read_observations(fields["observations"], competencies, notes),
        )

    return accept(raw, finish_reason=finish_reason, refusal=refusal, call_id=call_id, validate=validate)


def _read_action(value: object, actions: Collection[str], notes: Notes) -> str:
    action = read_name(value, notes)
    if action not in actions:
        notes.remark("disallowed_action")
    return action


def read_covered(value: object, key_points: Collection[str], notes: Notes) -> tuple[ClaimedPoint, ...]:
    """Key points that are claimed with words. Each is there once; those that don't exist are dropped."""

    def read_point(item: object) -> ClaimedPoint:
        fields = read_object(item, keys=("key_point", "quote"), notes=notes)
        return ClaimedPoint(read_name(fields["key_point"], notes), read_quote(fields["quote"], notes))

    points = read_list(value, read_point, MAX_CLAIMS)
    return tuple(keep_known(points, lambda p: p.key_point, key_points, noun="key_point", notes=notes).values())


def _read_observations(value: object, competencies: Collection[str], notes: Notes) -> tuple[ClaimedObservation, ...]:
    def read_observation(item: object) -> ClaimedObservation:
        fields = read_object(item, keys=("competency", "level", "quote"), notes=notes)
        return ClaimedObservation(
            read_name(fields["competency"], notes),
            read_level(fields["level"], notes=notes),
            read_quote(fields["quote"], notes),
        )

    return keep_levels(read_list(value, read_observation, MAX_CLAIMS), competencies, notes)


def keep_levels(claims: Iterable[Levelled], competencies: Collection[str], notes: Notes) -> tuple[Levelled, ...]:
    """One claim for each competency there is. One of which two levels are claimed is refused."""
    kept = keep_known(
        claims,
        lambda claim: claim.competency,
        competencies,
        noun="competency",
        notes=notes,
        differ=lambda a, b: a.level != b.level,
    )
    return tuple(kept.values())


def read_name(value: object, notes: Notes) -> str:
    """The name of a key point, a competency or an action, be it one of ours or not."""
    return read_text(value, max_chars=MAX_NAME_CHARACTERS, notes=notes)


def read_quote(value: object, notes: Notes) -> str:
    return read_text(value, max_chars=MAX_QUOTE_CHARACTERS, notes=notes, allow_blank=True)
