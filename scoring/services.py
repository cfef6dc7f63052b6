"""Evaluating an interview: once when it is finished, and again when somebody asks for it."""

from collections.abc import Generator
from dataclasses import dataclass

from interviewprep.steps import Steps
from interviews.enums import TurnOutcome
from interviews.exceptions import InterviewDeleted, LLMUnavailable
from interviews.finalizing import FinalizeClaim, claim_finalize, commit_finalize, give_back
from interviews.models import Interview, Turn
from scoring import queries, rejudging
from scoring.asking import Progress
from scoring.case import Case
from scoring.conducting import Ledger, conduct, reserve
from scoring.exceptions import NotEvaluated, NothingToRescore
from scoring.judge import Judge
from scoring.models import Evaluation, Source
from scoring.notices import tell_ready
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
        raise NotEvaluated(stage=_find(interview_id).stage)
    return evaluation


def _evaluate(claim: FinalizeClaim, judge: Judge, *, offline: bool) -> Generator[Progress, None, None]:
    put = _prepare(claim.interview_id, judge, covers_seq=claim.covers_seq)
    calls = put.calls if claim.may_ask_model and not offline else 0
    finding, ledger = yield from _have_judged(put, judge, turn=claim.turn, calls=calls)
    if finding is None and calls and not claim.is_last_attempt:
        give_back(claim, settle=ledger.settle)
        raise LLMUnavailable(retry_after=RETRY_AFTER_SECONDS)
    found = finding or _estimate(put)
    commit_finalize(
        claim, outcome=_outcome_of(found), write=lambda locked: _store(locked, found, put), settle=ledger.settle
    )


@dataclass(frozen=True, slots=True)
class _Put:
    """An interview as it is put to a judge. ``calls``: how many a model takes for it, 0 when there is none to ask or nothing to judge."""

    interview: Interview
    case: Case
    rubric: Rubric
    covers_seq: int
    calls: int


def _prepare(interview_id: int, judge: Judge, *, covers_seq: int) -> _Put:
    interview = _find(interview_id)
    case = queries.load_case(interview, up_to_seq=covers_seq)
    calls = judge.count_calls(case) if judge.calls_model else 0
    return _Put(interview, case, load_rubric(interview.track), covers_seq, calls)


def _find(interview_id: int) -> Interview:
    interview = Interview.objects.filter(pk=interview_id).first()
    if interview is None:
        raise InterviewDeleted
    return interview


def _have_judged(
    put: _Put, judge: Judge, *, turn: Turn, calls: int
) -> Generator[Progress, None, tuple[Finding | None, Ledger]]:
    """What a model finds in so many calls, and what they cost. No finding: none were wanted or left in the budget, or it failed."""
    ledger = reserve(put.interview.user_id, calls) if calls else None
    if ledger is None:
        return None, Ledger(0, [])
    judged = yield from conduct(judge.judge(put.case, put.rubric), turn=turn, ledger=ledger)
    if judged is None or judged.judgement is None:
        return None, ledger
    return Finding(judged.judgement, Source.LLM, model=judge.model, prompt_version=judge.prompt_version), ledger


def _estimate(put: _Put) -> Finding:
    """The offline estimate; provisional where a model should have judged."""
    return Finding(judge_offline(put.case, put.rubric), Source.OFFLINE, provisional=put.calls > 0)


def _store(interview: Interview, finding: Finding, put: _Put) -> None:
    standing = queries.current_evaluation(interview.pk)
    evaluation = write_evaluation(interview, finding, put.rubric, covers_seq=put.covers_seq)
    tell_ready(interview, evaluation, replaced=standing)


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
    put = _prepare(claim.interview_id, judge, covers_seq=claim.covers_seq)
    finding, ledger = yield from _have_judged(put, judge, turn=claim.turn, calls=put.calls)
    if finding is None and put.calls:
        rejudging.give_back(claim, settle=ledger.settle)
        raise LLMUnavailable(retry_after=RETRY_AFTER_SECONDS)
    found = finding or _estimate(put)
    rejudging.commit_judging(claim, write=lambda locked: _store(locked, found, put), settle=ledger.settle)
    return _evaluation_of(claim.interview_id)
