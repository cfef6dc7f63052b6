"""Answering a question of a finished interview again: stored before it is judged, judged by the same rules, never changed."""

import re
from collections.abc import Generator
from dataclasses import asdict, dataclass
from typing import Any

from interviewprep.steps import Steps
from interviews import validation
from interviews.enums import MessageKind
from interviews.exceptions import IdempotencyKeyReused, LLMUnavailable
from interviews.exchange import Sent
from interviews.models import Interview, InterviewQuestion
from interviews.snapshot import QuestionSnapshot
from scoring import rejudging
from scoring.asking import Progress
from scoring.case import Answer, AskedQuestion, Case
from scoring.conducting import Ledger, conduct, reserve
from scoring.judge import Judge, QuestionJudged
from scoring.models import Reanswer, Source
from scoring.reading import real_answers
from scoring.rubric import load_rubric
from scoring.services import RETRY_AFTER_SECONDS
from scoring.totals import compute_overall

OWN_SEQ = 0  # where the quotes of an answer stand that is no message of the transcript: in its own content
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")

Reanswering = Steps[Progress, Reanswer]


def open_reanswer(slot: InterviewQuestion, sent: Sent, *, judge: Judge) -> Reanswering:
    """Store the answer and have it judged. The same key and body again: the same answer, judged if it was not yet.

    Raises ``LLMUnavailable`` when the model fails: the answer is kept, and judged when it is sent again.
    """
    validation.check_key(sent.key)
    validation.check_content(sent.said.content)
    validation.check_language(sent.language)
    stored = _find(slot, sent)
    if stored is not None and stored.result is not None:
        return Steps(_give(stored))
    claim = rejudging.claim_judging(slot.interview_id, also=lambda _: _store(slot, sent))
    return Steps(_judge(slot, sent, claim, judge))


def _find(slot: InterviewQuestion, sent: Sent) -> Reanswer | None:
    stored = slot.reanswers.filter(key=sent.key).first()
    if stored is not None and stored.body_hash != sent.body_hash():
        raise IdempotencyKeyReused
    return stored


def _store(slot: InterviewQuestion, sent: Sent) -> None:
    """Runs in the claim, under the interview's lock."""
    if _find(slot, sent) is None:
        Reanswer.objects.create(
            slot=slot,
            number=slot.reanswers.count() + 1,
            key=sent.key,
            body_hash=sent.body_hash(),
            content=sent.said.content,
            kind=sent.said.kind,
            language=sent.language,
        )


def _give(stored: Reanswer) -> Generator[Progress, None, Reanswer]:
    yield from ()
    return stored


@dataclass(frozen=True, slots=True)
class _Put:
    """An answer as it is put to a judge, with the interview it belongs to."""

    interview: Interview
    case: Case
    question: AskedQuestion


def _judge(
    slot: InterviewQuestion, sent: Sent, claim: rejudging.JudgingClaim, judge: Judge
) -> Generator[Progress, None, Reanswer]:
    put = _prepare(slot, sent)
    rubric = load_rubric(put.interview.track)
    calls = 1 if judge.calls_model and real_answers(put.question) else 0
    ledger = reserve(put.interview.user_id, calls)
    judged: QuestionJudged | None = None
    if ledger is not None:
        judged = yield from conduct(
            judge.judge_question(put.case, put.question, rubric), turn=claim.turn, ledger=ledger
        )
    ledger = ledger or Ledger(0, [])
    if judged is None or judged.result is None:
        rejudging.give_back(claim, settle=ledger.settle)
        raise LLMUnavailable(retry_after=RETRY_AFTER_SECONDS)
    levels = {rating.competency: rating.level for rating in judged.result.ratings}
    score = None if judged.result.not_assessed else compute_overall(levels, rubric.weights)
    found = {
        "result": asdict(judged.result) | {"score": score},
        "source": Source.LLM if judge.calls_model else Source.OFFLINE,
        "model": judge.model,
        "prompt_version": judge.prompt_version,
        "rubric_version": rubric.version,
    }
    rejudging.commit_judging(claim, write=lambda _: _write(slot, sent, found), settle=ledger.settle)
    return slot.reanswers.get(key=sent.key)


def _prepare(slot: InterviewQuestion, sent: Sent) -> _Put:
    interview, question = slot.interview, ask_again(slot, sent.said.content, kind=sent.said.kind)
    return _Put(interview, Case(interview.track, (question,), interview.role), question)


def ask_again(slot: InterviewQuestion, content: str, *, kind: str) -> AskedQuestion:
    """The question with this as its only answer."""
    snapshot = QuestionSnapshot.model_validate(slot.snapshot)
    answer = Answer(OWN_SEQ, content, is_code=kind == MessageKind.CODE)
    return AskedQuestion(slot.position, snapshot, (answer,), hints_used=0, read_before=_read_before(snapshot))


def _read_before(snapshot: QuestionSnapshot) -> str:
    """What the debrief has shown of the solution, a sentence a line: to repeat a sentence of it earns nothing."""
    texts = [snapshot.model_answer, *(point.text for point in snapshot.key_points)]
    return "\n".join(sentence for text in texts for sentence in SENTENCE_END.split(text) if sentence)


def _write(slot: InterviewQuestion, sent: Sent, found: dict[str, Any]) -> None:
    """Fill in the judgement, once. Runs under the interview's lock."""
    Reanswer.objects.filter(slot=slot, key=sent.key, result__isnull=True).update(**found)
