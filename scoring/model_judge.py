"""The model as judge: one call a question, all at once, then one for the whole; each claim is held against the words. Pure but for the calls.

The model writes levels, quotes and sentences. What counts as said, which level can stand, and every number for the whole
are decided here and in ``totals``.
"""

import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace

from interviewprep.llm import LLM
from interviewprep.llm.prompting import MIN_SECONDS_TO_ASK_AGAIN, Seal
from scoring import prompts
from scoring.asking import Asking, Calling, Progress, Reply, Reports, ask_all
from scoring.bounds import Ground, ground_of
from scoring.case import (
    Answer,
    AskedQuestion,
    Case,
    Judgement,
    Moment,
    Narrative,
    QuestionRating,
    QuestionResult,
    Quote,
    RatingResult,
)
from scoring.evidence import check_points, check_rating, find_evidence
from scoring.judge import Judged, Judging, QuestionJudged, QuestionJudging
from scoring.model_replies import (
    ClaimedMoment,
    ClaimedRating,
    ModelJudgement,
    ModelSummary,
    read_judgement,
    read_summary,
)
from scoring.narrative import write_narrative
from scoring.offline import competencies_of, estimate_question, is_asked
from scoring.prose import Prose
from scoring.reading import real_answers
from scoring.rubric import Rubric
from scoring.totals import mean_level

COMMUNICATION = "communication"  # judged in every question, whether or not a key point speaks of it
SHARE_FOR_QUESTIONS = 0.65  # of the budget; the rest is for the summary
NOT_JUDGED = "The model could not judge this answer just now. It is left out; you can have the interview scored again."


@dataclass(frozen=True, slots=True)
class _Put:
    """A question as it is put to the model, with what is known of it already."""

    question: AskedQuestion
    answers: tuple[Answer, ...]
    competencies: tuple[str, ...]
    read: QuestionResult
    seal: Seal = field(default_factory=Seal)


class ModelJudge:
    """Has a model judge each answered question, and then sum up. ``budget_seconds`` is for all of it together."""

    calls_model = True

    def __init__(self, llm: LLM, *, model: str, budget_seconds: float) -> None:
        self.model = model
        self.prompt_version = f"judgement-{prompts.judgement_version()}+summary-{prompts.summary_version()}"
        self._llm = llm
        self._budget_seconds = budget_seconds

    def count_calls(self, case: Case) -> int:
        answered = sum(bool(real_answers(question)) for question in case.questions)
        return answered + 1 if answered else 0

    def judge(self, case: Case, rubric: Rubric) -> Judging:
        deadline = time.monotonic() + self._budget_seconds
        reports, total = Reports(), self.count_calls(case)
        known = [_prepare(question, rubric) for question in case.questions]
        put = [one for one in known if one.answers]
        replies = yield from self._ask_about(case, put, rubric, reports, total=total)
        if put and not any(reply.value for reply in replies):
            return Judged(None, tuple(reports.rows))
        judged = {
            one.question.position: _believe(one, reply, reports)
            for one, reply in zip(put, replies, strict=True)
        }  # fmt: skip
        results = tuple(judged.get(one.question.position, one.read) for one in known)
        ratings = tuple(_rate(c, case, results) for c in rubric.competencies if _has_rating(c, case, results))
        summary = yield from self._sum_up(case, results, rubric, reports, deadline=deadline, total=total)
        narrative = summary or write_narrative(case, results, ratings, rubric)
        return Judged(Judgement(ratings, results, narrative), tuple(reports.rows))

    def judge_question(self, case: Case, question: AskedQuestion, rubric: Rubric) -> QuestionJudging:
        one, reports = _prepare(question, rubric), Reports()
        if not one.answers:
            return QuestionJudged(one.read)
        reply, *_ = yield from self._ask_about(case, [one], rubric, reports, total=1)
        result = _believe(one, reply, reports) if reply.value else None
        return QuestionJudged(result, tuple(reports.rows))

    def _ask_about(
        self, case: Case, put: list[_Put], rubric: Rubric, reports: Reports, *, total: int
    ) -> Generator[Calling | Progress, None, list[Reply[ModelJudgement]]]:
        if not put:
            return []
        seconds = self._budget_seconds * SHARE_FOR_QUESTIONS
        askings = [_asking(case, one, rubric, budget_seconds=seconds) for one in put]
        return (
            yield from ask_all(
                self._llm,
                askings,
                deadline=time.monotonic() + seconds,
                reports=reports,
                progress=Progress(0, total),
            )
        )

    def _sum_up(
        self,
        case: Case,
        results: tuple[QuestionResult, ...],
        rubric: Rubric,
        reports: Reports,
        *,
        deadline: float,
        total: int,
    ) -> Generator[Calling | Progress, None, Narrative | None]:
        """What the model says of the whole; None when it fails, or when what it says does not hold."""
        left = deadline - time.monotonic()
        if not total or left < MIN_SECONDS_TO_ASK_AGAIN:
            return None
        seal = Seal()
        prompt = prompts.interview_summary(case, results, rubric=rubric, seal=seal, budget_seconds=left)
        asking = Asking(prompt, seal, lambda completion: read_summary(completion, call_id=seal.call_id))
        reply, *_ = yield from ask_all(
            self._llm, [asking], deadline=deadline, reports=reports, progress=Progress(total - 1, total)
        )
        if reply.value is None:
            return None
        flags: set[str] = set()
        narrative = _narrate(case, reply.value, Prose.of_case(case, seal, flags))
        reports.remark(reply.nth, flags)
        return narrative


def _prepare(question: AskedQuestion, rubric: Rubric) -> _Put:
    own = [name for name in competencies_of(question) if name in rubric.competencies]
    names = dict.fromkeys([*own, COMMUNICATION] if COMMUNICATION in rubric.competencies else own)
    return _Put(question, real_answers(question), tuple(names), estimate_question(question))


def _asking(case: Case, one: _Put, rubric: Rubric, *, budget_seconds: float) -> Asking[ModelJudgement]:
    seal = one.seal
    prompt = prompts.question_judgement(
        case,
        one.question,
        one.answers,
        competencies=[rubric.competencies[name] for name in one.competencies],
        seal=seal,
        budget_seconds=budget_seconds,
    )
    points = [point.slug for point in one.question.snapshot.key_points]
    return Asking(
        prompt,
        seal,
        lambda found: read_judgement(
            found, call_id=seal.call_id, competencies=one.competencies, key_points=points
        ),
    )  # fmt: skip


# ------------------------------------------------------------------ what is believed


def _believe(one: _Put, reply: Reply[ModelJudgement], reports: Reports) -> QuestionResult:
    """What holds of the model's judgement; without one, the question is not assessed."""
    if reply.value is None:
        return replace(one.read, not_assessed=NOT_JUDGED, ratings=(), did_well="", to_change="")
    flags: set[str] = set()
    result = _hold_against(one, reply.value, flags)
    reports.remark(reply.nth, flags)
    return result


def _hold_against(one: _Put, claimed: ModelJudgement, flags: set[str]) -> QuestionResult:
    """The question's result: of what the model claims, only what the candidate's words bear out."""
    question = one.question
    covered = check_points(question, claimed.covered, one.read, answers=one.answers, flags=flags)
    slugs = {point.key_point for point in covered}
    missing = tuple(p.slug for p in question.snapshot.key_points if p.slug not in slugs)
    result = replace(one.read, covered=covered, missing=missing, not_assessed="")
    prose = Prose.of_question(question, one.seal, flags)
    claims = {claim.competency: claim for claim in claimed.ratings}
    ground = ground_of(question, one.answers, covered=slugs, own_words=result.own_words)
    ratings = tuple(_rating(name, claims.get(name), one, ground, flags) for name in one.competencies)
    return replace(
        result,
        ratings=tuple(replace(rating, reason=prose.check(rating.reason)) for rating in ratings),
        did_well=prose.check(claimed.did_well),
        to_change=prose.check(claimed.to_change) or one.read.to_change,
    )


def _rating(name: str, claim: ClaimedRating | None, one: _Put, ground: Ground, flags: set[str]) -> QuestionRating:
    quote = None
    if claim and claim.quote:
        quote = find_evidence(claim.quote, one.question, one.answers, flags=flags)
    return check_rating(name, claim, quote, ground, flags=flags)


def _has_rating(competency: str, case: Case, results: tuple[QuestionResult, ...]) -> bool:
    return is_asked(competency, case) or any(r.competency == competency for result in results for r in result.ratings)


def _rate(competency: str, case: Case, results: tuple[QuestionResult, ...]) -> RatingResult:
    """The mean of the levels in the questions that showed it, each by the weight of its key points there."""
    levels: list[tuple[int, int]] = []
    evidence: list[Quote] = []
    for question, result in zip(case.questions, results, strict=True):
        weight = sum(p.weight for p in question.snapshot.key_points if p.competency == competency) or 1
        for rating in result.ratings:
            if rating.competency == competency and rating.level is not None and not result.not_assessed:
                levels.append((rating.level, weight))
                evidence += rating.evidence
    return RatingResult(competency, mean_level(levels), tuple(dict.fromkeys(evidence)))


def _narrate(case: Case, said: ModelSummary, prose: Prose) -> Narrative | None:
    """The model's words as far as they hold; nothing when the summary itself does not."""
    summary = prose.check(said.summary)
    if not summary:
        return None
    moments = (_find_moment(case, claim, prose) for claim in said.moments)
    return Narrative(
        summary,
        strengths=prose.check_all(said.strengths),
        weaknesses=prose.check_all(said.weaknesses),
        next_steps=prose.check_all(said.next_steps),
        patterns=prose.check_all(said.patterns),
        moments=tuple(moment for moment in moments if moment),
        by_model=True,
    )


def _find_moment(case: Case, claim: ClaimedMoment, prose: Prose) -> Moment | None:
    """A moment that really was, with where to read it."""
    why = prose.check(claim.why)
    if not why or not claim.quote:
        return None
    for question in case.questions:
        if quote := find_evidence(claim.quote, question, real_answers(question), flags=set()):
            return Moment(quote, why)
    prose.flags.add("quote_not_found")
    return None
