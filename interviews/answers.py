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

SHORT_WORDS = 12  # an answer of at most so many words is asked for more


class AnswerKind(StrEnum):
    ANSWER = "answer"
    BLANK = "blank"
    GIBBERISH = "gibberish"
    ECHO = "echo"
    STEERING = "steering"
    DONT_KNOW = "dont_know"


JUNK = frozenset({AnswerKind.BLANK, AnswerKind.GIBBERISH, AnswerKind.ECHO, AnswerKind.STEERING})

DONT_KNOW = re.compile(
    r"(sorry[,. ]*)?(i|we)?\s*(really |honestly |just )?"
    r"(don'?t know|do not know|dunno|idk|no idea|have no idea|no clue|not sure|am not sure|can'?t answer( that| this)?"
    r"|have no answer)(\s+(this|that|the answer|it|this one|about this|about that|how|at all|sorry))*[\s.,!]*(idk[\s.]*)*",
    re.IGNORECASE,
)
SKIP = re.compile(
    r"(please |can we |could we |let'?s |i'?d like to )*(skip|pass|next)( (this|it|that|question|one|please|the))*[\s.!?]*",
    re.IGNORECASE,
)
HINT = re.compile(
    r"((can|could|may) (i|you)|please|i('d| would) like|i need|give me)?\s*(please )?(have|get|give me)?\s*(a|another|one more)?\s*hint(,? please)?[\s.!?]*",
    re.IGNORECASE,
)
QUESTION_BACK = re.compile(
    r"(so |and |just |ok |okay |sorry,? |before i start,? )*(can|could|may|should|shall|do|does|is|are|am|what|which|how many|how much|how big|how large|how often|will|would)\b",
    re.IGNORECASE,
)
STEERING = re.compile(
    r"\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(rubric|instruction|rule|prompt|above|previous|guideline|criteria|scoring|everything)"
    r"|\b(give|award|assign|grant|rate|score|grade|mark)\b.{0,30}\b(me|this answer|this response|my answer|everything|all competenc\w+|candidate)\b.{0,40}"
    r"\b([45]|10|100|full|max\w*|top|highest|perfect|strong|five|ten)\b"
    r"|\b(system prompt|developer message|you are now|act as|pretend (to be|that you)|new instructions?|jailbreak|end of transcript)\b"
    r"|\b(the )?(candidate|applicant) (has )?(covered|answered|met) (all|every)"
    r"|</?(system|instructions?|assistant|rubric|evaluation)>|^\s*(system|assistant)\s*:",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxzçñß]+")
MAX_CONSONANTS = 6  # in a row: "strengths" has five, a hand on the keyboard has more
MIN_NOISE_LETTERS = 4  # shorter words can't be told from abbreviations
REPEATED = 4  # the same word so often is no sentence
MIN_ECHO_WORDS = 4
MAX_CLARIFYING_WORDS = 30
KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be counted in an answer. ``words`` in any script; ``fillers`` are um, like, basically…"""

    words: int
    fillers: int


def classify(text: str, *, spoken: str, is_code: bool = False) -> AnswerKind:
    """What was typed. ``spoken`` is what the interviewer said, to know it again when it is only pasted back."""
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        return AnswerKind.BLANK
    if STEERING.search(text):
        return AnswerKind.STEERING
    if DONT_KNOW.fullmatch(text.strip().replace("’", "'")):
        return AnswerKind.DONT_KNOW
    if not is_code and _is_gibberish(text):
        return AnswerKind.GIBBERISH
    if _is_echo(text, spoken):
        return AnswerKind.ECHO
    return AnswerKind.ANSWER


def read_intent(text: str) -> Intent:
    """The intent of free text: an answer unless the words leave no doubt."""
    plain = text.strip().replace("’", "'")
    if DONT_KNOW.fullmatch(plain):
        return Intent.DONT_KNOW
    if SKIP.fullmatch(plain):
        return Intent.SKIP
    if HINT.fullmatch(plain):
        return Intent.HINT
    if (
        plain.endswith("?")
        and len(plain.split()) <= MAX_CLARIFYING_WORDS
        and QUESTION_BACK.match(plain)
        and plain.count(".") == 0
    ):
        return Intent.CLARIFY
    return Intent.ANSWER


def is_mostly_latin(text: str) -> bool:
    """Whether the offline interviewer can recognise anything in it: its cues are English."""
    letters = [c for c in text if c.isalpha()]
    latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
    return not letters or latin * 2 >= len(letters)


def count_facts(text: str) -> Facts:
    fillers = re.findall(
        r"\b(u+m+|u+h+|er+m*|like,|you know|basically|kind of|sort of|i mean|stuff like that)\b", text, re.IGNORECASE
    )
    return Facts(words=count_words(text), fillers=len(fillers))


def count_words(text: str) -> int:
    """Words in any script; scripts without spaces count two characters as one word."""
    spaced = len(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text))
    unspaced = sum(unicodedata.name(c, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI")) for c in text)
    return max(spaced, unspaced // 2)


def _is_gibberish(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)
    if not words:
        digits = re.sub(r"\W", "", text)
        return (len(set(digits)) == 1 and len(digits) >= REPEATED) or _is_keyboard_run(digits)
    plain = [word.casefold() for word in words]
    repeats = len(words) >= REPEATED and len(set(plain)) <= max(1, len(words) // REPEATED)
    noise = sum(_is_noise(word, alone=len(words) == 1) for word in words if is_mostly_latin(word))
    return repeats or noise * 2 > len(words)


def _is_noise(word: str, *, alone: bool) -> bool:
    """Whether no language has this word. An acronym has no vowels either, so one that stands alone is let through."""
    plain = word.casefold()
    if len(plain) < MIN_NOISE_LETTERS or (word.isupper() and alone):
        return False
    runs = [len(run) for run in CONSONANTS.findall(plain)]
    voiceless = not alone and runs == [len(plain)]
    stutters = re.search(r"(.)\1{3,}|^(.{1,3})\2{2,}.{0,2}$", plain) is not None
    return voiceless or stutters or max(runs, default=0) >= MAX_CONSONANTS or _is_keyboard_run(plain)


def _is_keyboard_run(word: str) -> bool:
    """``asdf``, ``qwerty``, ``lkjh``: neighbours on a keyboard, one after the other."""
    if len(word) < MIN_NOISE_LETTERS:
        return False
    steps = [any(a + b in row or b + a in row for row in KEYBOARD_ROWS) for a, b in itertools.pairwise(word)]
    return sum(steps) >= 0.75 * len(steps) and word not in {"were", "power", "poor", "tree", "free", "property"}


def _is_echo(text: str, spoken: str) -> bool:
    said = [word.stem for word in split_words(text) if word.stem not in SMALL_WORDS]
    if len(said) < MIN_ECHO_WORDS:
        return False
    theirs = {word.stem for word in split_words(spoken)}
    return sum(stem in theirs for stem in said) >= 0.85 * len(said)
