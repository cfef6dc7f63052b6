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
    return 0.0 if stem in SMALL_WORDS else _rarities().get(stem, _never_used())


def weigh(stems: Iterable[str]) -> float:
    return sum(map(rarity, stems))


@cache
def _rarities() -> dict[str, float]:
    """Inverse document frequency, a question being a document."""
    texts = list(_texts())
    counts = Counter(stem for text in texts for stem in {word.stem for word in split_words(text)})
    return {stem: math.log((len(texts) + 1) / (count + 0.5)) for stem, count in counts.items()}


@cache
def _never_used() -> float:
    return math.log((len(list(_texts())) + 1) / 0.5)


def _texts() -> Iterator[str]:
    for path in sorted(BANK.glob("*.toml")):
        for question in tomllib.loads(path.read_text(encoding="utf-8"))["question"]:
            yield " ".join(_parts(question))


def _parts(question: dict[str, Any]) -> Iterator[str]:
    yield from (question["prompt"], question["model_answer"], *question["hints"])
    yield from (point["text"] for point in question["key_point"])
