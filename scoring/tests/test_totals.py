"""The overall is a formula, and nothing but the formula."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.totals import compute_overall, level_from_share, mean_level, measure_confidence, round_half_up


def test_a_worked_example():
    levels = {"problem_solving": 4, "correctness": 3, "complexity": 2, "communication": None}
    weights = {"problem_solving": 3, "correctness": 3, "complexity": 2, "communication": 1, "edge_cases": 2}
    # 20 × (3×4 + 3×3 + 2×2) / (3 + 3 + 2) = 20 × 25 / 8 = 62.5
    assert compute_overall(levels, weights) == 63


@pytest.mark.parametrize("levels", [{}, {"a": None}, {"a": None, "b": None}])
def test_where_nothing_was_assessed_there_is_no_overall(levels):
    assert compute_overall(levels, {"a": 1, "b": 3}) is None


def test_not_assessed_is_left_out_and_zero_is_not():
    weights = {"a": 1, "b": 1}
    assert compute_overall({"a": 4, "b": None}, weights) == 80
    assert compute_overall({"a": 4, "b": 0}, weights) == 40
    assert compute_overall({"a": 0, "b": None}, weights) == 0


LEVELS = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 5), max_size=6)
WEIGHTS = st.fixed_dictionaries({name: st.integers(1, 3) for name in "abcdef"})


@given(LEVELS, WEIGHTS)
def test_an_overall_lies_between_the_lowest_and_the_highest_level(levels, weights):
    rated = [level for level in levels.values() if level is not None]
    overall = compute_overall(levels, weights)
    assert overall is None if not rated else 20 * min(rated) <= overall <= 20 * max(rated)


@given(LEVELS, WEIGHTS, st.sampled_from("abcdef"))
def test_a_higher_level_never_lowers_the_overall(levels, weights, name):
    before = levels.get(name)
    if before is not None and before < 5:
        assert compute_overall({**levels, name: before + 1}, weights) >= compute_overall(levels, weights)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0", 0), ("1/2", 1), ("5/2", 3), ("7/2", 4), ("249/100", 2), ("1249999/100000", 12), ("125/2", 63)],
)
def test_halves_are_rounded_up(value, rounded):
    assert round_half_up(Fraction(value)) == rounded


@pytest.mark.parametrize(
    ("covered", "total", "level"),
    [
        (0, 0, 0),
        (0, 8, 0),
        (1, 100, 1),
        (1, 8, 1),
        (2, 8, 1),
        (3, 8, 2),
        (4, 8, 3),
        (5, 8, 3),
        (7, 8, 4),
        (99, 100, 4),
        (8, 8, 5),
        (1, 1, 5),
    ],
)
def test_anything_covered_is_at_least_one_and_only_all_of_it_is_five(covered, total, level):
    assert level_from_share(covered, total) == level


@given(st.integers(1, 60), st.data())
def test_covering_more_never_lowers_the_level(total, data):
    covered = data.draw(st.integers(0, total - 1))
    assert 0 <= level_from_share(covered, total) <= level_from_share(covered + 1, total) <= 5


@pytest.mark.parametrize(
    ("levels", "mean"),
    [([], None), ([(4, 1)], 4), ([(4, 1), (1, 1)], 3), ([(5, 3), (0, 1)], 4), ([(0, 2), (1, 1)], 0)],
)
def test_the_mean_of_levels_is_by_weight_and_rounded_half_up(levels, mean):
    assert mean_level(levels) == mean


@pytest.mark.parametrize(
    ("scores", "label", "margin"),
    [
        ([], "low", None),
        ([70], "low", None),
        ([70, 70], "low", 12),
        ([70, 70, 70], "medium", 10),
        ([40, 60, 80], "medium", 19),
        ([30, 60, 90], "low", 29),
        ([70] * 5, "high", 8),
        ([50, 55, 60, 65, 70], "high", 8),
        ([20, 40, 60, 80, 100], "low", 24),
    ],
)
def test_confidence_follows_the_number_of_questions_and_their_spread(scores, label, margin):
    found = measure_confidence(scores)
    assert (found.label, found.margin, found.assessed) == (label, margin, len(scores))
