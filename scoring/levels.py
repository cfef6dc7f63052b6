"""Which level and which hire signal an overall stands for, by role, difficulty and company tier. Pure.

Every role has a level below the bar. A level is only named when enough was answered to name one.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from interviews import catalogue
from scoring.totals import POINTS_PER_LEVEL

# Overall from which each step of a ladder is reached, in a medium interview at an enterprise.
STEPS_FROM = (40, 55, 70, 85)
DIFFICULTY_SHIFT = {"easy": 10, "medium": 0, "hard": -8}
TIER_SHIFT = {"startup": -3, "enterprise": 0, "big_tech": 5}
HIGHEST_STEP = {"easy": 1, "medium": 2, "hard": 3}  # an easy interview cannot show seniority
LADDERS = {
    "swe_intern": ("Intern-ready", "Strong intern", "Graduate-ready", "Ready beyond graduate level"),
    "behavioral": ("Developing", "Solid", "Strong", "Exceptional"),
}
DEFAULT_LADDER = ("Junior", "Mid-level", "Senior", "Lead")
WORTH_AIMING_AT = 3  # the lowest level that is offered as a goal: those below it describe what went wrong
MIN_QUESTIONS = 3
MIN_SHARE = 0.5

TIERS = ("startup", "enterprise", "big_tech")
TIER_NAMES = {"startup": "a start-up", "enterprise": "an established company", "big_tech": "a big technology company"}


class Signal(StrEnum):
    """What an interviewer would say on this evidence."""

    STRONG_YES = "strong_yes"
    YES = "yes"
    NO = "no"
    STRONG_NO = "strong_no"
    NOT_NAMED = "not_named"


# Overall from which each signal is given, in a medium interview at an enterprise: level 4, 3 and 2 throughout.
SIGNALS_FROM = ((Signal.STRONG_YES, 80), (Signal.YES, 60), (Signal.NO, 40))
SENTENCES = {
    Signal.STRONG_YES: "On this evidence an interviewer would argue for you.",
    Signal.YES: "On this evidence an interviewer would lean towards a yes.",
    Signal.NO: "On this evidence an interviewer would lean towards a no.",
    Signal.STRONG_NO: "On this evidence an interviewer would not put you forward yet.",
    Signal.NOT_NAMED: "On this evidence an interviewer could say neither yes nor no.",
}

BELOW_BAR = "below_bar"
NOT_NAMED = "not_named"


@dataclass(frozen=True, slots=True)
class Level:
    """``id`` is below_bar, not_named or step_1 to step_4; ``label`` is what the candidate reads."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Sample:
    """How much of the interview was assessed."""

    assessed: int
    planned: int

    @property
    def is_enough(self) -> bool:
        needed = min(MIN_QUESTIONS, self.planned)
        return self.assessed >= needed and self.assessed >= MIN_SHARE * self.planned


@dataclass(frozen=True, slots=True)
class Standing:
    """What a score is read against: the role, how hard the interview was, the kind of company, and how much was answered."""

    track: str
    role: str
    difficulty: str
    tier: str
    sample: Sample

    @property
    def shift(self) -> int:
        return DIFFICULTY_SHIFT[self.difficulty] + TIER_SHIFT[self.tier]

    @property
    def role_name(self) -> str:
        found = catalogue.find_role(self.track, self.role)
        return found.name if found else self.role

    @property
    def thresholds(self) -> tuple[int, ...]:
        """The overalls from which the four steps are reached."""
        return tuple(start + self.shift for start in STEPS_FROM)

    @property
    def highest_step(self) -> int:
        return HIGHEST_STEP[self.difficulty]

    def label_of(self, step: int) -> str:
        return f"{LADDERS.get(self.track, DEFAULT_LADDER)[step]} · {self.role_name}"


@dataclass(frozen=True, slots=True)
class Readiness:
    """The level reached, and what lies between it and the next.

    ``next_label`` is empty at the top of this interview, and where too little was answered for points to lead anywhere.
    """

    level: Level
    signal: Signal
    next_label: str
    points_missing: int
    next_level: int

    @property
    def sentence(self) -> str:
        return SENTENCES[self.signal]

    @property
    def is_early(self) -> bool:
        """Whether it is named on fewer answers than a level takes: all that was answered is worth nothing."""
        return self.level.id == BELOW_BAR and not self.next_label


@dataclass(frozen=True, slots=True)
class Gap:
    """A competency below what the next step asks for: its level now, and the level to aim at."""

    competency: str
    level: int
    target: int


def find_level(overall: int | None, standing: Standing) -> Level:
    """The level that an overall stands for."""
    if overall is None or not standing.sample.is_enough:
        if overall == 0:
            return Level(BELOW_BAR, f"Below the bar for {standing.role_name}")
        return Level(NOT_NAMED, "Too little was answered to name a level")
    reached = _steps_reached(overall, standing)
    if reached == 0:
        return Level(BELOW_BAR, f"Below the bar for {standing.role_name}")
    step = min(reached - 1, standing.highest_step)
    return Level(f"step_{step + 1}", standing.label_of(step))


def find_signal(overall: int | None, standing: Standing) -> Signal:
    """The hire signal that an overall stands for."""
    if overall == 0:
        return Signal.STRONG_NO
    if overall is None or not standing.sample.is_enough:
        return Signal.NOT_NAMED
    return next((s for s, start in SIGNALS_FROM if overall >= start + standing.shift), Signal.STRONG_NO)


def find_readiness(overall: int | None, standing: Standing) -> Readiness:
    """Level, signal and the way to the next step."""
    level, signal = find_level(overall, standing), find_signal(overall, standing)
    reached = _steps_reached(overall or 0, standing)
    if overall is None or not standing.sample.is_enough or reached > standing.highest_step:
        return Readiness(level, signal, "", 0, 0)
    start = standing.thresholds[reached]
    return Readiness(
        level,
        signal,
        next_label=standing.label_of(reached),
        points_missing=start - overall,
        next_level=max(WORTH_AIMING_AT, min(5, math.ceil(start / POINTS_PER_LEVEL))),
    )


def find_gaps(levels: Iterable[tuple[str, int | None, int]], readiness: Readiness) -> tuple[Gap, ...]:
    """Of (competency, level, weight): what lies below the next step's level, what weighs most first."""
    below = [
        (weight * (readiness.next_level - level), Gap(competency, level, readiness.next_level))
        for competency, level, weight in levels
        if level is not None and level < readiness.next_level
    ]
    return tuple(gap for _, gap in sorted(below, key=lambda item: -item[0]))


def _steps_reached(overall: int, standing: Standing) -> int:
    return sum(overall >= start for start in standing.thresholds)
