"""How high a level can stand, whoever gave it."""

import pytest

from scoring.bounds import bound_level, ground_of
from scoring.case import Answer, Quote
from scoring.tests.test_offline import DEPTH, ask, judge, make_point, make_snapshot

SNAPSHOT = make_snapshot(
    make_point("alpha", cue="hash map", weight=3),
    make_point("beta", cue="binary search", weight=2),
    make_point("gamma", cue="queue", competency="complexity", weight=2),
)
READABLE = (Answer(1, "A hash map.", is_code=False),)
UNREADABLE = (Answer(1, "使用哈希集合", is_code=False),)
MAPLESS = " ".join(DEPTH).replace("hash map", "map")  # no cue in it, but words of the subject
LONG, SHORT = ("a hash map, then",), ("a hash map.", "a queue")


def stands(level, *, competency="correctness", covered=("alpha",), words=100, answers=READABLE, quotes=LONG):
    ground = ground_of(ask("A hash map.", snapshot=SNAPSHOT), answers, covered=covered, own_words=words)
    return bound_level(level, competency, ground, quotes=[Quote(1, 0, len(text), text) for text in quotes])


@pytest.mark.parametrize("level", range(6))
def test_a_level_stands_that_everything_bears_out(level):
    assert stands(level, covered=("alpha", "beta", "gamma")) == level


@pytest.mark.parametrize(("level", "left"), [(0, 0), (1, None), (5, None)])
def test_without_words_only_nothing_stands(level, left):
    assert stands(level, quotes=()) == left


@pytest.mark.parametrize(("level", "left"), [(3, 3), (4, 3), (5, 3)])
def test_a_high_level_needs_a_quote_that_says_something(level, left):
    assert stands(level, quotes=SHORT) == left
    assert stands(level, quotes=(*SHORT, "then a queue")) == level


@pytest.mark.parametrize(
    ("covered", "competency", "highest"),
    [
        ((), "correctness", 1),
        (("gamma",), "correctness", 2),
        (("beta",), "correctness", 4),
        (("alpha",), "correctness", 5),
        (("alpha",), "complexity", 2),
        (("gamma",), "communication", 3),
    ],
)
def test_no_level_stands_far_above_the_points_that_were_covered(covered, competency, highest):
    assert stands(5, covered=covered, competency=competency) == highest


@pytest.mark.parametrize(("words", "highest"), [(7, 1), (8, 2), (19, 2), (20, 3), (39, 3), (40, 5)])
def test_few_words_show_no_depth(words, highest):
    assert stands(5, words=words) == highest


def test_a_script_that_cannot_be_read_stands_at_three():
    assert stands(5, answers=UNREADABLE) == 3
    assert stands(5, answers=(*UNREADABLE, *READABLE)) == 5


def test_the_offline_estimate_keeps_to_the_same_bounds():
    snapshot = make_snapshot(make_point("alpha", cue="hash map"))
    terse, whole = ask(f"Hash map. {MAPLESS}", snapshot=snapshot), ask(*DEPTH, snapshot=snapshot)
    (question,), (rating,) = judge(terse).questions[0].ratings, judge(terse).ratings
    assert question.evidence == rating.evidence == (Quote(1, 0, 8, "Hash map"),)
    assert (question.level, rating.level) == (3, 3)
    assert [rating.level for rating in judge(whole).ratings] == [5]


def test_a_point_under_a_heading_has_the_words_below_for_evidence():
    """Offline, the first words that cover a point are its evidence, unless they are too few to tell anything."""
    snapshot = make_snapshot(make_point("alpha", cue="hash map"))
    text = "\n".join(["Hash map", "hash map", *DEPTH])
    (rating,) = judge(ask(text, snapshot=snapshot)).ratings
    assert (rating.level, [quote.text for quote in rating.evidence]) == (
        5,
        ["A hash map would tell me which door a visitor came through, and what the"],
    )
