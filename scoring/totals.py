"""The overall score, by formula. Pure.

    overall = 20 × Σ(weight × level) / Σ weight     over the competencies that were assessed, rounded half up

Levels are 0–5 and weights 1–3 from the rubric, so the overall is 0–100. Not assessed is left out; it is never zero.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

FORMULA_VERSION = 1
POINTS_PER_LEVEL = 20


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


def confidence_share(assessed: Iterable[bool]) -> float:
    """The share of questions that could be assessed, 0–1."""
    flags = list(assessed)
    return sum(flags) / len(flags) if flags else 0.0
