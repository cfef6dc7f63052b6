"""Hidden words do not get out, whole or in a stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.leaks import SHINGLE_WORDS, HeldBack, Leak, LeakFilter

HIDDEN = "Count per customer in a shared store with an atomic increment and an expiry, or use a token bucket."
QUESTION = "Design a limiter for forty servers. Count per customer in a shared store with an atomic increment, please."
FILTER = LeakFilter([HIDDEN], secrets=["data-a1b2c3", "5d41402abc"], sayable=[QUESTION])


def heard(words, *, leak_filter=FILTER):
    held = HeldBack(leak_filter)
    return [held.feed(word) for word in words]


def test_eight_hidden_words_in_a_row_are_a_leak_and_seven_are_not():
    words = HIDDEN.split()[-9:]
    assert not FILTER.leaks(" ".join(words[: SHINGLE_WORDS - 1]))
    assert FILTER.leaks(f"You might say: {' '.join(words[:SHINGLE_WORDS]).upper()}!")


def test_what_the_question_says_may_be_said():
    assert not FILTER.leaks("Count per customer in a shared store with an atomic increment")
    assert FILTER.leaks("in a shared store with an atomic increment and an expiry")


@pytest.mark.parametrize("text", ["It is <DATA-A1B2C3>.", "My id: 5D41402ABC"])
def test_the_secrets_of_a_call_are_a_leak_wherever_they_stand(text):
    assert FILTER.leaks(text)


def test_a_stream_is_shown_eight_words_late():
    words = [f"word{n} " for n in range(20)]
    shown = heard(words)
    assert "".join(shown) == "".join(words[:-SHINGLE_WORDS])
    assert shown[7:9] == ["", "word0 "]


def test_a_leak_in_a_stream_is_stopped_before_its_last_word():
    held, shown = HeldBack(FILTER), []

    def say_all():
        shown.extend(held.feed(f"{word} ") for word in ["Well,", *HIDDEN.split()])

    with pytest.raises(Leak):
        say_all()
    assert not FILTER.leaks("".join(shown))
    assert "token bucket" not in "".join(shown)


@given(st.lists(st.text(max_size=12), max_size=30))
def test_any_stream_is_shown_from_its_beginning_in_order(pieces):
    shown = "".join(heard(pieces, leak_filter=LeakFilter([], secrets=[], sayable=[])))
    assert "".join(pieces).startswith(shown)
