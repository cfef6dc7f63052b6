"""Two interviews side by side: a difference where like is compared with like, else the reason why not."""

import pytest

from scoring.comparing import Row, compare_interviews
from scoring.tests.past import judged

LEVELS = {"correctness": 2, "design": 4, "ownership": 3}


def rows(comparison):
    return {(row.rubric, row.name): (row.first, row.second, row.difference, row.why_not) for row in comparison.rows}


def test_the_second_is_measured_against_the_first():
    found = compare_interviews(
        judged(1, LEVELS, overall=40), judged(2, {"correctness": 5, "design": 3, "ownership": 3}, overall=65)
    )
    assert (found.refused, found.overall) == ("", Row("Overall", "", 40, 65, 25))
    assert rows(found) == {
        ("swe_engineer", "Correctness"): (2, 5, 3, ""),
        ("swe_engineer", "Design"): (4, 3, -1, ""),
        ("behavioral", "Ownership"): (3, 3, 0, ""),
    }
    assert [row.fall for row in found.rows] == [0, -3, 1]


def test_what_was_not_assessed_in_one_has_no_difference():
    found = compare_interviews(judged(1, {"design": 4}, overall=80), judged(2, {"correctness": 1}, overall=None))
    assert rows(found) == {
        ("swe_engineer", "Correctness"): (None, 1, None, "Not assessed in the first."),
        ("swe_engineer", "Design"): (4, None, None, "Not assessed in the second."),
    }
    assert (found.overall.difference, found.overall.why_not) == (None, "Not assessed in the second.")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (
            {"source": "offline", "model": ""},
            "The first was judged by a model, the second by the offline estimate: the two don't measure alike.",
        ),
        ({"model": "wiser"}, "The first was judged by wise, the second by wiser."),
        ({"prompt_version": "2"}, "What the judge is told has changed between the two."),
    ],
)
def test_unlike_judges_are_not_subtracted(other, reason):
    found = compare_interviews(judged(1, LEVELS), judged(2, LEVELS, **other))
    assert found.refused == reason
    assert {(row.difference, row.why_not) for row in (*found.rows, found.overall)} == {(None, reason)}
    assert {(row.first, row.second) for row in found.rows} == {(2, 2), (4, 4), (3, 3)}


def test_a_changed_rubric_takes_away_the_differences_that_rest_on_it():
    found = compare_interviews(judged(1, LEVELS), judged(2, LEVELS, rubric_version="swe_engineer-2+behavioral-1"))
    changed = "The rubric has changed between the two."
    assert {row.name: (row.difference, row.why_not) for row in (*found.rows, found.overall)} == {
        "Correctness": (None, changed),
        "Design": (None, changed),
        "Ownership": (0, ""),
        "Overall": (None, changed),
    }


def test_of_two_tracks_only_what_both_read_from_the_same_anchors_is_subtracted():
    first = judged(1, {"communication": 4, "ownership": 1, "design": 2})
    second = judged(2, {"communication": 5, "ownership": 2, "reliability": 3}, track="devops_cloud")
    found = compare_interviews(first, second)
    assert found.overall.why_not == "The two tracks weigh different competencies."
    assert rows(found) == {
        ("behavioral", "Ownership"): (1, 2, 1, ""),
        ("devops_cloud", "Communication"): (None, 5, None, "Not assessed in the first."),
        ("devops_cloud", "Reliability"): (None, 3, None, "Not assessed in the first."),
        ("swe_engineer", "Communication"): (4, None, None, "Not assessed in the second."),
        ("swe_engineer", "Design"): (2, None, None, "Not assessed in the second."),
    }
