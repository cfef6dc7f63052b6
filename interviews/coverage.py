"""Which key points an answer covers, told from its words alone. Pure.

A key point is covered when one of its cues, the words people really use for it, is said. Words are compared by
stem, so "retrying" covers the cue "retry"; a cue of several words matches when they stand together, small words
aside. A cue that is denied ("I would not use a lock") does not count.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

# Growth terms are one word each, so that "O(n log n)" is never taken for "O(n)"; so are "3.5" and "n^2".
GROWTH = r"(?<![\w/])[oΘθΩω]\s?\((?:[a-z]?log[a-z]?|sqrt|max|min|[a-z](?![a-z])|[\d²³ⁿ\s+*^·/!,|()-]){1,40}?\)(?!\s*\))"
WORD = re.compile(rf"{GROWTH}|\d+(?:[.,]\d+)+|[^\W\d_]+\^\d+|[^\W_]+(?:['’][^\W_]+)*", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?;][\"'”’)\]]*\s|\n")
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "is",
        "are",
        "be",
        "it",
        "its",
        "this",
        "that",
        "we",
        "i",
        "you",
        "my",
        "our",
        "with",
        "by",
        "as",
        "at",
    ]
)
NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "without",
        "don't",
        "doesn't",
        "didn't",
        "wouldn't",
        "won't",
        "can't",
        "cannot",
        "isn't",
        "aren't",
        "shouldn't",
        "avoid",
        "skip",
        "ignore",
    ]
)
# "randomise" and "randomize", "behaviour" and "behavior" are one word each.
BRITISH_ISE = re.compile(r"is(?=(?:e(?:[drs]|rs)?|ing|ations?)$)")
BRITISH_OUR = re.compile(r"(?<=\w{3})our(?=s?$|ed$|ing$|al$|ally$)")
NO_DENIAL = frozenset({"onli", "just", "forget"})  # "not only", "don't forget"
NEGATION_REACH = 3  # words before a cue in which a negation turns it round
ECHO_SHARE = 0.8  # of a sentence's words in one line of the interviewer's make it an echo
QUOTE_MARGIN = 60  # characters kept on each side of a cue when its sentence is long


class _Stemmers(threading.local):
    """A stemmer keeps the word it works on in itself: two threads at one would spoil each other's, or fail."""

    def __init__(self) -> None:
        self.english = stemmer("english")


_stemmers = _Stemmers()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its stem, and where it stands in characters."""

    stem: str
    start: int
    end: int
    opens_sentence: bool
    negates: bool


@dataclass(frozen=True, slots=True)
class Cued:
    """What coverage needs of a key point."""

    slug: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A key point that was said, and the verbatim words that say so: ``text[start:end]``."""

    key_point: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The form under which a word is compared: ``Retrying`` → ``retri``, ``O(n²)`` → ``o(n2)``."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    if "(" in plain:
        growth = re.sub(r"[\s*·()]|(?<=[a-z])\^(?=\d)", "", plain[1:])
        return f"o({growth})"
    if "^" in plain:
        return plain.replace("^", "")  # as "n²" is read
    return str(_stemmers.english.stemWord(BRITISH_OUR.sub("or", BRITISH_ISE.sub("iz", plain))))


@lru_cache(maxsize=2_000)
def split_words(text: str) -> tuple[Word, ...]:
    """Every word of a text in order, with character offsets into the text itself."""
    words: list[Word] = []
    last_end = 0
    for match in WORD.finditer(text):
        opens = last_end == 0 or bool(SENTENCE_END.search(text, last_end, match.start()))
        negates = match[0].casefold().replace("’", "'") in NEGATIONS
        words.append(Word(stem(match[0]), match.start(), match.end(), opens, negates))
        last_end = match.end()
    return tuple(words)


@lru_cache(maxsize=20_000)
def cue_stems(cue: str) -> tuple[str, ...]:
    """The stems a text must contain, in this order, to match a cue."""
    stems = tuple(word.stem for word in split_words(cue))
    kept = tuple(s for s in stems if s not in SMALL_WORDS)
    return kept if len(kept) > 1 else stems  # "at most" must not become "most"


def find_cue(cue: str, words: tuple[Word, ...]) -> tuple[int, int] | None:
    """Index of the first and last word of the cue's first mention that is not denied."""
    wanted = cue_stems(cue)
    cue_negates = any(word.negates for word in split_words(cue))
    for first, word in enumerate(words):
        if wanted and word.stem == wanted[0]:
            last = _match_from(words, first, wanted)
            if last is not None and (cue_negates or not is_negated(words, first)):
                return first, last
    return None


def _match_from(words: tuple[Word, ...], first: int, wanted: tuple[str, ...]) -> int | None:
    at = first
    for needed in wanted[1:]:
        at += 1
        while at < len(words) and words[at].stem in SMALL_WORDS and words[at].stem != needed:
            at += 1
        if at >= len(words) or words[at].stem != needed or words[at].opens_sentence:
            return None
    return at


def is_negated(words: tuple[Word, ...], first: int) -> bool:
    """Whether a denial shortly before turns this word round."""
    for back in range(NEGATION_REACH + 1):
        at = first - back
        if at < 0:
            return False
        if back and words[at].negates:
            return words[at + 1].stem not in NO_DENIAL
        if words[at].opens_sentence:
            return False
    return False


def find_covered(text: str, key_points: Iterable[Cued], *, unearned: str = "") -> tuple[Covered, ...]:
    """The key points a text covers, each with the words that cover it.

    ``unearned`` is what the interviewer said (the prompt, hints): sentences of the text that only repeat it cover
    nothing.
    """
    words = tuple(_earned_words(text, unearned)) if unearned else split_words(text)
    return tuple(found for point in key_points if (found := _cover(text, point, words)))


def _cover(text: str, point: Cued, words: tuple[Word, ...]) -> Covered | None:
    for cue in point.cues:
        span = find_cue(cue, words)
        if span:
            start, end = quote_around(text, words[span[0]].start, words[span[1]].end)
            return Covered(point.slug, start, end)
    return None


def _earned_words(text: str, unearned: str) -> Iterator[Word]:
    for sentence in earned_sentences(text, unearned):
        yield from sentence


def earned_sentences(text: str, unearned: str) -> Iterator[tuple[Word, ...]]:
    """Each sentence that does not merely repeat one of the interviewer's lines."""
    lines = [{word.stem for word in split_words(line)} for line in unearned.splitlines()]
    for sentence in split_sentences(text):
        content = [word.stem for word in sentence if word.stem not in SMALL_WORDS]
        repeated = max((sum(stem in line for stem in content) for line in lines), default=0)
        if repeated < ECHO_SHARE * len(content):
            yield sentence


def count_own_words(text: str, *, unearned: str) -> int:
    """Words in sentences that say more than the interviewer said already."""
    return sum(1 for _ in _earned_words(text, unearned))


def split_sentences(text: str) -> list[tuple[Word, ...]]:
    """The words of a text, one tuple a sentence."""
    sentences: list[list[Word]] = []
    for word in split_words(text):
        if word.opens_sentence:
            sentences.append([])
        sentences[-1].append(word)
    return [tuple(sentence) for sentence in sentences]


def quote_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the sentence around ``text[start:end]``, cut at word ends when the sentence is long."""
    left = max((m.end() for m in re.finditer(r"[.!?;]\s|\n", text[:start])), default=0)
    after = re.compile(r"[.!?;](?=\s|$)|\n").search(text, end)
    right = after.start() if after else len(text)
    if start - left > QUOTE_MARGIN:
        left = max(left, text.rfind(" ", left, start - QUOTE_MARGIN + 1) + 1)
    if right - end > QUOTE_MARGIN:
        space = text.find(" ", end + QUOTE_MARGIN, right)
        right = space if space >= 0 else right
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right
