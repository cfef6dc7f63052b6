"""Trends, the weakest competency and the streak, from finished interviews told as plain values."""

from datetime import date, timedelta

import pytest

from scoring.charts import Dot
from scoring.progress import (
    Day,
    NextAction,
    Streak,
    choose_action,
    follow,
    lay_out_weeks,
    measure_streak,
    pick_weakest,
)
from scoring.tests.past import judged
from scoring.trend_charts import SHOWN_POINTS, draw_calendar, draw_line


def series(levels, **fields):
    return [judged(n, {"correctness": level}, **fields) for n, level in enumerate(levels)]


def told(source):
    """Each trend as its rubric, competency and values."""
    return {(trend.rubric, trend.id): [point.value for point in trend.points] for trend in source.competencies}


def test_a_model_and_the_estimate_never_meet_in_one_trend():
    model, offline = follow([*series([1, 2]), *series([5], source="offline"), *series([3])])
    assert (model.source, model.interviews, told(model)) == ("llm", 3, {("swe_engineer", "correctness"): [1, 2, 3]})
    assert (offline.source, offline.interviews, told(offline)) == (
        "offline",
        1,
        {("swe_engineer", "correctness"): [5]},
    )


def test_levels_read_from_different_anchors_are_different_trends():
    model, _ = follow(
        [
            judged(1, {"communication": 1, "ownership": 2}),
            judged(2, {"communication": 3, "ownership": 4}, track="devops_cloud"),
            judged(3, {"communication": 5}, track="behavioral"),
        ]
    )
    assert told(model) == {
        ("behavioral", "communication"): [5],
        ("behavioral", "ownership"): [2, 4],
        ("devops_cloud", "communication"): [3],
        ("swe_engineer", "communication"): [1],
    }


def test_what_was_not_assessed_is_no_point():
    model, offline = follow([judged(1, {}, overall=None), judged(2, {"correctness": 0}, overall=0)])
    assert told(model) == {("swe_engineer", "correctness"): [0]}
    assert [(trend.rubric, [point.value for point in trend.points]) for trend in model.overalls] == [
        ("swe_engineer", [0])
    ]
    assert (offline.interviews, offline.overalls, offline.competencies, offline.weakest) == (0, (), (), None)


def test_a_competency_that_the_rubric_no_longer_has_is_left_out():
    model, _ = follow([judged(1, {"juggling": 3})])
    assert model.competencies == ()


@pytest.mark.parametrize(
    ("levels", "recent", "earlier", "change"),
    [
        ([4], 4, None, None),
        ([1, 2, 4], 2.33, None, None),
        ([5, 1, 2, 3], 2, 5, -3),
        ([0, 0, 5, 4, 1, 2, 2, 2], 2, 3.33, -1.33),
        ([0, 0, 0, 1, 2, 3, 5, 5, 5], 5, 2, 3),
    ],
)
def test_a_direction_compares_the_latest_three_with_up_to_three_before(levels, recent, earlier, change):
    (trend,) = follow(series(levels))[0].competencies
    assert (trend.recent, trend.earlier, trend.change) == (recent, earlier, change)
    assert trend.fall == (None if change is None else -change)


@pytest.mark.parametrize(
    ("fields", "judges"),
    [
        ({}, 1),
        ({"model": "wiser"}, 2),
        ({"prompt_version": "2"}, 2),
        ({"rubric_version": "swe_engineer-2+behavioral-1"}, 2),
        ({"rubric_version": "swe_engineer-1+behavioral-2"}, 1),
    ],
)
def test_another_model_prompt_or_rubric_is_another_judge(fields, judges):
    (trend,) = follow([*series([3]), *series([3], **fields)])[0].competencies
    assert trend.judges == judges


def test_the_weakest_is_the_lowest_of_late_and_says_what_it_rests_on():
    once_weak = [judged(n, {"correctness": level, "design": 3}) for n, level in enumerate([0, 0, 5, 4, 5])]
    weakest = follow(once_weak)[0].weakest
    assert (weakest.id, weakest.recent, len(weakest.points)) == ("design", 3, 5)


def test_of_two_equally_weak_the_one_with_more_ratings_is_named():
    model, _ = follow([judged(1, {"design": 2, "correctness": 2}), judged(2, {"design": 2})])
    assert (model.weakest.id, len(model.weakest.points)) == ("design", 2)


def test_nothing_is_weak_that_is_at_the_highest_level():
    assert follow(series([5, 5]))[0].weakest is None


def test_a_models_weakest_goes_before_an_estimates():
    sources = follow([judged(1, {"design": 4}), judged(2, {"correctness": 0}, source="offline")])
    assert pick_weakest(sources).id == "design"
    assert pick_weakest(follow(series([0], source="offline"))).id == "correctness"
    assert pick_weakest(follow([judged(1, {"design": 5}), *series([0], source="offline")])) is None
    assert pick_weakest(follow([])) is None


# ------------------------------------------------------------------ days

TODAY = date(2026, 11, 28)  # a Saturday


def ago(*days):
    return [TODAY - timedelta(days=n) for n in days]


@pytest.mark.parametrize(
    ("days", "streak"),
    [
        ([], Streak(0, 0, None)),
        (ago(0), Streak(1, 1, TODAY)),
        (ago(0, 1, 2), Streak(3, 3, TODAY)),
        (ago(2, 1), Streak(2, 2, ago(1)[0])),
        (ago(2, 3, 4), Streak(0, 3, ago(2)[0])),
        (ago(0, 1, 5, 6, 7, 8), Streak(2, 4, TODAY)),
        (ago(0, 0, 2), Streak(1, 1, TODAY)),
        ([date(2026, 11, 28), date(2026, 11, 27), date(2024, 2, 29), date(2024, 3, 1)], Streak(2, 2, TODAY)),
    ],
)
def test_a_streak_counts_days_in_a_row_and_lasts_until_the_day_after(days, streak):
    assert measure_streak(days, today=TODAY) == streak


def test_the_calendar_has_twelve_weeks_from_monday_up_to_today():
    weeks = lay_out_weeks({TODAY: 3, date(2026, 9, 7): 1, date(2026, 9, 6): 9}, today=TODAY)
    assert [len(week) for week in weeks] == [7] * 11 + [6]
    assert (weeks[0][0], weeks[-1][-1]) == (Day(date(2026, 9, 7), 1), Day(TODAY, 3))
    assert sum(day.answers for week in weeks for day in week) == 4


@pytest.mark.parametrize(("weekday", "days"), [(23, 1), (29, 7)])
def test_the_last_week_ends_today(weekday, days):
    assert len(lay_out_weeks({}, today=date(2026, 11, weekday))[-1]) == days


# ------------------------------------------------------------------ pictures


def test_a_line_is_drawn_to_scale_from_left_to_right():
    line = draw_line([0, 5, 3], most=5)
    assert line.dots == (Dot(40.0, 102.0), Dot(171.0, 10.0), Dot(302.0, 46.8))
    assert (line.path, line.stamps) == ("40,102 171,10 302,46.8", "M40,102h0M171,10h0M302,46.8h0")
    assert [(mark.label, mark.y) for mark in line.marks][::5] == [(0, 102.0), (5, 10.0)]
    assert [mark.label for mark in draw_line([50], most=100).marks] == [0, 50, 100]


def test_one_value_is_a_dot_and_no_line():
    assert (draw_line([4], most=5).dots, draw_line([4], most=5).path) == ((Dot(302.0, 28.4),), "")


def test_a_long_trend_shows_its_latest():
    line = draw_line([5] * 100 + [0] * SHOWN_POINTS, most=5)
    assert {dot.y for dot in line.dots} == {102.0}
    assert (len(line.dots), line.dots[0].x, line.dots[-1].x) == (SHOWN_POINTS, 40.0, 302.0)


def test_the_more_was_answered_the_larger_the_square():
    week = [Day(date(2026, 11, 23) + timedelta(days=n), answers) for n, answers in enumerate((0, 1, 4, 5, 14, 15, 99))]
    calendar = draw_calendar([week])
    assert [square.side for square in calendar.squares] == [0, 6, 6, 10, 10, 14, 14]
    assert [(square.cell_x, square.cell_y) for square in calendar.squares][:2] == [(0, 0), (0, 18)]
    middles = {
        (square.x - square.cell_x + square.side / 2, square.y - square.cell_y + square.side / 2)
        for square in calendar.squares
    }
    assert middles == {(calendar.drawn / 2, calendar.drawn / 2)}


def test_a_month_is_named_over_the_week_it_begins_in():
    calendar = draw_calendar(lay_out_weeks({}, today=TODAY))
    assert (calendar.months, calendar.width) == ((("Oct", 54), ("Nov", 126)), 216)


# ------------------------------------------------------------------ what to do next


@pytest.mark.parametrize(
    ("facts", "action"),
    [
        ((True, True, True, True), NextAction.CONTINUE),
        ((False, True, True, True), NextAction.SCORE),
        ((False, False, True, True), NextAction.PRACTISE),
        ((False, False, False, True), NextAction.AGAIN),
        ((False, False, False, False), NextAction.BEGIN),
    ],
)
def test_what_helps_most_is_the_first_that_applies(facts, action):
    is_under_way, may_score, has_weakest, has_any = facts
    assert action == choose_action(
        is_under_way=is_under_way, may_score=may_score, has_weakest=has_weakest, has_any=has_any
    )
