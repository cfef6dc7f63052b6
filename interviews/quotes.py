"""Finding the words that a model says were said: verbatim, but for white space, case and the typewriter's marks; and showing words.

Pure.
"""

import re
import unicodedata

# Marks that models put in place of the ones that were typed.
FOLDED = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "…": "..."}
)
SENTENCE_ENDS = re.compile(r"(?:^|[.!?;:…]|\n)[\"'”’)\]]*\s*$")
SENTENCE_ENDED = re.compile(r"\s*(?:$|[.!?;:…]|\n)")
ELLIPSIS = re.compile(r"^\s*(?:\.{3}|…)\s*|\s*(?:\.{3}|…)\s*$")


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quote stands in the text, so that ``text[start:end]`` are the candidate's own characters; None if nowhere."""
    plain, origins = _fold(text)
    wanted, _ = _fold(ELLIPSIS.sub("", quote).strip(" \t\r\n\"'“”‘’"))
    wanted = wanted.strip()
    if not wanted:
        return None
    at = plain.find(wanted)
    if at < 0:
        return None
    first, last = origins[at], origins[at + len(wanted) - 1]
    return first[0], last[1]


def show_quote(text: str, start: int, end: int) -> str:
    """``text[start:end]`` as it is shown: with an ellipsis at each end at which its sentence goes on."""
    before = "" if SENTENCE_ENDS.search(text[:start]) else "… "
    after = "" if SENTENCE_ENDED.match(text, end) or SENTENCE_ENDS.search(text[start:end]) else " …"
    return f"{before}{text[start:end]}{after}"


def _fold(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it is compared, and for each of its characters the stretch of the original that it stands for."""
    folded: list[str] = []
    origins: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        plain = " " if character.isspace() else _fold_character(character)
        if plain == " " and folded and folded[-1] == " ":
            origins[-1] = (origins[-1][0], at + 1)
            continue
        folded += plain
        origins += [(at, at + 1)] * len(plain)
    return "".join(folded), origins


def _fold_character(character: str) -> str:
    return unicodedata.normalize("NFKC", character).translate(FOLDED).casefold()
