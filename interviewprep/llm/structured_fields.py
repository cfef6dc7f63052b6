"""What a field of a model's reply may hold, as schema and as reader: one gives a value or refuses it, and never clamps or cuts. Pure."""

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, overload

T = TypeVar("T")

# What can't be stored or reorders text to deceive; tab and line feed stay. A candidate's message can't hold these
# either, so that a verbatim quote loses nothing.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
LEVEL = re.compile(r"\s*((?:0|[1-9][0-9]?)(?:\.[0-9]{1,3})?)\s*(?:/\s*([0-9]{1,3})\s*)?")


class Reject(Exception):
    """This reply can't be used. ``reason`` is one of ours and never quotes the reply."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Notes:
    """What was noticed while a reply was read. A repair changed what was written; a remark did not."""

    repairs: set[str] = field(default_factory=set)
    remarks: set[str] = field(default_factory=set)

    def repair(self, flag: str) -> None:
        self.repairs.add(flag)

    def remark(self, flag: str) -> None:
        self.remarks.add(flag)

    def include(self, other: "Notes") -> None:
        self.repairs |= other.repairs
        self.remarks |= other.remarks

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(sorted(self.repairs | self.remarks))


def read_object(value: object, *, keys: Collection[str], notes: Notes) -> dict[str, Any]:
    """An object that has all of these keys, without any other."""
    if not isinstance(value, dict):
        raise Reject("not_object")
    if not value.keys() >= set(keys):
        raise Reject("missing_key")
    return drop_unknown(value, keys, notes=notes)


def drop_unknown(found: Mapping[str, Any], keys: Collection[str], *, notes: Notes) -> dict[str, Any]:
    known = {key: value for key, value in found.items() if key in keys}
    if len(known) < len(found):
        notes.remark("extra_dropped")
    return known


def read_text(value: object, *, max_chars: int, notes: Notes, allow_blank: bool = False) -> str:
    """Text without outer white space and unsafe characters; a longer or a blank one is refused."""
    if not isinstance(value, str):
        raise Reject("text_type")
    text = UNSAFE.sub("", value)
    if text != value:
        notes.repair("characters_removed")
    text = text.strip()
    if len(text) > max_chars:
        raise Reject("text_too_long")
    if not text and not allow_blank:
        raise Reject("text_blank")
    return text


@overload
def read_level(
    value: object, *, low: int = 0, high: int = 5, allow_null: Literal[False] = False, notes: Notes
) -> int: ...
@overload
def read_level(value: object, *, low: int = 0, high: int = 5, allow_null: bool, notes: Notes) -> int | None: ...
def read_level(value: object, *, low: int = 0, high: int = 5, allow_null: bool = False, notes: Notes) -> int | None:
    """A level on a scale: 4, also "4", "4/5" and 3.5 (rounded half up), which are repairs. Another scale is refused."""
    if value is None and allow_null:
        return None
    if isinstance(value, str):
        value = _read_number(value, high=high)
        notes.repair("level_text")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Reject("level_type")
    if not low <= value <= high:
        raise Reject("level_range")
    whole = math.floor(value)
    if value != whole:
        notes.repair("level_rounded")
    return whole + (value - whole >= 0.5)  # noqa: PLR2004 - a half is a half


def read_choice(value: object, allowed: Collection[str]) -> str:
    """One of these words, as it is written."""
    if not isinstance(value, str) or value not in allowed:
        raise Reject("choice")
    return value


def read_list(value: object, read_item: Callable[[object], T], max_items: int) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise Reject("list_type")
    if len(value) > max_items:
        raise Reject("list_too_long")
    return tuple(read_item(item) for item in value)


def keep_known(
    items: Iterable[T],
    name_of: Callable[[T], str],
    known: Collection[str],
    *,
    noun: str,
    notes: Notes,
    differ: Callable[[T, T], bool] = lambda *_: False,
) -> dict[str, T]:
    """The first item of each known name; others are remarked on as unknown or repeated. Two that ``differ`` are refused."""
    kept: dict[str, T] = {}
    for item in items:
        name = name_of(item)
        if name not in known:
            notes.remark(f"unknown_{noun}")
        elif (first := kept.setdefault(name, item)) is not item:
            notes.remark(f"repeated_{noun}")
            if differ(first, item):
                raise Reject("two_levels")
    return kept


def object_schema(**properties: dict[str, Any]) -> dict[str, Any]:
    """The strict schema of an object with all of these properties, in this order."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def one_of(words: Iterable[str]) -> dict[str, Any]:
    """An empty ``enum`` is no valid schema; without it any word may be written, and is dropped when it is read."""
    listed = [str(word) for word in words]
    return {"type": "string", "enum": listed} if listed else {"type": "string"}


def _read_number(text: str, *, high: int) -> float:
    found = LEVEL.fullmatch(text)
    if not found or (found[2] and int(found[2]) != high):
        raise Reject("level_text")
    return float(found[1])
