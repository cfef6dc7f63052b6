"""The offline estimate: how much of what a good answer contains was said, with the words that say it. Pure.

It recognises words, not quality, and is labelled so wherever it is shown. Blank, gibberish, an echo of the question and
attempts to steer the score get the lowest level; an answer in a script it can't read is not assessed.
"""

import re
from collections.abc import Iterable

from interviews.answers import AnswerKind, classify, count_facts, count_words, is_mostly_latin, read_intent
from interviews.coverage import count_own_words, find_covered
from interviews.enums import Intent, Kind
from scoring.case import Answer, AskedQuestion, Case, CoveredPoint, Judgement, QuestionResult, Quote, RatingResult
from scoring.rubric import Rubric
from scoring.totals import level_from_share

LIMITS = (
    "This is an offline estimate: it recognises key points by the words you used, so it can miss a good answer in other "
    "words and cannot judge how well you argued."
)
# The highest level that answers of so many words (mean per question) can earn: a few words can't show depth.
CEILINGS = ((8, 1), (20, 2), (40, 3))
HIGHEST = 5
WORTH_AIMING_AT = 3  # the lowest level that is offered as a goal
MAX_NAMED = 4  # strengths, weaknesses and next steps that are spelled out

STORY_PARTS = {
    "situation": r"\b(when i (was|worked)|at the time|last (year|summer|month)|we were|back (then|in)|in my (last|previous|first) \w+)\b",
    "task": r"\b(my (job|task|role|goal|responsibility)|i (had|needed|was asked|was responsible)( to| for)?|we had to|the goal)\b",
    "action": r"\b(i (decided|built|wrote|asked|called|set up|proposed|told|made|changed|started|talked|spoke|suggested|created|led|explained))\b",
    "result": r"\b(as a result|in the end|the result|this (led|meant)|so we|we (shipped|saved|cut|reduced|avoided|finished)|\d+ ?(%|per ?cent|percent))\b",
}
COMPLEXITY = re.compile(
    r"\bO\s?\(|\b(linear|quadratic|logarithmic|constant) (time|space)\b|\bcomplexity\b", re.IGNORECASE
)


def judge_offline(case: Case, rubric: Rubric) -> Judgement:
    """Ratings, per-question results and advice from the words alone."""
    results = tuple(_judge_question(question) for question in case.questions)
    ratings = tuple(
        _rate(competency, case, results) for competency in rubric.competencies if _is_asked(competency, case)
    )
    return Judgement(
        ratings,
        results,
        summary=_summarise(results),
        strengths=tuple(_strengths(case, results))[:MAX_NAMED],
        weaknesses=tuple(_weaknesses(case, results))[:MAX_NAMED],
        next_steps=tuple(_next_steps(case, results, ratings, rubric))[:MAX_NAMED],
    )


def _judge_question(question: AskedQuestion) -> QuestionResult:
    spoken = question.snapshot.spoken
    given = [a for a in question.answers if read_intent(a.content) == Intent.ANSWER]
    real = [a for a in given if classify(a.content, spoken=spoken, is_code=a.is_code) == AnswerKind.ANSWER]
    covered = _find_covered(question, real)
    text = "\n".join(a.content for a in given)
    return QuestionResult(
        position=question.position,
        title=question.snapshot.title,
        covered=covered,
        missing=tuple(p.slug for p in question.snapshot.key_points if p.slug not in {c.key_point for c in covered}),
        facts=count_facts(text),
        own_words=sum(count_own_words(a.content, unearned=spoken) for a in real),
        mentions_complexity=bool(COMPLEXITY.search(text)),
        story_parts=_find_story_parts(text) if question.snapshot.kind == Kind.BEHAVIORAL else (),
        hints_used=question.hints_used,
        not_assessed=_why_not_assessed(given, real),
    )


def _find_covered(question: AskedQuestion, answers: Iterable[Answer]) -> tuple[CoveredPoint, ...]:
    """Each key point with the first words that covered it."""
    found: dict[str, CoveredPoint] = {}
    for answer in answers:
        waiting = [cued for cued in question.snapshot.cued if cued.slug not in found]
        for covered in find_covered(answer.content, waiting, unearned=question.snapshot.spoken):
            text = answer.content[covered.start : covered.end]
            found[covered.key_point] = CoveredPoint(
                covered.key_point, Quote(answer.seq, covered.start, covered.end, text)
            )
    return tuple(found.values())


def _why_not_assessed(given: list[Answer], real: list[Answer]) -> str:
    if not given:
        return "No answer was given."
    if real and not any(is_mostly_latin(a.content) for a in real):
        return "The offline estimate reads English only, so it leaves this answer out."
    return ""


def _find_story_parts(text: str) -> tuple[str, ...]:
    return tuple(part for part, pattern in STORY_PARTS.items() if re.search(pattern, text, re.IGNORECASE))


def _is_asked(competency: str, case: Case) -> bool:
    return any(p.competency == competency for q in case.questions for p in q.snapshot.key_points)


def _rate(competency: str, case: Case, results: tuple[QuestionResult, ...]) -> RatingResult:
    """The share of the competency's key points, by weight, over all assessed questions."""
    total = covered = words = questions = 0
    evidence: list[Quote] = []
    for question, result in zip(case.questions, results, strict=True):
        points = [p for p in question.snapshot.key_points if p.competency == competency]
        if result.not_assessed or not points:
            continue
        quotes = {c.key_point: c.quote for c in result.covered}
        total += sum(p.weight for p in points)
        covered += sum(p.weight for p in points if p.slug in quotes)
        evidence += [quotes[p.slug] for p in points if p.slug in quotes]
        words, questions = words + result.own_words, questions + 1
    if not questions:
        return RatingResult(competency, None, ())
    return RatingResult(
        competency, min(level_from_share(covered, total), _ceiling(words / questions)), tuple(dict.fromkeys(evidence))
    )


def _ceiling(words_per_question: float) -> int:
    return next((level for words, level in CEILINGS if words_per_question < words), 5)


# ------------------------------------------------------------------ words about it


def _summarise(results: tuple[QuestionResult, ...]) -> str:
    assessed = [r for r in results if not r.not_assessed]
    if not assessed:
        return "No question was answered in a way this estimate can read, so nothing is rated."
    covered = sum(len(r.covered) for r in assessed)
    total = covered + sum(len(r.missing) for r in assessed)
    left_out = len(results) - len(assessed)
    sentence = (
        f"You covered {covered} of {total} key points in {len(assessed)} answered question{'s' * (len(assessed) != 1)}."
    )
    return f"{sentence} {left_out} more {'was' if left_out == 1 else 'were'} left out." if left_out else sentence


def _strengths(case: Case, results: tuple[QuestionResult, ...]) -> Iterable[str]:
    weighed = [
        (question.snapshot.point(covered.key_point), covered, result)
        for question, result in zip(case.questions, results, strict=True)
        for covered in result.covered
    ]
    for point, covered, result in sorted(weighed, key=lambda item: -item[0].weight):
        yield f"{result.title}: you covered {point.name} (“{covered.quote.text}”)."


def _weaknesses(case: Case, results: tuple[QuestionResult, ...]) -> Iterable[str]:
    weighed = [
        (question.snapshot.point(slug), result)
        for question, result in zip(case.questions, results, strict=True)
        if not result.not_assessed
        for slug in result.missing
    ]
    for point, result in sorted(weighed, key=lambda item: -item[0].weight):
        yield f"{result.title}: not recognised in your answer: {point.text}"


def _next_steps(
    case: Case, results: tuple[QuestionResult, ...], ratings: tuple[RatingResult, ...], rubric: Rubric
) -> Iterable[str]:
    rated = sorted((r for r in ratings if r.level is not None and r.level < HIGHEST), key=lambda r: r.level or 0)
    for rating in rated[:2]:
        competency = rubric.competencies[rating.competency]
        aim = max((rating.level or 0) + 1, WORTH_AIMING_AT)
        yield f"Practise {competency.name.lower()}. Level {aim} sounds like this: {competency.anchors[aim]}"
    for result in results:
        if result.not_assessed:
            yield f"Answer “{result.title}” aloud, then compare yourself with the model-answer outline below."
    short = [r for r in results if not r.not_assessed and r.facts.words < CEILINGS[-1][0]]
    if short:
        yield f"Say more: {len(short)} of your answers had fewer than {CEILINGS[-1][0]} words."


def total_words(case: Case) -> int:
    return sum(count_words(a.content) for q in case.questions for a in q.answers)
