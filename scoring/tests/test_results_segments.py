"""A message cut where its evidence begins and ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.marks import Segment, ShownQuote, split_at_marks

TEXT = "I sum it up."


def mark(start, end, number, quote=0):
    return number, ShownQuote(quote, 1, start, end, TEXT[start:end])


@pytest.mark.parametrize(
    ("marks", "segments"),
    [
        ([], (Segment(TEXT),)),
        ([mark(2, 5, 1, 7)], (Segment("I "), Segment("sum", (1,), opens=(7,), closes=(1,)), Segment(" it up."))),
        ([mark(0, 12, 1)], (Segment(TEXT, (1,), opens=(0,), closes=(1,)),)),
        (
            [mark(2, 8, 2, 7), mark(6, 11, 1, 8)],
            (
                Segment("I "),
                Segment("sum ", (2,), opens=(7,)),
                Segment("it", (1, 2), opens=(8,), closes=(2,)),
                Segment(" up", (1,), closes=(1,)),
                Segment("."),
            ),
        ),
        (
            [mark(0, 5, 1, 7), mark(0, 5, 3, 8)],
            (Segment("I sum", (1, 3), opens=(7, 8), closes=(1, 3)), Segment(" it up.")),
        ),
    ],
)
def test_a_text_is_cut_at_every_marks_edge_and_overlaps_share_their_stretch(marks, segments):
    assert split_at_marks(TEXT, marks) == segments


def test_an_empty_text_has_no_segments():
    assert split_at_marks("", []) == ()


TEXT_AND_MARKS = st.text(max_size=60).flatmap(
    lambda text: st.tuples(
        st.just(text),
        st.lists(
            st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.integers(1, 3))
            .filter(lambda drawn: drawn[0] != drawn[1])
            .map(lambda drawn: (min(drawn[:2]), max(drawn[:2]), drawn[2])),
            max_size=8,
        ),
    )
)


@given(TEXT_AND_MARKS)
def test_the_segments_joined_are_the_text_and_each_character_has_its_marks(drawn):
    text, marks = drawn
    quotes = [(number, ShownQuote(n, 1, a, b, text[a:b])) for n, (a, b, number) in enumerate(marks)]
    segments = split_at_marks(text, quotes)
    assert "".join(segment.text for segment in segments) == text
    assert all(segment.text for segment in segments)
    told = [numbers for segment in segments for numbers in [segment.numbers] * len(segment.text)]
    assert told == [tuple(sorted({number for a, b, number in marks if a <= at < b})) for at in range(len(text))]
    assert sorted(id_ for segment in segments for id_ in segment.opens) == list(range(len(marks)))
