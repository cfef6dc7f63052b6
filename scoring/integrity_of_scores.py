"""What must be true of a stored evaluation: its numbers follow from its ratings, its ratings' words from the transcript. Reads only."""

from collections.abc import Iterable, Iterator
from typing import Any

from interviews.enums import Speaker
from interviews.models import Coverage, Interview, Message
from scoring.bounds import bound_level, ground_of
from scoring.case import AskedQuestion, QuestionRating, Quote
from scoring.evidence import is_verbatim
from scoring.models import Evaluation, Evidence, Reanswer
from scoring.queries import load_case
from scoring.reading import real_answers
from scoring.reanswers import ask_again
from scoring.rubric import Rubric, load_rubric
from scoring.totals import FORMULA_VERSION, compute_overall
from scoring.verdict import decide
from scoring.writing import setting_of


def faults_in_evaluation(interview: Interview, evaluation: Evaluation, messages: Iterable[Message]) -> Iterator[str]:
    """What does not follow, as the end of a sentence that begins with the evaluation's name."""
    rubric = load_rubric(interview.track)
    # What was judged by another rubric or formula than today's can't be computed again.
    if (evaluation.rubric_version, evaluation.formula_version) == (rubric.version, FORMULA_VERSION):
        yield from (f" {fault}" for fault in _faults_in_numbers(interview, evaluation, rubric))
        yield from (f" {fault}" for fault in _faults_in_levels(interview, evaluation))
    for rating in evaluation.ratings.all():
        for evidence in rating.evidence.all():
            faults = _faults_in_evidence(evaluation, evidence)
            yield from (f": evidence for {rating.competency} {fault}" for fault in faults)
    by_seq = {message.seq: message for message in messages}
    yield from _faults_in_questions(evaluation, by_seq)
    for moment in evaluation.moments:
        yield from (f": words of a moment {fault}" for fault in _faults_in_words(moment["quote"], by_seq))


def faults_in_reanswer(track: str, reanswer: Reanswer) -> Iterator[str]:
    """Its words stand in its own content, and its levels no higher than those bear out."""
    result = reanswer.result
    if result is None:
        return
    quotes = [covered["quote"] for covered in result["covered"]]
    quotes += [quote for rating in result["ratings"] for quote in rating["evidence"]]
    if not all(is_verbatim(Quote(**quote), reanswer.content) for quote in quotes):
        yield ": words that are not verbatim in it"
    if reanswer.rubric_version == load_rubric(track).version:
        question = ask_again(reanswer.slot, reanswer.content, kind=reanswer.kind)
        yield from (f": {fault}" for fault in _faults_in_bounds(question, result, where=""))


def faults_in_quote(row: Coverage | Evidence) -> Iterator[str]:
    if row.message.speaker != Speaker.CANDIDATE:
        yield f"quotes the {row.message.speaker}"
    if row.message.content[row.start : row.end] != row.quote:
        yield f"is not verbatim in message {row.message.seq}"


def _faults_in_numbers(interview: Interview, evaluation: Evaluation, rubric: Rubric) -> Iterator[str]:
    """The formula applied again."""
    levels = {rating.competency: rating.level for rating in evaluation.ratings.all()}
    if unknown := sorted(levels.keys() - rubric.competencies.keys()):
        yield f"rates {', '.join(unknown)}, which its rubric does not have"
        return
    overall = compute_overall(levels, rubric.weights)
    if evaluation.overall != overall:
        yield f"says {evaluation.overall} overall, but its ratings make {overall}"
        return
    setting = setting_of(interview, tier=evaluation.tier)
    verdict = decide(levels, map(_ratings_of, evaluation.question_results), weights=rubric.weights, setting=setting)
    said = {
        "level": (evaluation.level, verdict.readiness.level.id),
        "hire signal": (evaluation.hire_signal, verdict.readiness.signal),
        "confidence": (evaluation.confidence, verdict.confidence.label),
        "margin": (evaluation.margin, verdict.confidence.margin),
        "questions' scores": ([result["score"] for result in evaluation.question_results], [*verdict.scores]),
    }
    for name, (stored, computed) in said.items():
        if stored != computed:
            yield f"says {stored} for {name}, but its ratings make {computed}"


def _faults_in_levels(interview: Interview, evaluation: Evaluation) -> Iterator[str]:
    """The bounds applied again: in no question a level stands higher than its words bear out."""
    questions = {q.position: q for q in load_case(interview, up_to_seq=evaluation.covers_seq).questions}
    for result in evaluation.question_results:
        name = f"question {result['position'] + 1}"
        question = questions.get(result["position"])
        if question is None:
            yield f"judges {name}, which was not asked"
            continue
        yield from _faults_in_bounds(question, result, where=f" in {name}")


def _faults_in_bounds(question: AskedQuestion, result: dict[str, Any], *, where: str) -> Iterator[str]:
    covered = [covered["key_point"] for covered in result["covered"]]
    ground = ground_of(question, real_answers(question), covered=covered, own_words=result["own_words"])
    for rating in _ratings_of(result):
        if rating.level is None:
            continue
        stands = bound_level(rating.level, rating.competency, ground, quotes=rating.evidence)
        if stands != rating.level:
            borne = "no level" if stands is None else f"{stands} at most"
            yield f"rates {rating.competency} {rating.level}{where}, but its words bear {borne}"


def _ratings_of(result: dict[str, Any]) -> list[QuestionRating]:
    if result["not_assessed"]:
        return []
    return [
        QuestionRating(rating["competency"], rating["level"], tuple(Quote(**quote) for quote in rating["evidence"]))
        for rating in result["ratings"]
    ]


def _faults_in_questions(evaluation: Evaluation, by_seq: dict[int, Message]) -> Iterator[str]:
    for result in evaluation.question_results:
        quotes = [covered["quote"] for covered in result["covered"]]
        quotes += [quote for rating in result["ratings"] for quote in rating["evidence"]]
        for quote in quotes:
            name = f": words for question {result['position'] + 1}"
            yield from (f"{name} {fault}" for fault in _faults_in_words(quote, by_seq))


def _faults_in_words(quote: dict[str, Any], by_seq: dict[int, Message]) -> Iterator[str]:
    message = by_seq.get(quote["seq"])
    if message is None:
        yield f"are in message {quote['seq']}, which does not exist"
    elif message.speaker != Speaker.CANDIDATE:
        yield f"are the {message.speaker}'s"
    elif not is_verbatim(Quote(**quote), message.content):
        yield f"are not verbatim in message {quote['seq']}"


def _faults_in_evidence(evaluation: Evaluation, evidence: Evidence) -> Iterator[str]:
    message = evidence.message
    if message.interview_id != evaluation.interview_id:
        yield "is from another interview"
    if message.slot_id is None:
        yield "belongs to no question"
    if message.seq > evaluation.covers_seq:
        yield f"is in message {message.seq}, which it has not read"
    yield from faults_in_quote(evidence)
