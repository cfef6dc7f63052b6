"""The offline estimate: how much of what a good answer contains was said, with the words that say it. Pure.

It recognises words, not quality, and is labelled so wherever it is shown. Blank, gibberish, an echo of the question and
attempts to steer the score get the lowest level; an answer in a script it can't read is not assessed.
"""

from dataclasses import replace

from scoring.bounds import Ground, bound_by_quotes, bound_level, ceiling, ground_of
from scoring.case import AskedQuestion, Case, Judgement, QuestionRating, QuestionResult, Quote, RatingResult
from scoring.narrative import write_narrative
from scoring.reading import read_question, real_answers
from scoring.rubric import Rubric
from scoring.totals import level_from_share

LIMITS = (
    "This is an offline estimate: it recognises key points by the words you used, so it can miss a good answer in other "
    "words and cannot judge how well you argued."
)


def judge_offline(case: Case, rubric: Rubric) -> Judgement:
    """Ratings, per-question results and advice from the words alone."""
    results = tuple(estimate_question(question) for question in case.questions)
    ratings = tuple(
        _rate(competency, case, results) for competency in rubric.competencies if is_asked(competency, case)
    )
    return Judgement(ratings, results, write_narrative(case, results, ratings, rubric))


def estimate_question(question: AskedQuestion) -> QuestionResult:
    """What one question brought, with a level for each competency that its key points speak of."""
    result = read_question(question)
    covered, missing = {c.key_point for c in result.covered}, result.missing
    points = sorted(question.snapshot.key_points, key=lambda point: -point.weight)
    best = next((point for point in points if point.slug in covered), None)
    worst = next((point for point in points if point.slug in missing), None)
    ground = ground_of(question, real_answers(question), covered=covered, own_words=result.own_words)
    return replace(
        result,
        ratings=tuple(_rate_question(c, question, result, ground) for c in competencies_of(question)),
        did_well=f"You brought in {best.name}." if best else "",
        to_change=f"Bring in {worst.name}. Looked for: “{worst.text}”" if worst and not result.not_assessed else "",
    )


def competencies_of(question: AskedQuestion) -> tuple[str, ...]:
    """What the question's key points speak of, in their order."""
    return tuple(dict.fromkeys(point.competency for point in question.snapshot.key_points))


def is_asked(competency: str, case: Case) -> bool:
    return any(p.competency == competency for q in case.questions for p in q.snapshot.key_points)


def _rate_question(competency: str, question: AskedQuestion, result: QuestionResult, ground: Ground) -> QuestionRating:
    if result.not_assessed:
        return QuestionRating(competency, None, ())
    covered, total, evidence = _weigh(competency, question, result)
    level = bound_level(level_from_share(covered, total), competency, ground, quotes=evidence)
    return QuestionRating(competency, level, tuple(dict.fromkeys(evidence)))


def _rate(competency: str, case: Case, results: tuple[QuestionResult, ...]) -> RatingResult:
    """The share of the competency's key points, by weight, over all assessed questions."""
    total = covered = words = questions = 0
    evidence: list[Quote] = []
    for question, result in zip(case.questions, results, strict=True):
        if result.not_assessed or competency not in competencies_of(question):
            continue
        weight_covered, weight, quotes = _weigh(competency, question, result)
        covered, total, evidence = covered + weight_covered, total + weight, evidence + quotes
        words, questions = words + result.own_words, questions + 1
    if not questions:
        return RatingResult(competency, None, ())
    level = bound_by_quotes(min(level_from_share(covered, total), ceiling(words / questions)), evidence)
    return RatingResult(competency, level, tuple(dict.fromkeys(evidence)))


def _weigh(competency: str, question: AskedQuestion, result: QuestionResult) -> tuple[int, int, list[Quote]]:
    """The weight that was covered, the weight there is, and the words that cover."""
    points = [point for point in question.snapshot.key_points if point.competency == competency]
    quotes = {covered.key_point: covered.quote for covered in result.covered}
    said = [point for point in points if point.slug in quotes]
    return sum(p.weight for p in said), sum(p.weight for p in points), [quotes[p.slug] for p in said]
