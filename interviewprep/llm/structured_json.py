"""JSON in a model's reply: one value, or the objects in prose, mended in three ways and no other. Pure."""

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from interviewprep.llm.structured_fields import Notes, Reject

MAX_DEPTH = 24
MAX_STARTS = 64
MAX_NUMBER_CHARACTERS = 20

# An unclosed string or comment runs to the end of the text: a pattern that gave up there would read the text again
# from every quote in it.
STRING = r'"(?:[^"\\]++|\\.?)*+"?'
COMMENT = r"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"
NESTING = re.compile(rf"{STRING}|[\[\]{{}}]", re.DOTALL)
NESTING_WITH_COMMENTS = re.compile(rf"{STRING}|{COMMENT}|[\[\]{{}}]", re.DOTALL)
COMMENTS = re.compile(rf"{STRING}|(?P<comment>{COMMENT})", re.DOTALL)
# A comma right after an opening bracket stands for an item that is missing: it is no trailing comma.
SLIPS = re.compile(
    rf"{STRING}|[\[{{]\s*,|(?P<trailing_comma>,(?=\s*[\]}}]))|(?P<python_literal>True|False|None)", re.DOTALL
)
# A brace in prose ("{a, b}") is skipped; one that opens like an object is one, be it damaged or cut off.
OBJECT_START = re.compile(r"""\{\s*(?:["']|//|/\*|[A-Za-z_]\w*\s*:|\Z)""")
JSON_LITERALS = {"True": "true", "False": "false", "None": "null"}


@dataclass(frozen=True, slots=True)
class Found:
    """An object that stands in a text from ``start`` to ``end``, and what was mended in it."""

    value: dict[str, Any]
    start: int
    end: int
    notes: Notes


def check_depth(text: str) -> None:
    """Refuse brackets nested too deep. Exact for JSON, and as far as a decoder gets in anything else."""
    depth = 0
    for token in NESTING.findall(text):
        depth = max(0, depth + _step(token))
        if depth > MAX_DEPTH:
            raise Reject("too_deep")


def read_value(text: str, notes: Notes) -> Any:
    """The one JSON value a text is; line breaks inside strings are forgiven. Raises ``JSONDecodeError`` if it is none."""
    check_depth(text)
    try:
        return STRICT.decode(text)
    except json.JSONDecodeError:
        value = LENIENT.decode(text)
    notes.repair("raw_line_break")
    return value


def find_objects(text: str) -> list[Found]:
    """The top-level objects in a text, left to right. One damaged object, or more than 64 braces, refuses the text."""
    found = []
    starts = 0
    at = text.find("{")
    while at >= 0:
        starts += 1
        if starts > MAX_STARTS:
            raise Reject("too_many_objects")
        end = at + 1
        if OBJECT_START.match(text, at):
            end = _find_end(text, at)
            notes = Notes()
            found.append(Found(_read_object(text[at:end], notes), at, end, notes))
        at = text.find("{", end)
    return found


def _find_end(text: str, start: int) -> int:
    """Where the bracket that opens at ``start`` is closed."""
    depth = 0
    for token in NESTING_WITH_COMMENTS.finditer(text, start):
        depth += _step(token[0])
        if depth > MAX_DEPTH:
            raise Reject("too_deep")
        if depth == 0:
            return token.end()
    raise Reject("broken_object")


def _step(token: str) -> int:
    return (token in {"[", "{"}) - (token in {"]", "}"})


def _read_object(text: str, notes: Notes) -> dict[str, Any]:
    try:
        value: dict[str, Any] = read_value(text, notes)
    except json.JSONDecodeError:
        value = _read_mended(text, notes)
    return value


def _read_mended(text: str, notes: Notes) -> dict[str, Any]:
    try:
        value: dict[str, Any] = read_value(_mend(text, notes), notes)
    except json.JSONDecodeError as error:
        raise Reject("broken_object") from error
    return value


def _mend(text: str, notes: Notes) -> str:
    """The text without comments and trailing commas, and with Python's True, False and None as JSON writes them."""

    def replace(slip: re.Match[str]) -> str:
        if slip.lastgroup is None:
            return slip[0]
        notes.repair(slip.lastgroup)
        return JSON_LITERALS.get(slip[0], " ")

    return SLIPS.sub(replace, COMMENTS.sub(replace, text))


def _read_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Reject("duplicate_key")
    return found


def _refuse_constant(name: str) -> None:
    raise Reject("not_finite")


def _read_integer(text: str) -> int:
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise Reject("number_too_long")
    return int(text)


def _read_float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Reject("not_finite")
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise Reject("number_too_long")
    return value


def _make_decoder(*, strict: bool) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_read_pairs,
        parse_constant=_refuse_constant,
        parse_int=_read_integer,
        parse_float=_read_float,
        strict=strict,
    )


STRICT = _make_decoder(strict=True)
LENIENT = _make_decoder(strict=False)
