"""A quote is the candidate's own characters, or it is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.quotes import find_quote, show_quote

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


SAID = "Flags help. For years, I was against them: branches that “nobody deletes”.\nThen I was not"


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        (SAID, SAID),
        ("Flags help.", "Flags help."),
        ("Flags help", "Flags help"),
        ("Flags", "Flags …"),
        ("I was against them", "… I was against them"),
        ("against", "… against …"),
        ("branches that “nobody deletes”", "branches that “nobody deletes”"),
        ("Then I was not", "Then I was not"),
    ],
)
def test_where_its_sentence_goes_on_a_quote_is_shown_with_an_ellipsis(quote, shown):
    start = SAID.index(quote)
    assert show_quote(SAID, start, start + len(quote)) == shown


@given(st.text(), st.integers(0, 30), st.integers(0, 30))
def test_however_it_is_cut_a_shown_quote_has_the_exact_words(text, start, length):
    exact = text[start : start + length]
    shown = show_quote(text, start, min(start + length, len(text)))
    assert shown.removeprefix("… ").removesuffix(" …") == exact.removeprefix("… ").removesuffix(" …")
