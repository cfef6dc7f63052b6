"""How high a level can stand, whoever gave it: as far as the points covered, the words said and the quotes behind it bear it out. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from interviews.answers import is_mostly_latin
from interviews.snapshot import KeyPoint
from scoring.case import Answer, AskedQuestion, Quote
from scoring.totals import level_from_share

HIGHEST = 5
NEEDS_NO_WORDS = 0  # "nothing was said": the only level that can stand without a quote
HIGH_LEVEL = 4
MIN_CHARACTERS_FOR_HIGH_LEVEL = 12
# The highest level that answers of so many words (mean per question) can earn: a few words can't show depth.
CEILINGS = ((8, 1), (20, 2), (40, 3))
# A judge may see more in an answer than key points say, but no more than two levels beyond what was covered of them,
# one level where nothing at all was covered, and three where the words are in a script that can't be checked.
LEEWAY = 2
HIGHEST_WITHOUT_POINTS = 1
HIGHEST_UNCHECKED = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question's answers give a level to stand on: which of its key points they covered, in how many words of their own."""

    points: tuple[KeyPoint, ...]
    covered: frozenset[str]
    own_words: int
    wants_depth: bool
    is_readable: bool


def ground_of(question: AskedQuestion, answers: Iterable[Answer], *, covered: Iterable[str], own_words: int) -> Ground:
    """The ground of those of its answers that are answers; ``covered`` are key points by slug."""
    is_readable = any(is_mostly_latin(answer.content) for answer in answers)
    return Ground(question.snapshot.key_points, frozenset(covered), own_words, question.wants_depth, is_readable)


def bound_level(level: int, competency: str, ground: Ground, *, quotes: Collection[Quote]) -> int | None:
    """The level that stands of the one that was given, with these words behind it; None, not assessed, where there are none."""
    if level > NEEDS_NO_WORDS and not quotes:
        return None
    return bound_by_quotes(min(level, find_highest(competency, ground)), quotes)


def find_highest(competency: str, ground: Ground) -> int:
    """The highest level that the ground bears. A competency that no key point speaks of is bounded by the other points."""
    by_words = ceiling(ground.own_words) if ground.wants_depth else HIGHEST
    by_script = HIGHEST if ground.is_readable else HIGHEST_UNCHECKED
    return min(_bound_by_points(competency, ground), by_words, by_script)


def bound_by_quotes(level: int, quotes: Iterable[Quote]) -> int:
    """A high level needs one quote at least that says something."""
    if level >= HIGH_LEVEL and all(len(quote.text) < MIN_CHARACTERS_FOR_HIGH_LEVEL for quote in quotes):
        return HIGH_LEVEL - 1
    return level


def ceiling(words_per_question: float) -> int:
    """The highest level that so many words can show."""
    return next((level for words, level in CEILINGS if words_per_question < words), HIGHEST)


def _bound_by_points(competency: str, ground: Ground) -> int:
    if not ground.covered:
        return HIGHEST_WITHOUT_POINTS
    points = [point for point in ground.points if point.competency == competency] or ground.points
    covered = sum(point.weight for point in points if point.slug in ground.covered)
    return min(level_from_share(covered, sum(point.weight for point in points)) + LEEWAY, HIGHEST)
