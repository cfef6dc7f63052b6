"""A model's reply text becomes a validated object, or a reason why it can't be used. Never a guess. Pure.

What is ambiguous or damaged is refused, and asked for again; what had to be repaired says so in its flags. The
reasons are words of ours, so they can be shown, counted and sent back to the model.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any, Generic, TypeVar

from interviewprep.llm.structured_fields import (
    Notes,
    Reject,
    drop_unknown,
    keep_known,
    object_schema,
    one_of,
    read_choice,
    read_level,
    read_list,
    read_object,
    read_text,
)
from interviewprep.llm.structured_json import Found, check_depth, find_objects, read_value

__all__ = [
    "Accepted",
    "Notes",
    "Reject",
    "Rejected",
    "accept",
    "drop_unknown",
    "keep_known",
    "object_schema",
    "one_of",
    "read_choice",
    "read_level",
    "read_list",
    "read_object",
    "read_text",
]

T = TypeVar("T")

MAX_CHARACTERS = 64_000
MAX_BYTES_PER_CHARACTER = 4
# How servers say that they stopped a model before it had finished.
CUT_SHORT = frozenset({"length", "max_tokens", "error", "insufficient_system_resource"})
THINKING_START = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
THINKING_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
FENCE = re.compile(r"(```|~~~)[\w+-]*")
JSON_OPENINGS = ("{", "[", '"')


@dataclass(frozen=True, slots=True)
class Accepted(Generic[T]):
    """What the reply says. ``repaired`` tells whether any of the flags changed what was written."""

    value: T
    flags: tuple[str, ...]
    repaired: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why the reply can't be used."""

    reason: str


def accept(
    raw: str | bytes | None,
    *,
    finish_reason: str,
    refusal: str,
    call_id: str,
    validate: Callable[[dict[str, Any], Notes], T],
) -> Accepted[T] | Rejected:
    """The validated object in a reply. ``validate`` gets it without its ``call_id`` and raises ``Reject``."""
    notes = Notes()
    try:
        text = _read_raw(raw, finish_reason=finish_reason, refusal=refusal, notes=notes)
        text, whole = _read_after_thinking(text, notes)
        if whole is None:
            _check_prose(text, finish_reason=finish_reason)
            value = _read_answer(text, call_id, validate, notes)
        else:
            value = validate(_open_whole(whole, call_id, notes), notes)
    except Reject as rejected:
        return Rejected(rejected.reason)
    return Accepted(value, notes.flags, repaired=bool(notes.repairs))


def _read_raw(raw: object, *, finish_reason: str, refusal: str, notes: Notes) -> str:
    """The reply as text in which every character is one."""
    if refusal:
        raise Reject("refusal")
    if finish_reason == "content_filter":
        raise Reject("content_filter")
    if not isinstance(raw, str | bytes):
        raise Reject("not_text")
    if len(raw) > MAX_CHARACTERS * (MAX_BYTES_PER_CHARACTER if isinstance(raw, bytes) else 1):
        raise Reject("oversize")
    text = _decode(raw)
    if len(text) > MAX_CHARACTERS:
        raise Reject("oversize")
    if "\0" in text:
        notes.repair("nul_dropped")
    text = text.replace("\0", "").strip().lstrip("\ufeff").strip()
    if not text:
        raise Reject("empty")
    return text


def _decode(raw: str | bytes) -> str:
    """Strict UTF-8. A stream may cut a surrogate pair in two: put together again, its halves are one character."""
    try:
        if isinstance(raw, bytes):
            return raw.decode("utf-8")
        return raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise Reject("bad_utf8") from error


def _read_after_thinking(text: str, notes: Notes) -> tuple[str, Any]:
    """What follows the model's thinking, and its value if that is one. In one JSON value, nothing is thinking."""
    whole = _read_whole(text, notes)
    *_, end = [0, *(found.end() for found in THINKING_END.finditer(text))]
    if whole is not None or not end:
        return text, whole
    notes.remark("thinking_cut")
    text = text[end:].strip()
    return text, _read_whole(text, notes)


def _read_whole(text: str, notes: Notes) -> Any:
    """The value when the whole text, or all that stands in its one fence, is one JSON value; else None."""
    inner = _unfence(text)
    body = text if inner is None else inner
    if not body.startswith(JSON_OPENINGS):
        return None
    try:
        value = read_value(body, notes)
    except JSONDecodeError:
        return None
    if inner is not None:
        notes.repair("fence")
    return value


def _unfence(text: str) -> str | None:
    opening = FENCE.match(text)
    if not opening or not text.endswith(opening[1]):
        return None
    return text[opening.end() : -len(opening[1])].strip()


def _check_prose(text: str, *, finish_reason: str) -> None:
    """Refuse a reply in which no answer may be looked for. A draft in thinking that never ends is no answer."""
    if not text:
        raise Reject("empty")
    if THINKING_START.search(text):
        raise Reject("unclosed_think")
    if finish_reason in CUT_SHORT:
        raise Reject("truncated")
    check_depth(text)


def _open_whole(value: Any, call_id: str, notes: Notes) -> dict[str, Any]:
    """The object that is the whole reply. It may lack the nonce: nothing else can be meant. A wrong one is refused."""
    if isinstance(value, str):
        value = _read_inner(value, notes)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
        notes.repair("list_of_one")
    if not isinstance(value, dict):
        raise Reject("not_object")
    if "call_id" not in value:
        notes.repair("no_nonce")
    elif value["call_id"] != call_id:
        raise Reject("wrong_nonce")
    return _without_nonce(value)


def _read_inner(text: str, notes: Notes) -> Any:
    try:
        value = read_value(text, notes)
    except JSONDecodeError as error:
        raise Reject("not_object") from error
    notes.repair("double_encoded")
    return value


def _read_answer(text: str, call_id: str, validate: Callable[[dict[str, Any], Notes], T], notes: Notes) -> T:
    """The one object in the text that carries the nonce: what is quoted or echoed there can't know it."""
    found = find_objects(text)
    answers = [one for one in found if one.value.get("call_id") == call_id]
    if not answers:
        raise Reject("no_nonce" if found else "no_object")
    value, *others = [validate(_without_nonce(one.value), one.notes) for one in answers]
    if any(other != value for other in others):
        raise Reject("ambiguous")
    if others:
        notes.repair("repeated")
    notes.include(answers[0].notes)
    _note_surroundings(text, answers[0], notes)
    return value


def _note_surroundings(text: str, answer: Found, notes: Notes) -> None:
    around = f"{text[: answer.start]} {text[answer.end :]}"
    if FENCE.search(around):
        notes.repair("fence")
    if FENCE.sub("", around).strip():
        notes.repair("prose")


def _without_nonce(value: dict[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if key != "call_id"}
