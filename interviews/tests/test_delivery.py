"""How an answer was spoken: counted from what is known, and from nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.delivery import (
    FILLERS,
    Delivery,
    HowSpoken,
    count_fillers,
    count_pauses,
    describe_delivery,
    pace_of,
    tell_delivery,
    tell_seconds,
)

TEXTS = {
    "Um, so, umm, I er, uh, uhh, erm.": {"um": 3, "uh": 3},
    "It was, like, slow, and I like it.": {"like": 1},
    "You know, it was slow, you know.": {"you know": 2},
    "Do you know it? How you know that matters.": {},
    "I mean, that is what I mean by it.": {"I mean": 1},
    "It was kind of slow, sort of.": {"kind of": 1, "sort of": 1},
    "What kind of index? This kind of index, the same sort of tree, another kind of map.": {},
    "Basically it works.": {"basically": 1},
    "The umbrella of errors, a drum, summer, uhuru.": {},
    "それは、えーと、遅いです。": {},
    "": {},
}


@pytest.mark.parametrize(("text", "found"), TEXTS.items(), ids=TEXTS)
def test_a_filler_counts_where_the_words_leave_little_doubt(text, found):
    assert count_fillers(text) == found


@given(st.text(max_size=300), st.sampled_from(["Um", "um,", "uh", "basically"]))
def test_one_filler_more_is_counted_once_whatever_stands_around_it(text, filler):
    before, after = count_fillers(text).total(), count_fillers(f"{text}\n\n{filler}\n").total()
    assert after == before + 1


@given(st.text(max_size=500))
def test_whatever_is_said_is_counted_by_known_fillers(text):
    assert set(count_fillers(text)) <= set(FILLERS)


PAUSES = {
    "one stretch": ([(3.0, 9.0)], 0),
    "a breath": ([(0.0, 1.0), (2.9, 4.0)], 0),
    "two seconds": ([(0.0, 1.0), (3.0, 4.0)], 1),
    "out of order": ([(9.0, 9.5), (0.0, 1.0), (3.0, 4.0)], 2),
    "one inside another": ([(0.0, 9.0), (1.0, 2.0), (10.0, 11.0)], 0),
    "nothing": ([], 0),
}


@pytest.mark.parametrize(("segments", "count"), PAUSES.values(), ids=PAUSES)
def test_a_pause_is_two_seconds_between_two_stretches_of_speech(segments, count):
    assert count_pauses(segments) == count


moments = st.floats(0, 600)


@given(st.lists(st.tuples(moments, moments).map(sorted).map(tuple), max_size=30))
def test_there_are_fewer_pauses_than_stretches(segments):
    assert 0 <= count_pauses(segments) <= max(0, len(segments) - 1)


@pytest.mark.parametrize(("words", "seconds", "pace"), [(140, 60, 140), (5, 5, 60), (5, 4, None), (0, 60, None)])
def test_a_pace_is_told_where_enough_was_said(words, seconds, pace):
    assert pace_of(words, seconds) == pace


def test_answers_are_put_together_and_what_one_does_not_know_is_not_known():
    told = describe_delivery([("Um, first.", HowSpoken(30, 70, 2)), ("Then, um, like, slower.", HowSpoken(90, 170, 1))])
    assert told == Delivery(2, 120, 240, 120, 3, (("um", 2), ("like", 1)))
    unmeasured = describe_delivery([("First.", HowSpoken(30, 70, 2)), ("Then.", HowSpoken(90, 170))])
    assert unmeasured == Delivery(2, 120, 240, 120, None, ())


def test_where_nothing_was_spoken_nothing_is_told():
    assert describe_delivery([]) is None


def test_facts_are_told_in_words_and_the_unknown_is_left_out():
    assert tell_delivery(Delivery(2, 125, 240, 115, 3, (("um", 2), ("like", 1)))) == [
        ("Spoken", "2 answers, 2 min 5 s"),
        ("Pace", "115 words a minute"),
        ("Pauses of two seconds or more", "3"),
        ("Fillers", "3 (um 2, like 1)"),
    ]
    assert tell_delivery(Delivery(1, 3, 4, None, None, ())) == [("Spoken", "1 answer, 3 s"), ("Fillers", "none found")]
    assert tell_seconds(60) == "1 min 0 s"
