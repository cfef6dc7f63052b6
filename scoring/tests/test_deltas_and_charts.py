"""What changed between two answers, and the picture of an evaluation."""

from dataclasses import replace

import pytest

from scoring.charts import CENTRE, RADIUS, Label, Spoke, draw_radar
from scoring.deltas import Delta, LevelChange, compare
from scoring.likeness import Versions

BEFORE = {
    "covered": [{"key_point": "sum"}, {"key_point": "proof"}],
    "missing": ["cost", "test"],
    "ratings": [{"competency": "depth", "level": 2}, {"competency": "care", "level": None}],
    "not_assessed": "",
    "own_words": 60,
}
AFTER = {
    "covered": [{"key_point": "sum"}, {"key_point": "cost"}],
    "missing": ["proof", "test"],
    "ratings": [{"competency": "depth", "level": 4}, {"competency": "care", "level": 1}],
    "not_assessed": "",
    "own_words": 60,
}
VERSIONS = Versions("llm", "wise", "judgement-1", "swe-1")


def delta(before=BEFORE, after=AFTER, **changes):
    return compare(before, after, versions_before=VERSIONS, versions_after=replace(VERSIONS, **changes))


def test_a_delta_says_what_is_covered_now_no_longer_and_still_not():
    assert delta() == Delta(
        now_covered=("cost",),
        no_longer_covered=("proof",),
        still_missing=("test",),
        levels=(LevelChange("depth", 2, 4), LevelChange("care", None, 1)),
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"source": "offline", "model": ""}, "judged by a model, this answer by the offline estimate"),
        ({"model": "wiser"}, "judged by wise, this answer by wiser"),
        ({"rubric_version": "swe-2"}, "The rubric has changed"),
        ({"prompt_version": "judgement-2"}, "What the judge is told has changed"),
    ],
)
def test_unlike_is_not_compared_with_like(changes, told):
    found = delta(**changes)
    assert told in found.refused
    assert found == Delta(found.refused)


def test_an_answer_that_was_not_assessed_has_no_delta():
    assert delta(after=AFTER | {"not_assessed": "No answer was given."}).refused.endswith("No answer was given.")


def test_what_was_answered_before_but_not_assessed_is_nothing_to_compare_with():
    unjudged = BEFORE | {"ratings": [], "not_assessed": "The model could not judge this answer."}
    assert delta(before=unjudged) == Delta(
        "The answer in the interview was not assessed. The model could not judge this answer."
    )


def test_what_was_skipped_before_is_compared_with_an_answer():
    skipped = BEFORE | {"covered": [], "ratings": [], "not_assessed": "No answer was given.", "own_words": 0}
    assert (delta(before=skipped).refused, delta(before=skipped).now_covered) == ("", ("sum", "cost"))


# ------------------------------------------------------------------ the radar

SPOKES = [Spoke("Depth", 5, 4), Spoke("Care", 0, 4), Spoke("Edge cases and failure", 2, 4), Spoke("Speed", 1, 4)]


def points(text):
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def test_a_level_is_its_distance_from_the_centre():
    radar = draw_radar(SPOKES)
    distances = [((dot.x - CENTRE) ** 2 + (dot.y - CENTRE) ** 2) ** 0.5 for dot in radar.dots]
    assert distances == pytest.approx([RADIUS, 0, 0.4 * RADIUS, 0.2 * RADIUS], abs=0.1)
    assert points(radar.rated) == [(dot.x, dot.y) for dot in radar.dots]
    assert points(radar.rings[-1]) == [(axis.x, axis.y) for axis in radar.axes]
    assert (radar.dots[0].x, radar.dots[0].y) == (CENTRE, CENTRE - RADIUS)


def test_ones_own_view_is_drawn_when_it_is_whole():
    assert len(points(draw_radar(SPOKES).own)) == 4
    assert draw_radar([*SPOKES[:3], Spoke("Speed", 1, None)]).own == ""


def test_what_was_not_assessed_is_not_drawn_as_zero():
    radar = draw_radar([*SPOKES, Spoke("Rest", None, None)])
    assert len(radar.axes) == len(radar.dots) == 4
    assert radar.own


def test_too_little_makes_no_picture():
    assert draw_radar(SPOKES[:2]) is None
    assert draw_radar([*SPOKES[:2], Spoke("Rest", None, 3)]) is None


def test_a_long_name_is_broken_in_two_and_lies_beside_its_axis():
    axes = draw_radar(SPOKES).axes
    assert [line.text for line in axes[2].lines] == ["Edge cases", "and failure"]
    assert axes[0].lines == (Label("Depth", 160.0, 44.0),)
    assert [axis.anchor for axis in axes] == ["middle", "start", "middle", "end"]
