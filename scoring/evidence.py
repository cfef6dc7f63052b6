"""What counts as evidence: words that were really said, that say something, and that are enough for the level. Pure.

A model proposes; here it is decided. Its quote must stand in an answer to that question, say more than the interviewer
said, and not talk about the score. A level it can't show words for is no level.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from interviews.answers import is_mostly_latin
from interviews.claims import bears_on, words_of_subject
from interviews.coverage import count_own_words, split_words
from interviews.model_reply import ClaimedPoint
from interviews.quotes import find_quote
from interviews.steering import tries_to_steer
from scoring.case import Answer, AskedQuestion, CoveredPoint, QuestionRating, QuestionResult, Quote
from scoring.model_replies import ClaimedRating
from scoring.reading import HIGHEST, ceiling
from scoring.totals import level_from_share

NEEDS_NO_WORDS = 0  # "nothing was said": the only level that can stand without a quote
HIGH_LEVEL = 4
MIN_CHARACTERS_FOR_HIGH_LEVEL = 12
# A judge may see more in an answer than key points say, but no more than two levels beyond what was covered of them,
# one level where nothing at all was covered, and three where the words are in a script that can't be checked.
LEEWAY = 2
HIGHEST_WITHOUT_POINTS = 1
HIGHEST_UNCHECKED = 3
SCORE_TALK = frozenset(
    word.stem
    for word in split_words(
        "score scores scored grade grading rating ratings rate rated marks level levels points perfect rubric evaluation "
        "instruction instructions prompt candidate grader hire hired override"
    )
)
WORDS_NOT_FOUND = "The words this rested on could not be found in your answer, so it is left out."


@dataclass(frozen=True, slots=True)
class Bounds:
    """The highest level that a question's answers allow for a competency, by the points covered and the words said."""

    by_points: int
    by_words: int

    @property
    def highest(self) -> int:
        return min(self.by_points, self.by_words)


def find_evidence(text: str, question: AskedQuestion, answers: Iterable[Answer], *, flags: set[str]) -> Quote | None:
    """Where these words stand in an answer; none when nobody said them, or when they earn nothing."""
    faults = set()
    for answer in answers:
        span = find_quote(answer.content, text)
        if span is None:
            continue
        quote = Quote(answer.seq, *span, answer.content[slice(*span)])
        fault = _find_fault(quote.text, question)
        if not fault:
            return quote
        faults.add(fault)
    flags |= faults or {"quote_not_found"}
    return None


def _find_fault(text: str, question: AskedQuestion) -> str:
    """Why words that were said earn nothing, or nothing."""
    if tries_to_steer(text, is_code=False) or _talks_of_the_score(text, question):
        return "steering_quote"
    return "" if count_own_words(text, unearned=question.unearned) else "echoed_quote"


def _talks_of_the_score(text: str, question: AskedQuestion) -> bool:
    """Whether the words are about marks and have nothing of what the question is about."""
    stems = {word.stem for word in split_words(text)}
    return bool(stems & SCORE_TALK) and not stems & words_of_subject(question.snapshot)


def check_points(
    question: AskedQuestion, claimed: Iterable[ClaimedPoint], read: QuestionResult, *, answers: tuple[Answer, ...], flags: set[str]
) -> tuple[CoveredPoint, ...]:  # fmt: skip
    """The key points that were covered: those known by their words, and the model's claims that hold."""
    found = {covered.key_point: covered for covered in read.covered}
    claims, is_readable = tuple(claimed), any(is_mostly_latin(answer.content) for answer in answers)
    for claim in claims:
        if claim.key_point in found:
            continue
        quote = find_evidence(claim.quote, question, answers, flags=flags)
        if quote is None:
            continue
        if not _is_grounded(claim, quote, question, claims, is_readable=is_readable):
            flags.add("ungrounded_quote")
            continue
        found[claim.key_point] = CoveredPoint(claim.key_point, quote)
    return tuple(found[point.slug] for point in question.snapshot.key_points if point.slug in found)


def _is_grounded(
    claim: ClaimedPoint, quote: Quote, question: AskedQuestion, claims: tuple[ClaimedPoint, ...], *, is_readable: bool
) -> bool:
    """Whether the words have something of the key point. In a script that can't be read: whether they are for it alone."""
    if is_readable:
        return bears_on(quote.text, question.snapshot, question.snapshot.point(claim.key_point))
    return sum(other.quote == claim.quote for other in claims) == 1


def bounds_of(
    competency: str, question: AskedQuestion, result: QuestionResult, *, answers: tuple[Answer, ...]
) -> Bounds:
    """What the answers allow at most. A competency that no key point speaks of is bounded by the other points."""
    covered = {point.key_point for point in result.covered}
    points = [p for p in question.snapshot.key_points if p.competency == competency] or question.snapshot.key_points
    weight = sum(point.weight for point in points if point.slug in covered)
    by_points = level_from_share(weight, sum(p.weight for p in points)) + LEEWAY if covered else HIGHEST_WITHOUT_POINTS
    if not any(is_mostly_latin(answer.content) for answer in answers):
        by_points = min(by_points, HIGHEST_UNCHECKED)
    return Bounds(min(by_points, HIGHEST), ceiling(result.own_words) if question.wants_depth else HIGHEST)


def check_rating(
    competency: str, claim: ClaimedRating | None, quote: Quote | None, bounds: Bounds, *, flags: set[str]
) -> QuestionRating:
    """The level that stands, of the one that was claimed."""
    if claim is None or claim.level is None:
        return QuestionRating(competency, None, (), claim.reason if claim else "")
    if quote is None and claim.level > NEEDS_NO_WORDS:
        flags.add("unproven_level")
        return QuestionRating(competency, None, (), WORDS_NOT_FOUND)
    level = min(claim.level, bounds.highest)
    if level >= HIGH_LEVEL and (quote is None or len(quote.text) < MIN_CHARACTERS_FOR_HIGH_LEVEL):
        level = HIGH_LEVEL - 1
    if level < claim.level:
        flags.add("level_bounded")
    # The reason was given for another level: it would not explain this one.
    reason = claim.reason if level == claim.level else ""
    return QuestionRating(competency, level, (quote,) if quote else (), reason)


def is_verbatim(quote: Quote, content: str) -> bool:
    """Whether the quote's words stand at its offsets."""
    return content[quote.start : quote.end] == quote.text
