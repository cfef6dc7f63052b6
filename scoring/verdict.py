"""From a judgement to everything that is a number or a verdict: overall, each question's score, level, signal, confidence. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scoring.case import QuestionRating
from scoring.levels import Readiness, Sample, Standing, find_readiness
from scoring.totals import Confidence, compute_overall, measure_confidence


@dataclass(frozen=True, slots=True)
class Verdict:
    """``scores`` are the questions' own, 0–100, None for one that was not assessed."""

    overall: int | None
    scores: tuple[int | None, ...]
    readiness: Readiness
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Setting:
    """What an interview was: for which role, how hard, read for which kind of company, planned for how many questions."""

    track: str
    role: str
    difficulty: str
    tier: str
    planned: int

    def standing(self, assessed: int) -> Standing:
        return Standing(self.track, self.role, self.difficulty, self.tier, Sample(assessed, self.planned))


def decide(
    levels: Mapping[str, int | None],
    questions: Iterable[Iterable[QuestionRating]],
    *,
    weights: Mapping[str, int],
    setting: Setting,
) -> Verdict:
    """The verdict on the levels of an interview, and of each of its questions (no ratings: not assessed)."""
    overall = compute_overall(levels, weights)
    scores = tuple(compute_overall({r.competency: r.level for r in ratings}, weights) for ratings in questions)
    found = [score for score in scores if score is not None]
    readiness = find_readiness(overall, setting.standing(len(found)))
    return Verdict(overall, scores, readiness, measure_confidence(found))
