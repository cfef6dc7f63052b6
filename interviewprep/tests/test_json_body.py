"""Edge case 7 and hostile bodies: whatever is sent as JSON, the answer is its value or a reason."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewprep.json_body import MAX_DEPTH, HostileJSON, read_json

PLAIN_TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
SMALL_NUMBERS = st.integers(min_value=-(10**18), max_value=10**18) | st.booleans() | st.none()
JSON_VALUES = st.recursive(
    PLAIN_TEXT | SMALL_NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN_TEXT, inner, max_size=4),
    max_leaves=15,
)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, -2, 2.5, true, null]}', {"a": [1, -2, 2.5, True, None]}),
        ('"O(n²) – 漢字 🙂"'.encode(), "O(n²) – 漢字 🙂"),
        (rb'"\ud83d\ude42"', "🙂"),
        (b" [] ", []),
        (b"12345678901234567890", 12_345_678_901_234_567_890),
        (b'"' + b"[{" * 500 + b'"', "[{" * 500),
        (rb'["\\", "\"[", "[\\\""]', ["\\", '"[', '[\\"']),
    ],
)
def test_ordinary_json_is_read_to_the_letter(body, value):
    assert read_json(body) == value


@settings(max_examples=200, deadline=None)
@given(JSON_VALUES)
def test_what_was_written_is_read_back(value):
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text('"\\[]{}:,0aN ', max_size=40).map(str.encode))
def test_any_bytes_are_a_value_or_a_reason(body):
    said = ""
    try:
        read_json(body)
    except HostileJSON as reason:
        said = str(reason)
    assert said == "" or said.startswith("The body ") or said.endswith(" is not a JSON number.")


def nested(opening, closing, depth):
    return opening * depth + b"0" + closing * depth


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["lists", "objects"])
def test_twenty_levels_are_read_and_one_more_is_refused(opening, closing):
    read_json(nested(opening, closing, MAX_DEPTH))
    with pytest.raises(HostileJSON, match="more than 20 levels"):
        read_json(nested(opening, closing, MAX_DEPTH + 1))


HOSTILE = {
    "lists a hundred thousand deep": (b"[" * 100_000, "more than 20 levels"),
    "objects forty thousand deep": (b'{"a":' * 40_000, "more than 20 levels"),
    "deep beside closed ones": (b"[]," * 50 + nested(b"[", b"]", 21), "more than 20 levels"),
    "the same key twice": (b'{"a": 1, "a": 2}', "same key twice"),
    "the same key twice, one escaped": (rb'{"a": 1, "\u0061": 2}', "same key twice"),
    "the same key twice, inside": (b'{"b": [{"a": 1, "a": 1}]}', "same key twice"),
    "not a number": (b'{"a": NaN}', "NaN is not a JSON number"),
    "infinity": (b"[Infinity]", "Infinity is not a JSON number"),
    "minus infinity": (b"[-Infinity]", "-Infinity is not a JSON number"),
    "a float that overflows": (b"1e999", "number that is too long"),
    "an integer of 21 digits": (b"1" * 21, "number that is too long"),
    "an integer of ten thousand digits": (b"[" + b"9" * 10_000 + b"]", "number that is too long"),
    "a float of many digits": (b"0." + b"1" * 40, "number that is too long"),
    "half a surrogate pair": (rb'"\ud83d"', "half a surrogate pair"),
    "the other half": (rb'["a", {"b": "\ude42"}]', "half a surrogate pair"),
    "half a pair as a key": (rb'{"\ud800": 1}', "half a surrogate pair"),
    "latin-1": ('{"a": "é"}'.encode("latin-1"), "not UTF-8"),
    "utf-16": ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
    "a surrogate in raw bytes": (b'"\xed\xa0\x80"', "not UTF-8"),
    "a byte order mark": ("\ufeff{}".encode(), "not JSON"),
    "nothing": (b"", "not JSON"),
    "half an object": (b'{"a": ', "not JSON"),
    "two values": (b"{} {}", "not JSON"),
    "a trailing comma": (b"[1,]", "not JSON"),
    "single quotes": (b"{'a': 1}", "not JSON"),
    "a raw line end in a string": (b'"a\nb"', "not JSON"),
    "a raw NUL in a string": (b'"a\x00b"', "not JSON"),
    "a form": (b"track=swe_engineer", "not JSON"),
}


@pytest.mark.parametrize(("body", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_json_is_refused_with_its_reason(body, reason):
    with pytest.raises(HostileJSON, match=reason):
        read_json(body)


@pytest.mark.parametrize(
    "body",
    [b'"' + b'\\"' * 20_000, b'["' + b'\\"' * 20_000, b'"' * 40_001, b'"' + b"\\" * 40_001],
    ids=["open string", "open list", "quotes", "backslashes"],
)
def test_a_body_that_never_closes_its_string_is_refused_in_linear_time(body):
    began = time.process_time()
    with pytest.raises(HostileJSON):
        read_json(body)
    assert time.process_time() - began < 1
