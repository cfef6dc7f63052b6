"""What is said about an interview as a whole where no model says it: written from the findings, and from nothing else. Pure."""

from collections.abc import Iterable

from interviews.quotes import show_quote
from scoring.bounds import CEILINGS, HIGHEST
from scoring.case import AskedQuestion, Case, Narrative, QuestionResult, Quote, RatingResult
from scoring.levels import WORTH_AIMING_AT
from scoring.rubric import Rubric

MAX_NAMED = 4  # strengths, weaknesses and next steps that are spelled out
MIN_FOR_A_PATTERN = 3  # answers of a kind, from which something said of most of them is a pattern


def write_narrative(
    case: Case, results: tuple[QuestionResult, ...], ratings: tuple[RatingResult, ...], rubric: Rubric
) -> Narrative:
    """Summary, strengths, weaknesses, next steps and patterns."""
    return Narrative(
        summary=_summarise(results),
        strengths=tuple(_strengths(case, results))[:MAX_NAMED],
        weaknesses=tuple(_weaknesses(case, results))[:MAX_NAMED],
        next_steps=tuple(_next_steps(case, results, ratings, rubric))[:MAX_NAMED],
        patterns=tuple(_patterns(case, results)),
    )


def _summarise(results: tuple[QuestionResult, ...]) -> str:
    assessed = [r for r in results if not r.not_assessed]
    if not assessed:
        return "No question was answered in a way that could be judged, so nothing is rated."
    covered = sum(len(r.covered) for r in assessed)
    total = covered + sum(len(r.missing) for r in assessed)
    left_out = len(results) - len(assessed)
    sentence = (
        f"You covered {covered} of {total} key points in {len(assessed)} answered question{'s' * (len(assessed) != 1)}."
    )
    more = "1 more question was" if left_out == 1 else f"{left_out} more questions were"
    return f"{sentence} {more} left out." if left_out else sentence


def _strengths(case: Case, results: tuple[QuestionResult, ...]) -> Iterable[str]:
    weighed = [
        (question.snapshot.point(covered.key_point), _show(covered.quote, question), result)
        for question, result in zip(case.questions, results, strict=True)
        if not result.not_assessed
        for covered in result.covered
    ]
    for point, shown, result in sorted(weighed, key=lambda item: -item[0].weight):
        yield f"{result.title}: you covered {point.name} (“{shown}”)."


def _show(quote: Quote, question: AskedQuestion) -> str:
    said = next(answer.content for answer in question.answers if answer.seq == quote.seq)
    return show_quote(said, quote.start, quote.end)


def _weaknesses(case: Case, results: tuple[QuestionResult, ...]) -> Iterable[str]:
    weighed = [
        (question.snapshot.point(slug), result)
        for question, result in zip(case.questions, results, strict=True)
        if not result.not_assessed
        for slug in result.missing
    ]
    for point, result in sorted(weighed, key=lambda item: -item[0].weight):
        yield f"{result.title}: nothing was recognised on {point.name}. Looked for: “{point.text}”"


def _next_steps(
    case: Case, results: tuple[QuestionResult, ...], ratings: tuple[RatingResult, ...], rubric: Rubric
) -> Iterable[str]:
    rated = sorted((r for r in ratings if r.level is not None and r.level < HIGHEST), key=lambda r: r.level or 0)
    for rating in rated[:2]:
        competency = rubric.competencies[rating.competency]
        aim = max((rating.level or 0) + 1, WORTH_AIMING_AT)
        yield f"Practise {competency.name.lower()}. Level {aim} sounds like this: “{competency.anchors[aim]}”"
    for result in results:
        if result.not_assessed:
            yield f"Answer “{result.title}” aloud, then compare yourself with the strong answer below."
    short = [r for r in results if not r.not_assessed and r.facts.words < CEILINGS[-1][0]]
    if short:
        yield f"Say more: {len(short)} of your answers had fewer than {CEILINGS[-1][0]} words."


def _patterns(case: Case, results: tuple[QuestionResult, ...]) -> Iterable[str]:
    """What is true of most answers of a kind, where there are enough of them to speak of a pattern."""
    pairs = [(q.snapshot, r) for q, r in zip(case.questions, results, strict=True) if not r.not_assessed]
    code = [r for snapshot, r in pairs if snapshot.kind == "coding"]
    stories = [r for snapshot, r in pairs if snapshot.kind == "behavioral"]
    seen = [
        ("coding answers did not say what the solution costs in time or memory", code, lambda r: not r.mentions_complexity),
        ("stories did not say how it ended", stories, lambda r: "result" not in r.story_parts),
        ("stories did not say what you yourself did", stories, lambda r: "action" not in r.story_parts),
        ("answers needed a hint", [r for _, r in pairs], lambda r: r.hints_used > 0),
        (f"answers had fewer than {CEILINGS[-1][0]} words", [r for _, r in pairs], lambda r: r.facts.words < CEILINGS[-1][0]),
    ]  # fmt: skip
    for said, among, is_so in seen:
        count = sum(map(is_so, among))
        if len(among) >= MIN_FOR_A_PATTERN and 2 * count > len(among):
            yield f"{count} of your {len(among)} {said}."
