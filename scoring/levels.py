"""Which level an overall stands for, by role, difficulty and company tier. Pure.

Every role has a level below the bar. A level is only named when enough was answered to name one.
"""

from dataclasses import dataclass

from interviews import catalogue

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
MIN_QUESTIONS = 3
MIN_SHARE = 0.5

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


def thresholds(*, difficulty: str, tier: str) -> tuple[int, ...]:
    """The overalls from which the four steps are reached."""
    shift = DIFFICULTY_SHIFT[difficulty] + TIER_SHIFT[tier]
    return tuple(start + shift for start in STEPS_FROM)


def find_level(overall: int | None, *, track: str, role: str, difficulty: str, tier: str, sample: Sample) -> Level:
    """The level that an overall stands for."""
    found = catalogue.find_role(track, role)
    name = found.name if found else role
    if overall is None or not sample.is_enough:
        if overall == 0:
            return Level(BELOW_BAR, f"Below the bar for {name}")
        return Level(NOT_NAMED, "Too little was answered to name a level")
    reached = sum(overall >= start for start in thresholds(difficulty=difficulty, tier=tier))
    if reached == 0:
        return Level(BELOW_BAR, f"Below the bar for {name}")
    step = min(reached - 1, HIGHEST_STEP[difficulty])
    return Level(f"step_{step + 1}", f"{LADDERS.get(track, DEFAULT_LADDER)[step]} · {name}")
