"""Evaluating an interview: once when it is finished, and again when somebody asks for it."""

from collections.abc import Generator

from interviewprep.steps import Steps
from interviews.enums import TurnOutcome
from interviews.exceptions import InterviewDeleted, LLMUnavailable
from interviews.finalizing import FinalizeClaim, claim_finalize, commit_finalize, give_back
from interviews.models import Interview
from scoring import queries, rejudging
from scoring.asking import Progress
from scoring.case import Case
from scoring.conducting import Ledger, conduct, reserve
from scoring.exceptions import NotEvaluated, NothingToRescore
from scoring.judge import Judge
from scoring.models import Evaluation, Source
from scoring.offline import judge_offline
from scoring.rubric import Rubric, load_rubric
from scoring.writing import Finding, write_evaluation

RETRY_AFTER_SECONDS = 5

Evaluating = Steps[Progress, Evaluation]


def finalize(interview_id: int, *, judge: Judge, offline: bool = False) -> Evaluation:
    """Finish an interview and return its evaluation; asked again, the same one.

    Raises ``LLMUnavailable`` when the model fails; nothing is lost, and the third attempt, or ``offline``, settles for
    an offline estimate marked provisional.
    """
    return open_finalize(interview_id, judge=judge, offline=offline).finish()


def open_finalize(interview_id: int, *, judge: Judge, offline: bool = False) -> Evaluating:
    """The same, with its progress. The interview is claimed, or refused, before this returns."""
    claim = claim_finalize(interview_id)
    return Steps(_finalize(interview_id, claim, judge, offline=offline))


def _finalize(
    interview_id: int, claim: FinalizeClaim | None, judge: Judge, *, offline: bool
) -> Generator[Progress, None, Evaluation]:
    if claim is not None:
        yield from _evaluate(claim, judge, offline=offline)
    return _evaluation_of(interview_id)


def _evaluation_of(interview_id: int) -> Evaluation:
    evaluation = queries.current_evaluation(interview_id)
    if evaluation is None:
        raise NotEvaluated
    return evaluation


def _evaluate(claim: FinalizeClaim, judge: Judge, *, offline: bool) -> Generator[Progress, None, None]:
    interview = _find(claim.interview_id)
    case, rubric = queries.load_case(interview, up_to_seq=claim.covers_seq), load_rubric(interview.track)
    ledger = _open_ledger(interview, judge, case, wanted=claim.may_ask_model and not offline)
    finding = None
    if ledger is not None:
        judged = yield from conduct(judge.judge(case, rubric), turn=claim.turn, ledger=ledger)
        if judged is not None and judged.judgement is not None:
            finding = Finding(judged.judgement, Source.LLM, model=judge.model, prompt_version=judge.prompt_version)
    ledger = ledger or Ledger(0, [])
    if finding is None:
        may_wait = judge.calls_model and not offline and claim.may_ask_model and not claim.is_last_attempt
        if may_wait and judge.count_calls(case):
            give_back(claim, settle=ledger.settle)
            raise LLMUnavailable(retry_after=RETRY_AFTER_SECONDS)
        finding = _estimate(judge, case, rubric)
    commit_finalize(
        claim,
        outcome=_outcome_of(finding),
        write=lambda locked: _store(locked, finding, rubric, covers_seq=claim.covers_seq),
        settle=ledger.settle,
    )


def _find(interview_id: int) -> Interview:
    interview = Interview.objects.filter(pk=interview_id).first()
    if interview is None:
        raise InterviewDeleted
    return interview


def _open_ledger(interview: Interview, judge: Judge, case: Case, *, wanted: bool) -> Ledger | None:
    """The calls set aside for a model's judging; None when no model is to be asked, or the budget is spent."""
    calls = judge.count_calls(case) if judge.calls_model and wanted else 0
    return reserve(interview.user_id, calls) if calls else None


def _estimate(judge: Judge, case: Case, rubric: Rubric) -> Finding:
    """The offline estimate; provisional where a model should have judged and there was something to judge."""
    provisional = judge.calls_model and judge.count_calls(case) > 0
    return Finding(judge_offline(case, rubric), Source.OFFLINE, provisional=provisional)


def _store(interview: Interview, finding: Finding, rubric: Rubric, *, covers_seq: int) -> None:
    write_evaluation(interview, finding, rubric, covers_seq=covers_seq)


def _outcome_of(finding: Finding) -> TurnOutcome:
    if finding.source == Source.LLM:
        return TurnOutcome.LLM
    return TurnOutcome.DEGRADED if finding.provisional else TurnOutcome.OFFLINE


# ------------------------------------------------------------------ once more


def rescore(interview_id: int, *, judge: Judge) -> Evaluation:
    """Judge a finished interview again and return the new evaluation; the earlier ones are kept.

    Raises ``LLMUnavailable`` when the model fails (the evaluation stands), ``NothingToRescore`` when it would only get worse.
    """
    return open_rescore(interview_id, judge=judge).finish()


def open_rescore(interview_id: int, *, judge: Judge) -> Evaluating:
    """The same, with its progress. The interview is claimed, or refused, before this returns."""
    standing = _evaluation_of(interview_id)
    if standing.source == Source.LLM and not judge.calls_model:
        raise NothingToRescore
    claim = rejudging.claim_judging(interview_id)
    return Steps(_rescore(claim, judge))


def _rescore(claim: rejudging.JudgingClaim, judge: Judge) -> Generator[Progress, None, Evaluation]:
    interview = _find(claim.interview_id)
    case, rubric = queries.load_case(interview, up_to_seq=claim.covers_seq), load_rubric(interview.track)
    asks_model = judge.calls_model and judge.count_calls(case) > 0
    ledger = _open_ledger(interview, judge, case, wanted=True)
    finding = None if asks_model else _estimate(judge, case, rubric)
    if ledger is not None:
        judged = yield from conduct(judge.judge(case, rubric), turn=claim.turn, ledger=ledger)
        if judged is not None and judged.judgement is not None:
            finding = Finding(judged.judgement, Source.LLM, model=judge.model, prompt_version=judge.prompt_version)
    ledger = ledger or Ledger(0, [])
    if finding is None:
        rejudging.give_back(claim, settle=ledger.settle)
        raise LLMUnavailable(retry_after=RETRY_AFTER_SECONDS)
    rejudging.commit_judging(
        claim,
        write=lambda locked: _store(locked, finding, rubric, covers_seq=claim.covers_seq),
        settle=ledger.settle,
    )
    return _evaluation_of(claim.interview_id)
