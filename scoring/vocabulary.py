"""How much a word tells: rare words say what an answer is about, common ones say little. Read once from the bank's files. Pure."""

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from interviews.coverage import SMALL_WORDS, split_words

BANK = Path(__file__).resolve().parents[1] / "interviews" / "bank"


def rarity(stem: str) -> float:
    """0 for a word that is no content, some 0.5 for one of nearly every question, 5.7 for one that the bank never uses."""
    if stem in SMALL_WORDS:
        return 0.0
    rarities, never_used = _table()
    return rarities.get(stem, never_used)


def weigh(stems: Iterable[str]) -> float:
    return sum(map(rarity, stems))


@cache
def _table() -> tuple[dict[str, float], float]:
    """Inverse document frequency, a question being a document; and that of a word in none of them."""
    texts = list(_texts())
    counts = Counter(stem for text in texts for stem in {word.stem for word in split_words(text)})
    return {stem: _idf(count, len(texts)) for stem, count in counts.items()}, _idf(0, len(texts))


def _idf(count: int, documents: int) -> float:
    return math.log((documents + 1) / (count + 0.5))


def _texts() -> Iterator[str]:
    for path in sorted(BANK.glob("*.toml")):
        for question in tomllib.loads(path.read_text(encoding="utf-8"))["question"]:
            yield " ".join(_parts(question))


def _parts(question: dict[str, Any]) -> Iterator[str]:
    yield from (question["prompt"], question["model_answer"], *question["hints"])
    yield from (point["text"] for point in question["key_point"])
