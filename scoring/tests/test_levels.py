"""Which level an overall stands for."""

import itertools

import pytest

from interviews import catalogue
from scoring.levels import (
    BELOW_BAR,
    DEFAULT_LADDER,
    LADDERS,
    NOT_NAMED,
    SENTENCES,
    SIGNALS_FROM,
    Gap,
    Level,
    Sample,
    Signal,
    Standing,
    find_gaps,
    find_level,
    find_readiness,
    find_signal,
)

DIFFICULTIES = ("easy", "medium", "hard")
TIERS = ("startup", "enterprise", "big_tech")
ROLES = [(track.id, role) for track in catalogue.tracks().values() for role in track.role]
SETTINGS = list(itertools.product(DIFFICULTIES, TIERS))
ALL = Sample(5, 5)


def stand(*, track="swe_engineer", role="backend_engineer", difficulty="hard", tier="enterprise", sample=ALL):
    return Standing(track, role, difficulty, tier, sample)


def thresholds(*, difficulty, tier):
    return stand(difficulty=difficulty, tier=tier).thresholds


def level_of(overall, **standing):
    return find_level(overall, stand(**standing))


def test_every_difficulty_and_every_companys_tier_has_thresholds():
    assert set(catalogue.difficulties()) == set(DIFFICULTIES)
    assert {company.tier for company in catalogue.companies().values()} == set(TIERS)


@pytest.mark.parametrize(("track", "role"), ROLES, ids=lambda part: getattr(part, "id", part))
def test_nothing_is_below_the_bar_for_every_role(track, role):
    for difficulty, tier in SETTINGS:
        found = level_of(0, track=track, role=role.id, difficulty=difficulty, tier=tier)
        assert found == Level(BELOW_BAR, f"Below the bar for {role.name}")


@pytest.mark.parametrize(("track", "role"), ROLES, ids=lambda part: getattr(part, "id", part))
def test_a_full_score_is_above_the_bar_for_every_role_and_names_it(track, role):
    for difficulty, tier in SETTINGS:
        found = level_of(100, track=track, role=role.id, difficulty=difficulty, tier=tier)
        assert found.id == {"easy": "step_2", "medium": "step_3", "hard": "step_4"}[difficulty]
        assert found.label.endswith(f" · {role.name}")


@pytest.mark.parametrize(("difficulty", "tier"), SETTINGS)
def test_thresholds_rise_step_by_step_within_the_scale(difficulty, tier):
    steps = thresholds(difficulty=difficulty, tier=tier)
    assert len(steps) == 4
    assert list(steps) == sorted(set(steps))
    assert steps[0] > 0
    assert steps[-1] <= 100


def test_an_easier_interview_and_a_higher_tier_ask_for_more():
    for tier in TIERS:
        easy, medium, hard = (thresholds(difficulty=difficulty, tier=tier) for difficulty in DIFFICULTIES)
        assert all(e > m > h for e, m, h in zip(easy, medium, hard, strict=True))
    for difficulty in DIFFICULTIES:
        startup, enterprise, big_tech = (thresholds(difficulty=difficulty, tier=tier) for tier in TIERS)
        assert all(s < e < b for s, e, b in zip(startup, enterprise, big_tech, strict=True))


@pytest.mark.parametrize(("difficulty", "tier"), SETTINGS)
def test_a_higher_overall_never_stands_for_a_lower_level(difficulty, tier):
    order = [BELOW_BAR, "step_1", "step_2", "step_3", "step_4"]
    reached = [order.index(level_of(n, difficulty=difficulty, tier=tier).id) for n in range(101)]
    assert reached == sorted(reached)
    assert reached[0] == 0


@pytest.mark.parametrize(
    ("overall", "level"),
    [
        (39, Level(BELOW_BAR, "Below the bar for Backend engineer")),
        (40, Level("step_1", "Junior · Backend engineer")),
        (54, Level("step_1", "Junior · Backend engineer")),
        (55, Level("step_2", "Mid-level · Backend engineer")),
        (70, Level("step_3", "Senior · Backend engineer")),
        (100, Level("step_3", "Senior · Backend engineer")),
    ],
)
def test_the_steps_of_a_medium_interview_at_an_enterprise(overall, level):
    assert level_of(overall, difficulty="medium") == level


def test_a_track_may_have_a_ladder_of_its_own():
    assert set(LADDERS) <= set(catalogue.tracks())
    label = level_of(100, track="swe_intern", role="web_intern").label
    assert label == "Ready beyond graduate level · Web development intern"
    assert {len(ladder) for ladder in (*LADDERS.values(), DEFAULT_LADDER)} == {4}


def test_an_unknown_role_is_called_as_it_was_written():
    assert level_of(0, role="archivist").label == "Below the bar for archivist"


# ------------------------------------------------------------------ how much was answered


@pytest.mark.parametrize(
    ("assessed", "planned", "enough"),
    [
        (0, 1, False),
        (1, 1, True),
        (1, 2, False),
        (2, 2, True),
        (2, 3, False),
        (3, 3, True),
        (3, 6, True),
        (3, 7, False),
        (4, 7, True),
        (24, 50, False),
        (25, 50, True),
    ],
)
def test_a_level_needs_three_answers_and_half_of_the_questions(assessed, planned, enough):
    assert Sample(assessed, planned).is_enough is enough


@pytest.mark.parametrize("overall", [None, 1, 50, 100])
def test_too_little_answered_names_no_level(overall):
    found = level_of(overall, sample=Sample(2, 5))
    assert found == Level(NOT_NAMED, "Too little was answered to name a level")


def test_nothing_assessed_names_no_level_and_a_zero_is_below_the_bar_however_little_was_answered():
    assert level_of(None, sample=ALL).id == NOT_NAMED
    assert level_of(0, sample=Sample(1, 5)).id == BELOW_BAR


# ------------------------------------------------------------------ the hire signal


@pytest.mark.parametrize(("track", "role"), ROLES, ids=lambda part: getattr(part, "id", part))
def test_zero_everywhere_is_a_strong_no_for_every_role(track, role):
    for difficulty, tier in SETTINGS:
        standing = stand(track=track, role=role.id, difficulty=difficulty, tier=tier)
        assert find_signal(0, standing) == Signal.STRONG_NO


@pytest.mark.parametrize(
    ("overall", "signal"),
    [(39, "strong_no"), (40, "no"), (59, "no"), (60, "yes"), (79, "yes"), (80, "strong_yes"), (100, "strong_yes")],
)
def test_the_signals_of_a_medium_interview_at_an_enterprise(overall, signal):
    assert find_signal(overall, stand(difficulty="medium")) == signal


@pytest.mark.parametrize(("difficulty", "tier"), SETTINGS)
def test_a_higher_overall_never_stands_for_a_worse_signal_and_each_can_be_reached(difficulty, tier):
    order = [Signal.STRONG_NO, *(signal for signal, _ in reversed(SIGNALS_FROM))]
    found = [order.index(find_signal(n, stand(difficulty=difficulty, tier=tier))) for n in range(101)]
    assert found == sorted(found)
    assert set(found) == {0, 1, 2, 3}


def test_too_little_answered_gives_no_signal_and_every_signal_has_a_sentence():
    assert find_signal(70, stand(sample=Sample(2, 5))) == find_signal(None, stand()) == Signal.NOT_NAMED
    assert set(SENTENCES) == set(Signal)
    assert len(set(SENTENCES.values())) == len(Signal)


# ------------------------------------------------------------------ the way to the next level


def test_readiness_says_what_lies_between_an_overall_and_the_next_level():
    found = find_readiness(58, stand(difficulty="medium"))
    assert (found.level.id, found.signal) == ("step_2", "no")
    assert (found.next_label, found.points_missing, found.next_level) == ("Senior · Backend engineer", 12, 4)
    at_big_tech = find_readiness(58, stand(difficulty="medium", tier="big_tech"))
    assert (at_big_tech.level.id, at_big_tech.next_label, at_big_tech.points_missing) == (
        "step_1",
        "Mid-level · Backend engineer",
        2,
    )


def test_who_is_below_the_bar_is_told_the_way_to_the_first_level():
    found = find_readiness(0, stand(difficulty="medium"))
    assert (found.level.id, found.next_label, found.points_missing) == (BELOW_BAR, "Junior · Backend engineer", 40)
    assert not found.is_early


def test_who_is_below_the_bar_aims_at_a_level_at_which_things_work():
    found = find_readiness(0, stand(difficulty="medium"))
    assert find_gaps([("a", 0, 1), ("b", 2, 1), ("c", 3, 1)], found) == (Gap("a", 0, 3), Gap("b", 2, 3))


def test_on_fewer_answers_than_a_level_takes_no_points_are_promised():
    found = find_readiness(0, stand(difficulty="medium", sample=Sample(1, 5)))
    assert (found.level.id, found.signal, found.next_label, found.points_missing) == (BELOW_BAR, "strong_no", "", 0)
    assert found.is_early
    assert find_gaps([("a", 0, 1)], found) == ()


def test_at_the_top_of_what_an_interview_can_show_there_is_no_next_level():
    found = find_readiness(100, stand(difficulty="easy"))
    assert (found.level.id, found.next_label, found.points_missing, found.next_level) == ("step_2", "", 0, 0)
    assert find_gaps([("design", 0, 3)], found) == ()


def test_gaps_are_what_lies_below_the_next_levels_bar_and_what_weighs_most_comes_first():
    readiness = find_readiness(58, stand(difficulty="medium"))
    rated = [("a", 3, 1), ("b", 2, 2), ("c", None, 3), ("d", 4, 3), ("e", 1, 1)]
    assert find_gaps(rated, readiness) == (Gap("b", 2, 4), Gap("e", 1, 4), Gap("a", 3, 4))
