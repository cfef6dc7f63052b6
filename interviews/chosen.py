"""An interview of questions that the candidate chose: whether it can be held, and what follows from the choice."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interviews import catalogue, queries
from interviews.enums import Difficulty, Kind
from interviews.exceptions import InvalidInterview

MAX_CHOSEN = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """What the chosen questions make of an interview: how hard it is as a whole, and how many of them are behavioural."""

    difficulty: Difficulty
    behavioral: int


def settle_choice(slugs: Sequence[str], *, track: str, difficulty: str) -> Choice:
    """Look the questions up as they are now. Raises ``InvalidInterview`` unless every one can be asked in this track.

    ``difficulty`` is what was wished for beside them, if anything: it must be theirs, since levels are read against it.
    """
    _refuse(_find_faults_in_list(slugs))
    found = {chosen.slug: chosen for chosen in queries.find_chosen(slugs)}
    _refuse([fault for slug in slugs if (fault := _find_fault(slug, found, track))])
    difficulties = Counter(Difficulty(chosen.difficulty) for chosen in found.values())
    overall = max(Difficulty, key=lambda level: difficulties[level])  # among equals the easier, which claims less
    if difficulty not in ("", overall):
        fault = f"The questions you chose are {overall}, all or most of them. Choose {overall}, or leave this out."
        raise InvalidInterview(fields={"difficulty": [fault]})
    return Choice(overall, behavioral=sum(chosen.kind == Kind.BEHAVIORAL for chosen in found.values()))


def shuffle_choice(slugs: Sequence[str], *, seed: int) -> list[str]:
    """The same questions in an order that the interview's seed decides."""
    return random.Random(seed).sample(list(slugs), len(slugs))  # noqa: S311 - variety, not secrecy


def _refuse(faults: list[str]) -> None:
    if faults:
        raise InvalidInterview(fields={"questions": faults})


def _find_faults_in_list(slugs: Sequence[str]) -> list[str]:
    if len(slugs) > MAX_CHOSEN:
        return [f"Choose at most {MAX_CHOSEN} questions; these are {len(slugs)}."]
    return [f"“{slug[:80]}” is chosen more than once." for slug, n in Counter(slugs).items() if n > 1]


def _find_fault(slug: str, found: Mapping[str, queries.Chosen], track: str) -> str:
    if slug not in found:
        return f"“{slug[:80]}” is not a question that can be asked: it was retired, or never was one."
    if track in found[slug].tracks:
        return ""
    places = ", ".join(name.name for key, name in catalogue.tracks().items() if key in found[slug].tracks)
    return f"“{found[slug].title}” is not asked in this track, but in: {places}."
