"""What can be looked for in one's history. Pure."""

from dataclasses import dataclass
from datetime import date

STILL_OPEN = "open"  # any stage but the last
MAX_WORDS = 100  # characters


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What is empty or None leaves everything in. Days are UTC days, both inclusive."""

    track: str = ""
    stage: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
