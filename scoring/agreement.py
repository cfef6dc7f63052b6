"""How well a scorer agrees with human raters: correlation, weighted kappa, error and leniency, with the raters' own agreement beside it. Pure.

Pearson and Spearman are correlations (1 is perfect, 0 is chance). QWK is Cohen's kappa with quadratic weights over whole
levels (J. Cohen, Psychological Bulletin 70, 1968). Intervals are 95 % percentile bootstraps over answers.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

RESAMPLES = 1_000
SEED = 20_26
LOW_PERCENTILE, HIGH_PERCENTILE = 0.025, 0.975
MIN_FOR_CORRELATION = 3

Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Scale:
    """The raters' scale, both ends included."""

    low: int
    high: int

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high

    def level_of(self, value: float) -> int:
        """The whole level a value stands for, halves upwards."""
        return min(self.high, max(self.low, math.floor(value + 0.5)))

    def spread(self, share: float) -> float:
        """A share 0–1 on this scale."""
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Band:
    """The answers that raters gave one level: how many, and by how much the scorer was above them (mean)."""

    level: int
    answers: int
    error: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """One comparison. Figures are None where there is nothing to compute them from (too few answers, or no spread)."""

    name: str
    answers: int
    pearson: float | None
    spearman: float | None
    qwk: float | None
    rmse: float
    leniency: float
    pearson_interval: Interval | None
    qwk_interval: Interval | None
    bands: tuple[Band, ...]


def compare(name: str, given: Sequence[float], rated: Sequence[float], *, scale: Scale) -> Agreement:
    """What was given (by a scorer, or by the other rater) against what was rated, answer by answer; at least one."""
    pairs = list(zip(given, rated, strict=True))
    return Agreement(
        name=name,
        answers=len(pairs),
        pearson=pearson(pairs),
        spearman=pearson(list(zip(_ranks(given), _ranks(rated), strict=True))),
        qwk=weighted_kappa(pairs, scale=scale),
        rmse=math.sqrt(_mean([(a - b) ** 2 for a, b in pairs])),
        leniency=_mean([a - b for a, b in pairs]),
        pearson_interval=_bootstrap(pairs, pearson),
        qwk_interval=_bootstrap(pairs, lambda drawn: weighted_kappa(drawn, scale=scale)),
        bands=tuple(_bands(pairs, scale)),
    )


def pearson(pairs: Pairs) -> float | None:
    if len(pairs) < MIN_FOR_CORRELATION:
        return None
    mean_a, mean_b = _mean([a for a, _ in pairs]), _mean([b for _, b in pairs])
    spread_a = sum((a - mean_a) ** 2 for a, _ in pairs)
    spread_b = sum((b - mean_b) ** 2 for _, b in pairs)
    if math.isclose(spread_a, 0, abs_tol=1e-12) or math.isclose(spread_b, 0, abs_tol=1e-12):
        return None
    return sum((a - mean_a) * (b - mean_b) for a, b in pairs) / math.sqrt(spread_a * spread_b)


def weighted_kappa(pairs: Pairs, *, scale: Scale) -> float | None:
    """Quadratic weighted kappa over whole levels; None when chance alone would agree as well."""
    levels = [(scale.level_of(a), scale.level_of(b)) for a, b in pairs]
    observed = _mean([(a - b) ** 2 for a, b in levels])
    first, second = [a for a, _ in levels], [b for _, b in levels]
    mean_a, mean_b = _mean(first), _mean(second)
    # Σ over both margins of (a − b)² is the sum of both variances and the square of the means' distance.
    expected = _variance(first, mean_a) + _variance(second, mean_b) + (mean_a - mean_b) ** 2
    return None if math.isclose(expected, 0, abs_tol=1e-12) else 1 - observed / expected


def _bands(pairs: Pairs, scale: Scale) -> list[Band]:
    by_level: dict[int, list[float]] = {}
    for given, rated in pairs:
        by_level.setdefault(scale.level_of(rated), []).append(given - rated)
    return [Band(level, len(errors), _mean(errors)) for level, errors in sorted(by_level.items())]


def _bootstrap(pairs: Pairs, figure: Callable[[Pairs], float | None]) -> Interval | None:
    """The middle 95 % of the figure over samples drawn with replacement; the same seed always."""
    if figure(pairs) is None:
        return None
    draws = random.Random(SEED)  # noqa: S311 - statistics, not a secret
    found = [figure(draws.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES)]
    sure = sorted(value for value in found if value is not None)
    return Interval(sure[int(LOW_PERCENTILE * len(sure))], sure[min(len(sure) - 1, int(HIGH_PERCENTILE * len(sure)))])


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; those that are equal share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in order[at : end + 1]:
            ranks[place] = (at + end) / 2 + 1
        at = end + 1
    return ranks


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _variance(values: Sequence[float], mean: float) -> float:
    return _mean([(value - mean) ** 2 for value in values])
