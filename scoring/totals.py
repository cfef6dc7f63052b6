"""The overall score and how sure it is, by formula. Pure. ``docs/scoring.md`` works an example through.

    overall = 20 × Σ(weight × level) / Σ weight     over the competencies that were assessed, rounded half up
    margin  = 1.64 × max(spread, 10) / √questions   spread: sample standard deviation of the questions' own scores

Levels are 0–5 and weights 1–3 from the rubric, so the overall is 0–100. Not assessed is left out; it is never zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt
from statistics import stdev

FORMULA_VERSION = 3  # 3: the bounds hold for offline levels too
POINTS_PER_LEVEL = 20
WITHIN_90_PERCENT = 1.64  # standard errors on each side
MIN_SPREAD = 10  # points: questions that happen to agree still measure no finer than this
MIN_FOR_SPREAD = 2
# Confidence: at least so many questions assessed, and a margin of at most so many points.
HIGH, MEDIUM, LOW = "high", "medium", "low"
CONFIDENCE = ((HIGH, 5, 12), (MEDIUM, 3, 20))


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far the overall can be relied on; ``margin`` is ± points, None when one question alone was assessed."""

    label: str
    margin: int | None
    assessed: int


def compute_overall(levels: Mapping[str, int | None], weights: Mapping[str, int]) -> int | None:
    """The overall 0–100, or None when nothing was assessed. ``weights`` has every competency of ``levels``."""
    rated = {name: level for name, level in levels.items() if level is not None}
    if not rated:
        return None
    total = sum(weights[name] for name in rated)
    weighted = sum(weights[name] * level for name, level in rated.items())
    return round_half_up(Fraction(POINTS_PER_LEVEL * weighted, total))


def level_from_share(covered: int, total: int) -> int:
    """A level 0–5 from covered and total weight. Anything covered is at least 1; only all of it is 5."""
    if covered == 0:
        return 0
    if covered == total:
        return 5
    return min(4, max(1, round_half_up(Fraction(5 * covered, total))))


def round_half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def mean_level(levels: Iterable[tuple[int, int]]) -> int | None:
    """The mean of (level, weight) pairs, rounded half up; None when there are none."""
    pairs = list(levels)
    if not pairs:
        return None
    return round_half_up(Fraction(sum(level * weight for level, weight in pairs), sum(weight for _, weight in pairs)))


def measure_confidence(scores: Sequence[int]) -> Confidence:
    """From the number of questions assessed and how far their own scores (0–100) lie apart."""
    if len(scores) < MIN_FOR_SPREAD:
        return Confidence(LOW, None, len(scores))
    margin = ceil(WITHIN_90_PERCENT * max(stdev(scores), MIN_SPREAD) / sqrt(len(scores)))
    label = next((name for name, least, widest in CONFIDENCE if len(scores) >= least and margin <= widest), LOW)
    return Confidence(label, margin, len(scores))
