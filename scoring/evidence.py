"""What counts as evidence: words that were really said, and that say something. Pure.

A model proposes; here it is decided. Its quote must stand in an answer to that question, say more than the interviewer
said, and not talk about the score. A level stands as far as ``bounds`` lets it.
"""

from collections.abc import Iterable

from interviews.answers import is_mostly_latin
from interviews.claims import bears_on, words_of_subject
from interviews.coverage import count_own_words, split_words
from interviews.model_reply import ClaimedPoint
from interviews.quotes import find_quote
from interviews.steering import tries_to_steer
from scoring.bounds import Ground, bound_level
from scoring.case import Answer, AskedQuestion, CoveredPoint, QuestionRating, QuestionResult, Quote
from scoring.model_replies import ClaimedRating

SCORE_TALK = frozenset(
    word.stem
    for word in split_words(
        "score scores scored grade grading rating ratings rate rated marks level levels points perfect rubric evaluation "
        "instruction instructions prompt candidate grader hire hired override"
    )
)
WORDS_NOT_FOUND = "The words this rested on could not be found in your answer, so it is left out."


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


def check_rating(
    competency: str, claim: ClaimedRating | None, quote: Quote | None, ground: Ground, *, flags: set[str]
) -> QuestionRating:
    """The level that stands, of the one that was claimed."""
    if claim is None or claim.level is None:
        return QuestionRating(competency, None, (), claim.reason if claim else "")
    level = bound_level(claim.level, competency, ground, quotes=(quote,) if quote else ())
    if level is None:
        flags.add("unproven_level")
        return QuestionRating(competency, None, (), WORDS_NOT_FOUND)
    if level < claim.level:
        flags.add("level_bounded")
    # The reason was given for another level: it would not explain this one.
    reason = claim.reason if level == claim.level else ""
    return QuestionRating(competency, level, (quote,) if quote else (), reason)


def is_verbatim(quote: Quote, content: str) -> bool:
    """Whether the quote's words stand at its offsets."""
    return content[quote.start : quote.end] == quote.text
