"""A quote is evidence only where it was really said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.coverage import count_own_words
from scoring.case import Answer, AskedQuestion, Quote
from scoring.evidence import find_evidence, is_verbatim
from scoring.tests.test_offline import make_snapshot

ANSWERS = (
    Answer(2, "First I compare the doors,\n  then I sum: O(n²) steps.", is_code=False),
    Answer(5, "Then I sum the Gefäß. (a+b)* [x] \\d .", is_code=False),
)

QUESTION = AskedQuestion(0, make_snapshot(), ANSWERS, hints_used=0)


def find_quote(words, answers):
    return find_evidence(words, QUESTION, answers, flags=set())


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("compare the doors", Quote(2, 8, 25, "compare the doors")),
        ("  COMPARE\tthe  Doors ", Quote(2, 8, 25, "compare the doors")),
        ("doors, then I", Quote(2, 20, 35, "doors,\n  then I")),
        ("O(n²)", Quote(2, 41, 46, "O(n²)")),
        ("then i sum", Quote(2, 29, 39, "then I sum")),
        ("then I sum the", Quote(5, 0, 14, "Then I sum the")),
        ("GEFÄSS", Quote(5, 15, 20, "Gefäß")),
        ("gefäß.", Quote(5, 15, 21, "Gefäß.")),
        ("(a+b)* [x] \\d .", Quote(5, 22, 37, "(a+b)* [x] \\d .")),
        ("compare doors", None),
        ("nobody said this", None),
        ("doors, O(n²)", None),
        (".*", None),
        ("", None),
        (" \n ", None),
    ],
)
def test_words_are_found_where_they_stand_white_space_and_case_aside(words, quote):
    assert find_quote(words, ANSWERS) == quote


def test_nothing_is_found_where_nothing_was_answered():
    assert find_quote("doors", ()) is None


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.data())
def test_whatever_was_said_is_found_and_stands_at_its_offsets(contents, data):
    answers = [Answer(n, content, is_code=False) for n, content in enumerate(contents, start=1)]
    content = data.draw(st.sampled_from(contents))
    start = data.draw(st.integers(0, len(content)))
    words = content[start : data.draw(st.integers(start, len(content)))]
    quote = find_quote(words, answers)
    assert quote is not None or not count_own_words(words, unearned=QUESTION.unearned)
    if quote:
        assert is_verbatim(quote, contents[quote.seq - 1])


def test_a_quote_at_other_offsets_or_in_other_words_is_not_verbatim():
    quote = Quote(2, 8, 25, "compare the doors")
    content = ANSWERS[0].content
    assert is_verbatim(quote, content)
    assert not is_verbatim(Quote(2, 9, 26, "compare the doors"), content)
    assert not is_verbatim(Quote(2, 8, 25, "Compare the doors"), content)
    assert not is_verbatim(quote, ANSWERS[1].content)
