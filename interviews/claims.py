"""What a model claims that an answer shows, held against the candidate's own words. Pure.

A quote counts when it stands in the message, says more than the interviewer said, and has a word of the key point itself;
a level counts as far as the key points that were covered bear it out. So words that talk about the score earn nothing,
whatever a model makes of them.
"""

from collections.abc import Iterable
from functools import lru_cache

from interviews.brief import Brief, NewObservation
from interviews.coverage import SMALL_WORDS, Covered, split_words
from interviews.model_reply import ClaimedObservation, ClaimedPoint
from interviews.offline import observe
from interviews.quotes import find_quote
from interviews.snapshot import KeyPoint, QuestionSnapshot
from interviews.steering import tries_to_steer

# Talk about the interview itself tells nothing of any key point, though some are written in these words.
JUDGING_WORDS = frozenset(
    word.stem
    for word in split_words(
        "answer answers question questions key point points name names list mention say says covered cover covers mark marks "
        "score level levels rate rating grade full perfect candidate interviewer evaluation evaluate system instruction "
        "instructions prompt rule rules model test everything all every any"
    )
)


def check_covered(
    brief: Brief, claimed: Iterable[ClaimedPoint], *, known: tuple[Covered, ...], flags: set[str]
) -> tuple[Covered, ...]:
    """The key points that this message covers: those known by their cues, and the model's claims that hold."""
    slot, question, text = brief.open_slot, brief.question, brief.said.content
    done = {covered.key_point for covered in known} | (slot.covered if slot else frozenset())
    found = list(known)
    for claim in claimed:
        if claim.key_point in done:
            continue
        span = _find_evidence(text, claim.quote, flags=flags)
        if span is None:
            continue
        if not bears_on(text[span[0] : span[1]], question, question.point(claim.key_point)):
            flags.add("ungrounded_quote")
            continue
        found.append(Covered(claim.key_point, *span))
    return tuple(found)


def check_observations(
    brief: Brief, claimed: Iterable[ClaimedObservation], *, covered: tuple[Covered, ...], flags: set[str]
) -> tuple[NewObservation, ...]:
    """A level for each competency of the question: what the covered key points bear out, or less where the model says so."""
    slot, text = brief.open_slot, brief.said.content
    if slot is None:
        return ()
    claims = {claim.competency: claim for claim in claimed}
    observed = []
    for ours in observe(slot, brief.question, covered, text):
        claim = claims.get(ours.competency)
        span = _find_evidence(text, claim.quote, flags=flags) if claim else None
        if claim is None or span is None or claim.level >= ours.level:
            observed.append(ours)
        else:
            observed.append(NewObservation(ours.competency, claim.level, text[span[0] : span[1]]))
    return tuple(observed)


def _find_evidence(text: str, quote: str, *, flags: set[str]) -> tuple[int, int] | None:
    span = find_quote(text, quote)
    if span is None:
        flags.add("quote_not_found")
        return None
    if tries_to_steer(text[span[0] : span[1]], is_code=False):
        flags.add("steering_quote")
        return None
    return span


def bears_on(quote: str, question: QuestionSnapshot, point: KeyPoint) -> bool:
    """Whether the words have one that makes this key point what it is."""
    said = {word.stem for word in split_words(quote)}
    return bool(said & _telling_words(question, point))


@lru_cache(maxsize=2_000)
def _telling_words(question: QuestionSnapshot, point: KeyPoint) -> frozenset[str]:
    """The words that make this key point what it is: its own, less those that the question has said already."""
    own = {word.stem for text in (point.name, point.text, *point.cues) for word in split_words(text)}
    asked = {word.stem for word in split_words(question.prompt)}
    return frozenset(stem for stem in own - asked - SMALL_WORDS - JUDGING_WORDS if not stem.isdigit())


@lru_cache(maxsize=2_000)
def words_of_subject(question: QuestionSnapshot) -> frozenset[str]:
    """The stems that any answer to this question may be expected to use: of its key points and of a strong answer."""
    points = [_telling_words(question, point) for point in question.key_points]
    answer = {word.stem for word in split_words(question.model_answer)} - SMALL_WORDS - JUDGING_WORDS
    return frozenset().union(*points, answer)
