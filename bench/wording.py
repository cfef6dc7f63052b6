"""How well the offline scorer knows a key point again in other words, and how often it is mistaken."""

import random

from bench.figure import Place
from bench.tables import Line, Measured
from interviews.bank.loading import BANK
from interviews.bank.schema import QuestionEntry, read_bank_file
from scoring.trials import snapshot_of
from scoring.wording import THRESHOLD, find_by_words

TITLE = "Key points in other words"
ABOUT = f"""\
No cue need be said as it stands; the words of a key point and of its cues count by their weight, in any order (threshold
{THRESHOLD}): how many key points of the bank are found in their own
question's model answer, and how many in the model answers of six other questions of the same track, where none should be."""
OTHERS = 6
SEED = 1


def measure(place: Place) -> Measured:
    entries = [entry for path in sorted(BANK.glob("*.toml")) for entry in read_bank_file(path)[0]]
    draws = random.Random(SEED)
    own = [_found(entry, entry.model_answer) for entry in entries]
    strange = [_found(entry, other.model_answer) for entry in entries for other in _others(entry, entries, draws)]
    lines = [_line("in their own model answer", own), _line("in other questions' model answers", strange)]
    return Measured(TITLE, ABOUT, lines)


def _others(entry: QuestionEntry, entries: list[QuestionEntry], draws: random.Random) -> list[QuestionEntry]:
    beside = [other for other in entries if other is not entry and set(other.tracks) & set(entry.tracks)]
    return draws.sample(beside, OTHERS)


def _found(entry: QuestionEntry, text: str) -> tuple[int, int]:
    """How many key points are found, of how many."""
    snapshot = snapshot_of(entry)
    found = [find_by_words(snapshot, point, text, unearned="") is not None for point in snapshot.key_points]
    return sum(found), len(found)


def _line(what: str, counts: list[tuple[int, int]]) -> Line:
    found, total = sum(n for n, _ in counts), sum(n for _, n in counts)
    return Line(what, {"points": total, "found": found, "per cent": 100 * found / total})
