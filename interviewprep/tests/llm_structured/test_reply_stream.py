"""The interviewer's words, read while they are written: the same text however the stream is cut."""

import itertools
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interviewprep.llm.reply_stream import MAX_PREAMBLE, ReplyStream
from interviewprep.llm.structured_fields import UNSAFE

WORDS = [
    *'{}[]":, \\\n\0aé🚀\u202e\ufeff', '"reply"', '{"reply": "', "```json\n", "<think>", "</think>", "</THOUGHT>",
    "\\n", "\\u", "d83d", "\\ud83d", "\\ude80", "\ud83d", "\ude80", "word " * 60,
]  # fmt: skip
FRAGMENTS = st.lists(st.sampled_from(WORDS), max_size=24).map("".join)
CUTS = st.lists(st.integers(0, 300), max_size=12).map(sorted)
PREAMBLES = ["", "\ufeff", " \n", "```json\n", "```", "<think>a {</think>", "b</think>\n~~~\n"]


def stream(chunks):
    reply = ReplyStream()
    return [reply.feed(chunk) for chunk in chunks]


def read(raw):
    return "".join(stream([raw]))


def split(raw, cuts):
    return [raw[start:end] for start, end in itertools.pairwise([0, *cuts, len(raw)])]


@st.composite
def objects(draw, first):
    """The JSON of an object as a model may write it, this key first, and that key's text."""
    said = draw(st.text(max_size=40))
    rest = draw(st.dictionaries(st.text(max_size=5).filter(lambda key: key != first), st.text(max_size=9), max_size=3))
    body = json.dumps({first: said} | rest, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 2])))
    return draw(st.sampled_from(PREAMBLES)) + body, said


@given(objects("reply"), CUTS)
def test_any_object_gives_the_text_of_its_reply_however_it_is_cut(written, cuts):
    raw, said = written

    assert "".join(stream(split(raw, cuts))) == UNSAFE.sub("", said)


@given(objects("intent"), CUTS)
def test_nothing_is_given_when_another_key_comes_first(written, cuts):
    raw, _ = written

    assert "".join(stream(split(raw, cuts))) == ""


@given(FRAGMENTS, CUTS)
@example('\ufeff \ufeff{"reply": "a"', [2])
def test_anything_at_all_gives_the_same_text_however_it_is_cut(raw, cuts):
    assert "".join(stream(raw)) == "".join(stream(split(raw, cuts))) == read(raw)


@given(FRAGMENTS)
def test_what_is_given_can_be_stored_and_shown(raw):
    assert UNSAFE.findall(read('{"reply": "' + raw)) == []


@pytest.mark.parametrize(
    ("chunks", "given_parts"),
    [
        (['{"re', 'ply": "He', "llo", '", "x"'], ["", "He", "llo", ""]),
        (['{"reply": "a\\', 'nb"'], ["a", "\nb"]),
        (['{"reply": "a\\', '"b"'], ["a", '"b']),
        (['{"reply": "a\\\\', 'nb"'], ["a\\", "nb"]),
        (['{"reply": "a\\u', "00", "e9", 'b"'], ["a", "", "é", "b"]),
        (['{"reply": "a\\ud83d', "\\ud", 'e80b"'], ["a", "", "🚀b"]),
        (['{"reply": "a\\ud83d', 'b"'], ["a", "b"]),
        (['{"reply": "a\ud83d', '\ude80b"'], ["a", "🚀b"]),
        (['{"reply": "a\\ud83d', '"'], ["a", ""]),
        (['{"reply": "a\nb"'], ["a\nb"]),
        (['{"reply": "a\\u202eb\0c"'], ["abc"]),
        (['{"reply": "a\\/\\b\\f\\r\\tb"'], ["a/\tb"]),
        (["<think>", 'a {"reply": "draft"}', "</thi", 'nk>{"reply": "b'], ["", "", "", "b"]),
        (["Okay, so</think>", '{"reply": "b'], ["", "b"]),
        (['{"reply": "you wrote </think> there'], ["you wrote </think> there"]),
    ],
)
def test_each_character_is_given_as_soon_as_it_is_certain(chunks, given_parts):
    assert stream(chunks) == given_parts


@pytest.mark.parametrize(
    "raw",
    [
        "",
        'Here you go: {"reply": "a"}',
        '[{"reply": "a"}]',
        '"{\\"reply\\": \\"a\\"}"',
        '{"result": {"reply": "a"}}',
        '{"reply": ["a"]}',
        '{"reply": null, "reply2": "a"}',
        "{'reply': 'a'}",
        '{"reply" "a"}',
        '{\xa0"reply": "a"}',
        '<think>{"reply": "a"}',
        "```json\n" + " " * MAX_PREAMBLE + '{"reply": "a"}',
    ],
)
def test_nothing_is_given_where_only_the_finished_reply_tells_what_is_meant(raw):
    assert read(raw) == ""


@pytest.mark.parametrize("ending", ['"', '", "call_id": "b', '", "reply": "b"}', "\\x b", '\\u12g4 b"'])
def test_nothing_is_given_after_the_text_has_ended_or_is_no_json(ending):
    reply = ReplyStream()

    assert [reply.feed('{"reply": "a' + ending), reply.ended, reply.feed('c"')] == ["a", True, ""]


def test_the_text_has_not_ended_while_more_may_come():
    reply = ReplyStream()

    assert [reply.ended, reply.feed('{"reply": "a'), reply.ended, reply.feed("\\u00"), reply.ended] == [
        False, "a", False, "", False,
    ]  # fmt: skip


def test_what_is_held_back_stays_short_however_long_the_reply():
    """Held text is read again with each piece: did it grow, time would grow with its square."""
    reply = ReplyStream()
    held = []
    for char in "<think>" + "hm " * 4_000 + '</think>{"reply": "' + "\\u00e9" * 500:
        reply.feed(char)
        held.append(len(reply._held))

    assert max(held) <= MAX_PREAMBLE
