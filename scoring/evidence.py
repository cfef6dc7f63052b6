"""Finding a quote where it was really said. Pure."""

import re
from collections.abc import Iterable

from scoring.case import Answer, Quote


def find_quote(text: str, answers: Iterable[Answer]) -> Quote | None:
    """Where these words stand verbatim, white space and case aside; none when nobody said them."""
    words = text.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    for answer in answers:
        if match := pattern.search(answer.content):
            return Quote(answer.seq, match.start(), match.end(), match[0])
    return None


def is_verbatim(quote: Quote, content: str) -> bool:
    """Whether the quote's words stand at its offsets."""
    return content[quote.start : quote.end] == quote.text
