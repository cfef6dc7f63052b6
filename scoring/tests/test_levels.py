"""Which level an overall stands for."""

import itertools

import pytest

from interviews import catalogue
from scoring.levels import BELOW_BAR, DEFAULT_LADDER, LADDERS, NOT_NAMED, Level, Sample, find_level, thresholds

DIFFICULTIES = ("easy", "medium", "hard")
TIERS = ("startup", "enterprise", "big_tech")
ROLES = [(track.id, role) for track in catalogue.tracks().values() for role in track.role]
SETTINGS = list(itertools.product(DIFFICULTIES, TIERS))
ALL = Sample(5, 5)


def level_of(
    overall, *, track="swe_engineer", role="backend_engineer", difficulty="hard", tier="enterprise", sample=ALL
):
    return find_level(overall, track=track, role=role, difficulty=difficulty, tier=tier, sample=sample)  # fmt: skip


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
