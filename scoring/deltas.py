"""What changed between the answer in the interview and one given again. Pure.

Only like is compared with like: the same judge, the same words to it, the same rubric. Else there is a reason, and no delta.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.likeness import Pair, Versions

PAIR = Pair("The interview", "this answer", since="since the interview was judged")


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A competency's level before and after; None is not assessed."""

    competency: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Delta:
    """Key points by slug, and levels by competency; ``refused`` says why there are none."""

    refused: str = ""
    now_covered: tuple[str, ...] = ()
    no_longer_covered: tuple[str, ...] = ()
    still_missing: tuple[str, ...] = ()
    levels: tuple[LevelChange, ...] = ()


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], *, versions_before: Versions, versions_after: Versions
) -> Delta:
    """The delta from one stored question result to another of the same question."""
    if refused := PAIR.why_unlike(versions_before, versions_after) or _why_not_assessed(before, after):
        return Delta(refused)
    covered_before = [covered["key_point"] for covered in before["covered"]]
    covered_after = [covered["key_point"] for covered in after["covered"]]
    levels_before = {rating["competency"]: rating["level"] for rating in before["ratings"]}
    levels_after = {rating["competency"]: rating["level"] for rating in after["ratings"]}
    return Delta(
        now_covered=tuple(slug for slug in covered_after if slug not in covered_before),
        no_longer_covered=tuple(slug for slug in covered_before if slug not in covered_after),
        still_missing=tuple(slug for slug in after["missing"] if slug in before["missing"]),
        levels=tuple(
            LevelChange(name, levels_before.get(name), levels_after.get(name))
            for name in dict.fromkeys([*levels_before, *levels_after])
        ),
    )


def _why_not_assessed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """A question that was skipped can be compared with: nothing was covered. One that was answered, but not judged, can't."""
    if before["not_assessed"] and before["own_words"]:
        return f"The answer in the interview was not assessed. {before['not_assessed']}"
    if after["not_assessed"]:
        return f"This answer was not assessed. {after['not_assessed']}"
    return ""
