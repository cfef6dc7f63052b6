"""Whatever a model writes, reading it ends, and soon, in an object that keeps every rule or in a reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewprep.llm.reply_stream import ReplyStream
from interviewprep.llm.structured import MAX_CHARACTERS, Accepted, Rejected, accept
from interviewprep.llm.structured_fields import UNSAFE
from interviewprep.tests.llm_structured.corpus import (
    CASES,
    COMPETENCIES,
    NONCE,
    TEXT,
    levelled,
    validate,
    with_level,
)
from interviewprep.tests.llm_structured.hostile import hostile_replies

FINISH_REASONS = st.sampled_from(["stop", "length", "content_filter", "tool_calls", "", "nonsense"])
SNIPPETS = st.sampled_from(
    [*'{}[]":,/*#\\\n\0 4-.e', TEXT, f'"{NONCE}"', '"call_id": ', '"level": 5', "<think>", "</think>", "```json\n",
     "// ", "/* ", "*/", "True", "None", "NaN", "1e999", "\\ud83d", "\ud83d", "\ufeff", "é"]
)  # fmt: skip
ACCEPTED = [case for case in CASES if isinstance(case.raw, str) and isinstance(case.expected, Accepted)]
# What begins with a complete answer that only later turns out to have been a draft.
DRAFTS = {"thinking that begins with a draft"}


def read(raw, finish_reason="stop"):
    return accept(raw, finish_reason=finish_reason, refusal="", call_id=NONCE, validate=validate)


def keeps_every_rule(outcome):
    if isinstance(outcome, Rejected):
        return re.fullmatch(r"[a-z8_]+", outcome.reason) is not None
    reply, ratings = outcome.value.reply, outcome.value.ratings
    return (
        0 < len(reply) <= 300
        and not UNSAFE.search(reply)
        and all(rating.competency in COMPETENCIES for rating in ratings)
        and all(rating.level is None or (type(rating.level) is int and 0 <= rating.level <= 5) for rating in ratings)
    )


def levels(outcome):
    return [rating.level for rating in outcome.value.ratings]


@st.composite
def mutated(draw):
    """A reply of the corpus of which a few parts were lost, doubled or replaced."""
    raw = draw(st.sampled_from(ACCEPTED)).raw
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 12)))
        middle = draw(st.one_of(st.just(""), SNIPPETS, st.just(raw[start:end] * 2)))
        raw = raw[:start] + middle + raw[end:]
    return raw


# ------------------------------------------------------------------ nothing escapes


@given(st.one_of(st.text(), st.binary(), st.lists(SNIPPETS, max_size=12).map("".join)), FINISH_REASONS)
def test_arbitrary_text_and_bytes_end_in_an_object_or_a_reason(raw, finish_reason):
    assert keeps_every_rule(read(raw, finish_reason))


@given(mutated(), FINISH_REASONS)
def test_a_mutated_reply_ends_in_an_object_or_a_reason(raw, finish_reason):
    assert keeps_every_rule(read(raw, finish_reason))


@given(mutated(), st.binary(min_size=1, max_size=3), st.integers(0, 100))
def test_a_reply_with_stray_bytes_ends_in_an_object_or_a_reason(raw, stray, at):
    written = raw.encode("utf-8", "surrogatepass")

    assert keeps_every_rule(read(written[:at] + stray + written[at:]))


@given(mutated(), st.lists(st.integers(0, 300), max_size=6).map(sorted))
def test_a_mutated_reply_can_be_streamed(raw, cuts):
    reply = ReplyStream()
    given_text = "".join(reply.feed(raw[start:end]) for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True))

    assert not UNSAFE.search(given_text)


# ------------------------------------------------------------------ no level changes in silence


@pytest.mark.parametrize("case", [case for case in ACCEPTED if case.name not in DRAFTS], ids=lambda case: case.name)
def test_a_reply_cut_off_anywhere_is_rejected_or_says_the_same(case):
    others = [
        case.raw[:end]
        for end in range(min(len(case.raw), 2_000))
        if isinstance(outcome := read(case.raw[:end]), Accepted) and outcome.value != case.expected.value
    ]

    assert others == []


def test_an_object_cut_off_anywhere_is_rejected_at_both_ends():
    cuts = [TEXT[:end] for end in range(len(TEXT))] + [TEXT[start:] for start in range(1, len(TEXT))]

    assert [raw for raw in cuts if not isinstance(read(raw), Rejected)] == []


@pytest.mark.parametrize("level", ["4", "3.5", '"4"', '"4/5"', "null"])
def test_a_number_that_was_cut_off_is_never_taken_for_a_smaller_one(level):
    whole = with_level(level)
    end = whole.index(level) + len(level)

    taken = [
        whole[:at] for at in range(end + 1) for reason in ("stop", "length") if not is_rejected(whole[:at], reason)
    ]

    assert taken == []


def is_rejected(raw, finish_reason):
    return isinstance(read(raw, finish_reason), Rejected)


def test_no_single_character_lost_or_added_changes_a_level():
    lost = [TEXT[:at] + TEXT[at + 1 :] for at in range(len(TEXT))]
    added = [
        TEXT[:at] + char + TEXT[at:] for at in range(len(TEXT) + 1) for char in '0123456789.-+eE{}[]",:/*#\\\0 \nN'
    ]

    changed = [raw for raw in lost + added if isinstance(outcome := read(raw), Accepted) and levels(outcome) != [4]]

    assert changed == []


@given(
    st.integers(-10, 110)
    | st.floats(-1, 7)
    | st.from_regex(r"-?[0-9]{1,2}(\.[0-9]{1,2})?(/[0-9]{1,2})?", fullmatch=True)
)
def test_a_level_is_taken_as_written_or_flagged_or_refused(level):
    written = f'"{level}"' if isinstance(level, str) else repr(level)

    outcome = read(with_level(written))

    if isinstance(outcome, Accepted) and not outcome.flags:
        assert outcome == Accepted(levelled(level), (), repaired=False)
    elif isinstance(outcome, Accepted):
        assert abs(levels(outcome)[0] - float(str(level).split("/")[0])) <= 0.5
    else:
        assert outcome.reason in {"level_range", "level_text", "number_too_long"}


# ------------------------------------------------------------------ hostile input ends


HOSTILE = hostile_replies(MAX_CHARACTERS)


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_reply_of_full_size_is_rejected(raw):
    """How long that takes, and how it grows with the size, is a figure of ``make bench``: hostile."""
    assert len(raw) <= MAX_CHARACTERS
    assert isinstance(read(raw), Rejected)


@pytest.mark.parametrize("before", ["", '{"reply": "'])
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_reply_of_full_size_is_streamed_in_single_characters_as_in_one(raw, before):
    streams = ReplyStream(), ReplyStream()
    whole = streams[0].feed(before + raw)
    assert "".join(streams[1].feed(char) for char in before + raw) == whole
