"""What sort of thing a candidate typed, told from the text alone. Pure.

Conservative on purpose: a one-word answer is an answer, and so is one in any script; only what is surely not one is
called junk.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from interviews.coverage import SMALL_WORDS, split_words
from interviews.enums import Intent
from interviews.steering import tries_to_steer

SHORT_WORDS = 12  # an answer of at most so many words is asked for more


class AnswerKind(StrEnum):
    ANSWER = "answer"
    BLANK = "blank"
    GIBBERISH = "gibberish"
    ECHO = "echo"
    STEERING = "steering"
    DONT_KNOW = "dont_know"


JUNK = frozenset({AnswerKind.BLANK, AnswerKind.GIBBERISH, AnswerKind.ECHO, AnswerKind.STEERING})

# These are matched against the words alone: lower case, single spaces, no punctuation.
DONT_KNOW = re.compile(
    r"((well|hm+|u+m+|er+|sorry|honestly|to be honest|im afraid|i am afraid) )*"
    r"((i |we )?((really|honestly|just) )*(dont|do not) (really |honestly )?know|idk( idk)*|dunno"
    r"|((i|we) )?(have )?(absolutely |really )?no (idea|clue|answer)|(i am |im )?not (really |quite )?sure"
    r"|(i )?(cant|can not|cannot) answer|(i )?(havent|have not|not) (a|the) clue)"
    r"( (this|that|the answer|it|this one|about this|about that|how|at all|sorry|yet|to this|to that))*"
)
SKIP = re.compile(
    r"((please|can we|could we|lets|id like to|i would like to) )*(skip|pass|next|move on)"
    r"( (this|it|that|question|one|please|the|to))*"
)
HINT = re.compile(
    r"((can|could|may) (i|you) |please |id like |i would like |i need |give me )?(please )?(have |get |give me )?"
    r"((a|another|one more) )?hint( please)?"
)
QUESTION_BACK = re.compile(
    r"((so|and|just|ok|okay|sorry|before i start) )*"
    r"(can|could|may|should|shall|do|does|is|are|am|what|which|how many|how much|how big|how large|how often|will|would)\b"
)
CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxzçñß]+")
STUTTER = re.compile(r"(.)\1{3,}|^(.{1,3})\2{2,}.{0,2}$")
FILLERS = re.compile(
    r"\b(u+m+|u+h+|er+m*|like(?=,)|you know|basically|kind of|sort of|i mean|stuff like that)\b", re.IGNORECASE
)
MAX_CONSONANTS = 8  # in a row: "Weltschmerz" has six, a hand on the keyboard more
MIN_NOISE_LETTERS = 4  # shorter words can't be told from abbreviations
MIN_VOICELESS_LETTERS = 5
REPEATED = 4  # the same word so often is no sentence
MAX_REPEATED_WORDS = 12  # different ones: an answer that was pasted three times has more
MIN_ECHO_WORDS = 4
MAX_CLARIFYING_WORDS = 30
MAX_INTENT_CHARACTERS = 200  # a longer text is an answer
KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
ENGLISH_RUNS = frozenset({"were", "power", "poor", "tree", "free", "property"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be counted in an answer. ``words`` in any script; ``fillers`` are um, like, basically…"""

    words: int
    fillers: int


def classify(text: str, *, spoken: str, is_code: bool = False) -> AnswerKind:
    """What was typed. ``spoken`` is what the interviewer said, to know it again when it is only pasted back."""
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        return AnswerKind.BLANK
    if tries_to_steer(text, is_code=is_code):
        return AnswerKind.STEERING
    if _is_short(text) and DONT_KNOW.fullmatch(_plain(text)):
        return AnswerKind.DONT_KNOW
    if not is_code and _is_gibberish(text):
        return AnswerKind.GIBBERISH
    if _is_echo(text, spoken):
        return AnswerKind.ECHO
    return AnswerKind.ANSWER


def read_intent(text: str) -> Intent:
    """The intent of free text: an answer unless the words leave no doubt."""
    if not _is_short(text):
        return Intent.ANSWER
    plain = _plain(text)
    for intent, pattern in ((Intent.DONT_KNOW, DONT_KNOW), (Intent.SKIP, SKIP), (Intent.HINT, HINT)):
        if pattern.fullmatch(plain):
            return intent
    asks = text.rstrip().endswith("?") and text.count(".") == 0 and len(plain.split()) <= MAX_CLARIFYING_WORDS
    return Intent.CLARIFY if asks and QUESTION_BACK.match(plain) else Intent.ANSWER


def is_mostly_latin(text: str) -> bool:
    """Whether the offline interviewer can recognise anything in it: its cues are English."""
    letters = [c for c in text if c.isalpha()]
    latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
    return not letters or latin * 2 >= len(letters)


def count_facts(text: str) -> Facts:
    return Facts(words=count_words(text), fillers=len(FILLERS.findall(text)))


def count_words(text: str) -> int:
    """Words in any script; scripts without spaces count two characters as one word."""
    spaced = sum(any(c.isalnum() for c in chunk) for chunk in text.split())
    unspaced = sum(unicodedata.name(c, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI")) for c in text)
    return max(spaced, unspaced // 2)


def _is_short(text: str) -> bool:
    return len(text) <= MAX_INTENT_CHARACTERS


def _plain(text: str) -> str:
    """The words alone: lower case, single spaces, no punctuation, apostrophes closed up."""
    closed = re.sub(r"['’]", "", text.casefold())
    return " ".join(re.sub(r"[^\w\s]|_", " ", closed).split())


def _is_gibberish(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)
    if not words:
        digits = re.sub(r"\W", "", text)
        return (len(set(digits)) == 1 and len(digits) >= REPEATED) or _is_keyboard_run(digits)
    plain = [word.casefold() for word in words]
    repeats = len(words) >= REPEATED and len(set(plain)) <= max(1, min(len(words) // REPEATED, MAX_REPEATED_WORDS))
    noise = sum(_is_noise(word, alone=len(words) == 1) for word in words if is_mostly_latin(word))
    return repeats or noise * 2 > len(words)


def _is_noise(word: str, *, alone: bool) -> bool:
    """Whether no language has this word. Acronyms have no vowels either, so they are let through."""
    plain = word.casefold()
    is_acronym = sum(c.isupper() for c in word) > 1
    if len(plain) < MIN_NOISE_LETTERS or (is_acronym and not _is_keyboard_run(plain)):
        return False
    runs = [len(run) for run in CONSONANTS.findall(plain)]
    voiceless = not alone and runs == [len(plain)] and len(plain) >= MIN_VOICELESS_LETTERS
    return voiceless or bool(STUTTER.search(plain)) or max(runs, default=0) >= MAX_CONSONANTS or _is_keyboard_run(plain)


def _is_keyboard_run(word: str) -> bool:
    """``asdf``, ``qwerty``, ``lkjh``: neighbours on a keyboard, one after the other."""
    if len(word) < MIN_NOISE_LETTERS:
        return False
    steps = [any(a + b in row or b + a in row for row in KEYBOARD_ROWS) for a, b in itertools.pairwise(word)]
    return sum(steps) >= 0.75 * len(steps) and word not in ENGLISH_RUNS


def _is_echo(text: str, spoken: str) -> bool:
    said = [word.stem for word in split_words(text) if word.stem not in SMALL_WORDS]
    if len(said) < MIN_ECHO_WORDS:
        return False
    theirs = {word.stem for word in split_words(spoken)}
    return sum(stem in theirs for stem in said) >= 0.85 * len(said)
