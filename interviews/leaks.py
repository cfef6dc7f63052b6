"""Keeping what a candidate must not read out of what an interviewer says: the solution, the rules, this call's secrets. Pure."""

import re
from collections.abc import Iterable, Iterator

SHINGLE_WORDS = 8  # so many hidden words in a row are no coincidence
WORD = re.compile(r"\w+(?:['’]\w+)*")


class Leak(Exception):
    """The reply holds hidden words."""


class LeakFilter:
    """Knows hidden text again, eight words at a time. What may be said anyway (the question, the candidate's words) is not hidden."""

    def __init__(self, hidden: Iterable[str], *, secrets: Iterable[str], sayable: Iterable[str]) -> None:
        allowed = {shingle for text in sayable for shingle in _shingles(text)}
        self._hidden = {shingle for text in hidden for shingle in _shingles(text)} - allowed
        self._secrets = tuple(secret.casefold() for secret in secrets)

    def leaks(self, text: str) -> bool:
        plain = text.casefold()
        return any(secret in plain for secret in self._secrets) or any(s in self._hidden for s in _shingles(text))


class HeldBack:
    """Lets words of a stream through as soon as no leak can begin in them: always eight words late.

    The last words stay here: they are part of the finished reply, which is judged as a whole before it is told.
    """

    def __init__(self, leak_filter: LeakFilter) -> None:
        self._filter = leak_filter
        self._text = ""
        self._shown = 0

    def feed(self, words: str) -> str:
        """What may be shown now. Raises ``Leak`` before the last word of a leak is shown."""
        self._text += words
        if self._filter.leaks(self._text):
            raise Leak
        starts = [match.start() for match in WORD.finditer(self._text)]
        until = max(starts[-SHINGLE_WORDS] if len(starts) >= SHINGLE_WORDS else 0, self._shown)
        shown, self._shown = self._text[self._shown : until], until
        return shown


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = [word.casefold().replace("’", "'") for word in WORD.findall(text)]
    return (tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1))
