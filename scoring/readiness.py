"""A stored evaluation read for each kind of company: the same ratings, other bars."""

from dataclasses import dataclass

from interviews.models import Interview
from scoring.levels import TIER_NAMES, TIERS, Gap, Readiness, find_gaps, find_readiness
from scoring.models import Evaluation
from scoring.rubric import load_rubric
from scoring.writing import setting_of

MAX_GAPS = 3


@dataclass(frozen=True, slots=True)
class TierReadiness:
    """What an evaluation stands for at one kind of company, and the competencies that lie furthest below the next level."""

    tier: str
    readiness: Readiness
    gaps: tuple[Gap, ...]

    @property
    def tier_name(self) -> str:
        return TIER_NAMES[self.tier]


def read_for_all_tiers(evaluation: Evaluation) -> tuple[TierReadiness, ...]:
    return tuple(read_for(evaluation, tier) for tier in TIERS)


def read_for(evaluation: Evaluation, tier: str) -> TierReadiness:
    interview: Interview = evaluation.interview
    assessed = sum(result["score"] is not None for result in evaluation.question_results)
    readiness = find_readiness(evaluation.overall, setting_of(interview, tier=tier).standing(assessed))
    weights = load_rubric(interview.track).weights
    rated = ((r.competency, r.level, weights.get(r.competency, 1)) for r in evaluation.ratings.all())
    return TierReadiness(tier, readiness, find_gaps(rated, readiness)[:MAX_GAPS])
