"""An evaluation becomes rows. Runs under the interview's lock, in the transaction of whoever finishes or re-scores it."""

from dataclasses import asdict, dataclass
from typing import Any

from interviews import catalogue
from interviews.models import Interview
from scoring.case import Judgement, QuestionRating
from scoring.models import Evaluation, Evidence, Rating, Source
from scoring.rubric import Rubric
from scoring.totals import FORMULA_VERSION
from scoring.verdict import Setting, Verdict, decide


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement and where it came from."""

    judgement: Judgement
    source: Source
    provisional: bool = False
    model: str = ""
    prompt_version: str = ""


def setting_of(interview: Interview, *, tier: str = "") -> Setting:
    """What the interview's scores are read against; the company's tier unless another is asked for."""
    return Setting(
        interview.track,
        interview.role,
        interview.difficulty,
        tier or catalogue.companies()[interview.company_style].tier,
        interview.max_questions,
    )


def decide_on(judgement: Judgement, rubric: Rubric, setting: Setting) -> Verdict:
    ratings: list[tuple[QuestionRating, ...]] = [
        () if result.not_assessed else result.ratings for result in judgement.questions
    ]
    levels = {rating.competency: rating.level for rating in judgement.ratings}
    return decide(levels, ratings, weights=rubric.weights, setting=setting)


def write_evaluation(interview: Interview, finding: Finding, rubric: Rubric, *, covers_seq: int) -> Evaluation:
    """Store the evaluation with its ratings and evidence as the next attempt, and make it the one that stands."""
    judgement, narrative = finding.judgement, finding.judgement.narrative
    setting = setting_of(interview)
    verdict = decide_on(judgement, rubric, setting)
    last = interview.evaluations.order_by("-attempt").first()
    interview.evaluations.filter(current=True).update(current=False)
    evaluation = Evaluation.objects.create(
        interview=interview,
        attempt=last.attempt + 1 if last else 1,
        overall=verdict.overall,
        source=finding.source,
        provisional=finding.provisional,
        model=finding.model,
        prompt_version=finding.prompt_version,
        covers_seq=covers_seq,
        rubric_version=rubric.version,
        formula_version=FORMULA_VERSION,
        tier=setting.tier,
        hire_signal=verdict.readiness.signal,
        confidence=verdict.confidence.label,
        margin=verdict.confidence.margin,
        level=verdict.readiness.level.id,
        level_label=verdict.readiness.level.label,
        summary=narrative.summary,
        strengths=list(narrative.strengths),
        weaknesses=list(narrative.weaknesses),
        next_steps=list(narrative.next_steps),
        patterns=list(narrative.patterns),
        moments=[asdict(moment) for moment in narrative.moments],
        narrative_by_model=narrative.by_model,
        question_results=_question_rows(judgement, verdict),
    )
    _write_ratings(interview, evaluation, judgement)
    return evaluation


def _question_rows(judgement: Judgement, verdict: Verdict) -> list[dict[str, Any]]:
    return [
        asdict(result) | {"score": score} for result, score in zip(judgement.questions, verdict.scores, strict=True)
    ]


def _write_ratings(interview: Interview, evaluation: Evaluation, judgement: Judgement) -> None:
    ratings = Rating.objects.bulk_create(
        Rating(
            evaluation=evaluation,
            competency=rating.competency,
            level=rating.level,
            score=None if rating.level is None else 2 * rating.level,
        )
        for rating in judgement.ratings
    )
    ids = dict(interview.messages.values_list("seq", "id"))
    Evidence.objects.bulk_create(
        Evidence(rating=row, message_id=ids[quote.seq], start=quote.start, end=quote.end, quote=quote.text)
        for row, rating in zip(ratings, judgement.ratings, strict=True)
        for quote in rating.evidence
    )
