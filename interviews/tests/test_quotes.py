"""A quote is the candidate's own characters, or it is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.quotes import find_quote

TEXT = "I’d use a “token bucket” —  not\na fixed window … O(n²) at worst. Straße, naïve, 日本語で答えます."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("token bucket", "token bucket"),
        ('I\'d use a "token bucket" - not a fixed window', "I’d use a “token bucket” —  not\na fixed window"),
        ("NOT A FIXED WINDOW", "not\na fixed window"),
        ("“token bucket”", "token bucket"),
        ("...a fixed window…", "a fixed window"),
        ("O(n²)", "O(n²)"),
        ("strasse, naïve", "Straße, naïve"),
        ("日本語で", "日本語で"),
        ("  at   worst. ", "at worst."),
    ],
)
def test_white_space_case_and_typewriter_marks_do_not_matter(quote, found):
    start, end = find_quote(TEXT, quote)
    assert TEXT[start:end] == found


@pytest.mark.parametrize(
    "quote", ["", " ", "…", '""', "token buckets", "sliding window", "O(n)", "日本", "use token bucket"]
)
def test_words_that_were_not_said_are_not_found(quote):
    assert find_quote(TEXT.replace("日本語", "日語"), quote) is None


@given(st.text(max_size=200), st.data())
def test_a_piece_of_the_text_is_found_as_itself_or_as_its_equal(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = find_quote(text, text[start:end])
    if found is not None:
        assert 0 <= found[0] < found[1] <= len(text)
        assert find_quote(text[found[0] : found[1]], text[start:end]) is not None


@given(st.text(max_size=120), st.text(max_size=40))
def test_offsets_always_lie_inside_the_text(text, quote):
    found = find_quote(text, quote)
    assert found is None or text[found[0] : found[1]].strip()
