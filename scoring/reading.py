"""What can be told of a question's answers from their words alone: what they are, what they cover, how much they say. Pure."""

import re

from interviews.answers import AnswerKind, classify, count_facts, count_words, is_mostly_latin, read_intent
from interviews.claims import words_of_subject
from interviews.coverage import Covered, earned_sentences, find_covered
from interviews.enums import Intent, Kind
from scoring.bounds import MIN_CHARACTERS_FOR_HIGH_LEVEL
from scoring.case import Answer, AskedQuestion, CoveredPoint, QuestionResult, Quote
from scoring.wording import find_by_words, is_about

STORY_PARTS = {
    "situation": r"\b(when i (was|worked)|at the time|last (year|summer|month)|we were|back (then|in)|in my (last|previous|first) \w+)\b",
    "task": r"\b(my (job|task|role|goal|responsibility)|i (had|needed|was asked|was responsible)( to| for)?|we had to|the goal)\b",
    "action": r"\b(i (decided|built|wrote|asked|called|set up|proposed|told|made|changed|started|talked|spoke|suggested|created|led|explained))\b",
    "result": r"\b(as a result|in the end|the result|this (led|meant)|so we|we (shipped|saved|cut|reduced|avoided|finished)|\d+ ?(%|per ?cent|percent))\b",
}
COMPLEXITY = re.compile(
    r"\bO\s?\(|\b(linear|quadratic|logarithmic|constant) (time|space)\b|\bcomplexity\b", re.IGNORECASE
)


def real_answers(question: AskedQuestion) -> tuple[Answer, ...]:
    """The answers that are answers: not blank, not noise, not an echo, not an attempt to steer."""
    return tuple(
        answer
        for answer in _given(question)
        if classify(answer.content, spoken=question.snapshot.spoken, is_code=answer.is_code) == AnswerKind.ANSWER
    )


def _given(question: AskedQuestion) -> list[Answer]:
    return [answer for answer in question.answers if read_intent(answer.content) == Intent.ANSWER]


def read_question(question: AskedQuestion) -> QuestionResult:
    """Coverage, facts, and the reason why it can't be assessed from its words alone, if there is one."""
    given, real = _given(question), real_answers(question)
    covered = _find_covered(question, real)
    text = "\n".join(a.content for a in given)
    return QuestionResult(
        position=question.position,
        title=question.snapshot.title,
        covered=covered,
        missing=tuple(p.slug for p in question.snapshot.key_points if p.slug not in {c.key_point for c in covered}),
        facts=count_facts(text),
        own_words=_count_own_words(real, question),
        mentions_complexity=bool(COMPLEXITY.search(text)),
        story_parts=_find_story_parts(text) if question.snapshot.kind == Kind.BEHAVIORAL else (),
        hints_used=question.hints_used,
        not_assessed=_why_not_assessed(given, real),
    )


def _count_own_words(answers: tuple[Answer, ...], question: AskedQuestion) -> int:
    """Words that bear on the question and were not said before, by anybody: padding and repetition show no depth.

    A sentence bears on it when it has a word of its subject. Code does as a whole; so does a script that can't be read.
    """
    subject = words_of_subject(question.snapshot)
    seen: set[tuple[str, ...]] = set()
    count = 0
    for answer in answers:
        if not is_mostly_latin(answer.content):
            count += count_words(answer.content)
            continue
        for sentence in earned_sentences(answer.content, question.unearned):
            stems = tuple(word.stem for word in sentence)
            if stems not in seen and (answer.is_code or not subject.isdisjoint(stems)):
                count += len(stems)
            seen.add(stems)
    return count


def _find_covered(question: AskedQuestion, answers: tuple[Answer, ...]) -> tuple[CoveredPoint, ...]:
    """Each key point with the first words that covered it: one of its cues, else the point in other words."""
    found: dict[str, CoveredPoint] = {}
    for answer in answers:
        waiting = [cued for cued in question.snapshot.cued if cued.slug not in found]
        for covered in find_covered(answer.content, waiting, unearned=question.unearned):
            if is_about(question.snapshot, answer.content[covered.start : covered.end]):
                found[covered.key_point] = _cover(covered.key_point, answer, *_find_telling(covered, question, answer))
    for answer in answers:
        for point in question.snapshot.key_points:
            if point.slug in found or answer.is_code:
                continue
            span = find_by_words(question.snapshot, point, answer.content, unearned=question.unearned)
            if span is not None:
                found[point.slug] = _cover(point.slug, answer, *span)
    return tuple(found[point.slug] for point in question.snapshot.key_points if point.slug in found)


def _find_telling(covered: Covered, question: AskedQuestion, answer: Answer) -> tuple[int, int]:
    """Where the point is first said in words that can be evidence for a high level: after a heading or a list, say; else where it was found."""
    cued = [cued for cued in question.snapshot.cued if cued.slug == covered.key_point]
    start, end = covered.start, covered.end
    while end - start < MIN_CHARACTERS_FOR_HIGH_LEVEL:
        later = find_covered(answer.content[end:], cued, unearned=question.unearned)
        if not later:
            return covered.start, covered.end
        start, end = end + later[0].start, end + later[0].end
    return start, end


def _cover(key_point: str, answer: Answer, start: int, end: int) -> CoveredPoint:
    return CoveredPoint(key_point, Quote(answer.seq, start, end, answer.content[start:end]))


def _why_not_assessed(given: list[Answer], real: tuple[Answer, ...]) -> str:
    if not given:
        return "No answer was given."
    if real and not any(is_mostly_latin(a.content) for a in real):
        return "The offline estimate reads English only, so it leaves this answer out."
    return ""


def _find_story_parts(text: str) -> tuple[str, ...]:
    return tuple(part for part, pattern in STORY_PARTS.items() if re.search(pattern, text, re.IGNORECASE))
