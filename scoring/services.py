"""Every write to an evaluation."""

from dataclasses import asdict, dataclass

from interviewprep.llm import LLMError
from interviews import catalogue
from interviews.enums import TurnOutcome
from interviews.exceptions import LLMUnavailable
from interviews.finalizing import FinalizeClaim, claim_finalize, commit_finalize, give_back
from interviews.models import Interview
from scoring import queries
from scoring.case import Case, Judgement
from scoring.exceptions import NotEvaluated
from scoring.judge import Judge
from scoring.levels import Sample, find_level
from scoring.models import Evaluation, Evidence, Rating, Source
from scoring.offline import judge_offline
from scoring.rubric import Rubric, load_rubric
from scoring.totals import FORMULA_VERSION, compute_overall

RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement and where it came from."""

    judgement: Judgement
    source: Source
    provisional: bool
    model: str


def finalize(interview_id: int, *, judge: Judge, offline: bool = False) -> Evaluation:
    """Finish an interview and return its evaluation; asked again, the same one.

    Raises ``LLMUnavailable`` when the model fails; nothing is lost, and the third attempt, or ``offline``, settles for
    an offline estimate marked provisional.
    """
    claim = claim_finalize(interview_id)
    if claim is not None:
        _evaluate(claim, judge, offline=offline)
    evaluation = queries.current_evaluation(interview_id)
    if evaluation is None:
        raise NotEvaluated
    return evaluation


def _evaluate(claim: FinalizeClaim, judge: Judge, *, offline: bool) -> None:
    interview = Interview.objects.get(pk=claim.interview_id)
    case = queries.load_case(interview, up_to_seq=claim.covers_seq)
    rubric = load_rubric(interview.track)
    ask_model = judge.calls_model and claim.may_ask_model and not offline
    verdict = _ask(claim, judge, case, rubric) if ask_model else _estimate(judge, case, rubric)
    outcome = _outcome_of(verdict)
    commit_finalize(claim, outcome=outcome, write=lambda locked: _write(locked, claim, verdict, rubric))


def _ask(claim: FinalizeClaim, judge: Judge, case: Case, rubric: Rubric) -> Verdict:
    try:
        return Verdict(judge.judge(case, rubric), Source.LLM, provisional=False, model=judge.model)
    except LLMError as error:
        if claim.is_last_attempt:
            return _estimate(judge, case, rubric)
        give_back(claim)
        raise LLMUnavailable(retry_after=RETRY_AFTER_SECONDS) from error


def _estimate(judge: Judge, case: Case, rubric: Rubric) -> Verdict:
    """The offline estimate; provisional where a model should have judged."""
    return Verdict(judge_offline(case, rubric), Source.OFFLINE, provisional=judge.calls_model, model="")


def _outcome_of(verdict: Verdict) -> TurnOutcome:
    if verdict.source == Source.LLM:
        return TurnOutcome.LLM
    return TurnOutcome.DEGRADED if verdict.provisional else TurnOutcome.OFFLINE


def _write(interview: Interview, claim: FinalizeClaim, verdict: Verdict, rubric: Rubric) -> None:
    """Store the evaluation with its ratings and evidence. Runs under the interview's lock."""
    judgement = verdict.judgement
    levels = {rating.competency: rating.level for rating in judgement.ratings}
    overall = compute_overall(levels, {name: c.weight for name, c in rubric.competencies.items()})
    assessed = sum(not result.not_assessed for result in judgement.questions)
    level = find_level(
        overall,
        track=interview.track,
        role=interview.role,
        difficulty=interview.difficulty,
        tier=catalogue.companies()[interview.company_style].tier,
        sample=Sample(assessed, interview.max_questions),
    )
    evaluation = Evaluation.objects.create(
        interview=interview,
        overall=overall,
        source=verdict.source,
        provisional=verdict.provisional,
        model=verdict.model,
        covers_seq=claim.covers_seq,
        rubric_version=rubric.version,
        formula_version=FORMULA_VERSION,
        level=level.id,
        level_label=level.label,
        summary=judgement.summary,
        strengths=list(judgement.strengths),
        weaknesses=list(judgement.weaknesses),
        next_steps=list(judgement.next_steps),
        question_results=[asdict(result) for result in judgement.questions],
    )
    _write_ratings(interview, evaluation, judgement)


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
