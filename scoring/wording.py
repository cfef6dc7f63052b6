"""Recognising a key point said in other words than its cues: by how much of what it says, rare words first, is said too. Pure.

The threshold was measured on the bank: 69 % of the points of a model answer are known again by their words alone, and 0.5 %
of another question's of the same track are taken for them. ``bench`` prints both (``wording``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from interviews.claims import JUDGING_WORDS, words_of_subject
from interviews.coverage import SMALL_WORDS, Word, cue_stems, earned_sentences, is_negated, split_sentences, split_words
from interviews.snapshot import KeyPoint, QuestionSnapshot
from scoring.vocabulary import weigh

THRESHOLD = 0.45  # of the weight of what a key point says
MIN_WORDS = 3  # different ones that must be said, so that no single rare word is enough
# What makes words that hold a cue more than a common word in passing: weight that one rare word has, or so many words of the
# question's subject, or, where little is said, so much of what is said.
WEIGHT_ABOUT = 4.5
MIN_ABOUT = 3
SHARE_ABOUT = 0.34
NO_CONTENT = SMALL_WORDS | JUDGING_WORDS


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a key point says beyond the question, and the words that count for it: its own and its cues'."""

    said: frozenset[str]
    counts: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """One sentence of an answer, or two in a row: where it stands, and the stems said in it that nobody denied."""

    start: int
    end: int
    stems: frozenset[str]


def find_by_words(question: QuestionSnapshot, point: KeyPoint, text: str, *, unearned: str) -> tuple[int, int] | None:
    """Where the text says the key point, in its own words; the shortest stretch that is enough."""
    wanted = _wanted(question, point)
    if len(wanted.said) < MIN_WORDS:
        return None
    enough = (stretch for stretch in _stretches(text, unearned) if _share(stretch, wanted) >= THRESHOLD)
    best = min(enough, key=lambda stretch: stretch.end - stretch.start, default=None)
    return None if best is None else (best.start, best.end)


def is_about(question: QuestionSnapshot, text: str) -> bool:
    """Whether words that hold a cue are about the question at all: one common word said in passing is no key point."""
    stems = _stems(split_words(text)) - NO_CONTENT
    about = stems & words_of_subject(question)
    weight = weigh(about)
    return len(about) >= MIN_ABOUT or weight >= WEIGHT_ABOUT or (bool(about) and weight >= SHARE_ABOUT * weigh(stems))


def share_said(reference: str, answer: str, *, question: str) -> float:
    """How much of a reference an answer says, 0–1, by the weight of its words; what the question says already counts for nothing."""
    asked = _stems(split_words(question))
    said = (_stems(split_words(reference)) - asked - SMALL_WORDS) or (_stems(split_words(reference)) - SMALL_WORDS)
    words = [word for sentence in split_sentences(answer) for word in _affirmed(sentence)]
    weight = weigh(said)
    return weigh(_stems(words) & said) / weight if weight else 0.0


def _share(stretch: Stretch, wanted: Wanted) -> float:
    found = stretch.stems & wanted.counts
    return weigh(found) / wanted.weight if len(found) >= MIN_WORDS else 0.0


@lru_cache(maxsize=2_000)
def _wanted(question: QuestionSnapshot, point: KeyPoint) -> Wanted:
    asked = _stems(split_words(question.prompt))
    said = _stems(word for text in (point.name, point.text) for word in split_words(text)) - asked - NO_CONTENT
    cues = frozenset(stem for cue in point.cues for stem in cue_stems(cue)) - asked - NO_CONTENT
    return Wanted(said, said | cues, weigh(said))


def _stretches(text: str, unearned: str) -> Iterator[Stretch]:
    sentences = [tuple(sentence) for sentence in earned_sentences(text, unearned) if sentence]
    for nth, sentence in enumerate(sentences):
        stems = _stems(_affirmed(sentence))
        yield Stretch(sentence[0].start, sentence[-1].end, stems)
        if nth + 1 < len(sentences):
            following = sentences[nth + 1]
            yield Stretch(sentence[0].start, following[-1].end, stems | _stems(_affirmed(following)))


def _affirmed(sentence: tuple[Word, ...]) -> Iterator[Word]:
    return (word for at, word in enumerate(sentence) if not is_negated(sentence, at))


def _stems(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words)
