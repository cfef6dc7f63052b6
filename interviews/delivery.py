"""How an answer was spoken, as far as that is known: pace, fillers, pauses. Facts to look at, never a score. Pure.

A filler is counted only where the words leave little doubt: "like" and "you know" between commas, "kind of" where it names no
kind. What a transcriber leaves out can't be counted, and nothing is made up for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PAUSE_SECONDS = 2.0
MIN_PACE_SECONDS = 5  # a pace of less would be chance
MAX_SPOKEN_SECONDS = 3_600  # of one answer
MAX_SPOKEN_WORDS = 4_000  # more than a message of 8,000 characters holds

_NAMES_A_KIND = r"(?<!this )(?<!that )(?<!what )(?<!which )(?<!the )(?<!one )(?<!some )(?<!any )(?<!each )(?<!every )(?<!a )(?<!same )(?<!another )(?<!other )"
FILLERS = {
    "um": r"\b(?:u+m+|e+r+m+)\b",
    "uh": r"\b(?:u+h+|e+r+)\b",
    "like": r"\blike(?=,)",
    "you know": r"(?<![^,.;!?\n]\s)\byou know(?=\s*(?:[,.;!?]|$))",
    "I mean": r"\bi mean(?=,)",
    "kind of": rf"{_NAMES_A_KIND}\bkind of\b",
    "sort of": rf"{_NAMES_A_KIND}\bsort of\b",
    "basically": r"\bbasically\b",
}
_PATTERNS = {word: re.compile(pattern, re.IGNORECASE | re.MULTILINE) for word, pattern in FILLERS.items()}


@dataclass(frozen=True, slots=True)
class HowSpoken:
    """How a message was spoken: for how long, how many of its words, and how often nothing was said for two seconds or more.

    ``pauses`` is None where nobody measured them.
    """

    seconds: int
    words: int
    pauses: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of some spoken answers together. What is not known of all of them is None.

    ``pace`` is in words a minute; ``fillers`` are those found, most frequent first.
    """

    answers: int
    seconds: int
    words: int
    pace: int | None
    pauses: int | None
    fillers: tuple[tuple[str, int], ...]

    @property
    def filler_total(self) -> int:
        return sum(count for _, count in self.fillers)


def describe_delivery(spoken: Sequence[tuple[str, HowSpoken]]) -> Delivery | None:
    """Put answers together, each with its words as sent; None where nothing was spoken."""
    if not spoken:
        return None
    seconds = sum(how.seconds for _, how in spoken)
    words = sum(how.words for _, how in spoken)
    measured = [how.pauses for _, how in spoken if how.pauses is not None]
    found = sum((count_fillers(text) for text, _ in spoken), Counter[str]())
    return Delivery(
        answers=len(spoken),
        seconds=seconds,
        words=words,
        pace=pace_of(words, seconds),
        pauses=sum(measured) if len(measured) == len(spoken) else None,
        fillers=tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))),
    )


def pace_of(words: int, seconds: int) -> int | None:
    """Words a minute; None where so little was said that it would be chance."""
    return round(60 * words / seconds) if words and seconds >= MIN_PACE_SECONDS else None


def count_fillers(text: str) -> Counter[str]:
    """How often each filler is in a text; what does not occur is left out."""
    counts = {word: sum(1 for _ in pattern.finditer(text)) for word, pattern in _PATTERNS.items()}
    return Counter({word: count for word, count in counts.items() if count})


def count_pauses(segments: Iterable[tuple[float, float]]) -> int:
    """How often nothing is said for long between two stretches of speech. Before the first and after the last is no pause."""
    ordered, count, until = sorted(segments), 0, None
    for start, end in ordered:
        count += until is not None and start - until >= PAUSE_SECONDS
        until = end if until is None else max(until, end)
    return count


# ------------------------------------------------------------------ in words

DELIVERY_NOTE = "Facts about the answers that you dictated, as you sent them. They change no rating and no score."


def tell_delivery(delivery: Delivery) -> list[tuple[str, str]]:
    """Each fact by its name, in words; what is not known is left out."""
    facts = [("Spoken", f"{_count(delivery.answers, 'answer')}, {tell_seconds(delivery.seconds)}")]
    if delivery.pace is not None:
        facts.append(("Pace", f"{delivery.pace} words a minute"))
    if delivery.pauses is not None:
        facts.append(("Pauses of two seconds or more", str(delivery.pauses)))
    found = ", ".join(f"{word} {count}" for word, count in delivery.fillers)
    facts.append(("Fillers", f"{delivery.filler_total} ({found})" if found else "none found"))
    return facts


def tell_seconds(seconds: int) -> str:
    """``42 s``; ``3 min 5 s``."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
