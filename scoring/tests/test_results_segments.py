"""A message cut where its evidence begins and ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.results import Segment, split_at_marks


@pytest.mark.parametrize(
    ("marks", "segments"),
    [
        ([], (Segment("I sum it up."),)),
        ([(2, 5, "Depth")], (Segment("I "), Segment("sum", ("Depth",)), Segment(" it up."))),
        ([(0, 12, "Depth")], (Segment("I sum it up.", ("Depth",)),)),
        (
            [(2, 8, "Speed"), (6, 11, "Depth")],
            (
                Segment("I "),
                Segment("sum ", ("Speed",)),
                Segment("it", ("Depth", "Speed")),
                Segment(" up", ("Depth",)),
                Segment("."),
            ),
        ),
        (
            [(0, 1, "Depth"), (1, 5, "Depth"), (2, 5, "Depth")],
            (
                Segment("I", ("Depth",)),
                Segment(" ", ("Depth",)),
                Segment("sum", ("Depth",)),
                Segment(" it up."),
            ),
        ),
    ],
)
def test_a_text_is_cut_at_every_marks_edge_and_overlaps_share_their_stretch(marks, segments):
    assert split_at_marks("I sum it up.", marks) == segments


def test_an_empty_text_has_no_segments():
    assert split_at_marks("", []) == ()


TEXT_AND_MARKS = st.text(max_size=60).flatmap(
    lambda text: st.tuples(
        st.just(text),
        st.lists(
            st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from("ABC")).map(
                lambda mark: (min(mark[:2]), max(mark[:2]), mark[2])
            ),
            max_size=8,
        ),
    )
)


@given(TEXT_AND_MARKS)
def test_the_segments_joined_are_the_text_and_each_character_has_its_marks(drawn):
    text, marks = drawn
    segments = split_at_marks(text, marks)
    assert "".join(segment.text for segment in segments) == text
    assert all(segment.text for segment in segments)
    told = [names for segment in segments for names in [segment.marks] * len(segment.text)]
    assert told == [tuple(sorted({name for a, b, name in marks if a <= at < b})) for at in range(len(text))]
