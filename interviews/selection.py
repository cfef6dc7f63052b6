"""Which of the questions that could be asked next is asked. Pure: the pool is read elsewhere, seeded and unseen first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

STEERS_TO_WEAKNESS = 4
FITS_COMPANY = 2
SAME_KIND_AGAIN = -1  # for each time its kind was asked already
SAME_TAG_AGAIN = -1  # for each tag that was asked already


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could be asked next, as far as the choice looks at it. It ``steers`` when it tests the weakest competency."""

    id: int
    kind: str
    steers: bool
    companies: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the next question should be, as far as the pool allows."""

    company_style: str
    asked_kinds: tuple[str, ...]
    asked_tags: frozenset[str]


def choose_question(pool: Sequence[Candidate], wish: Wish) -> Candidate | None:
    """The best fit; among equals the first, so the pool's seeded order decides."""
    kinds = Counter(wish.asked_kinds)
    return max(pool, key=lambda candidate: _fit(candidate, wish, kinds), default=None)


def _fit(candidate: Candidate, wish: Wish, kinds: Counter[str]) -> int:
    fits = wish.company_style in candidate.companies
    return (
        STEERS_TO_WEAKNESS * candidate.steers
        + FITS_COMPANY * fits
        + SAME_KIND_AGAIN * kinds[candidate.kind]
        + SAME_TAG_AGAIN * len(wish.asked_tags.intersection(candidate.tags))
    )
