"""The transcript with the words marked that ratings rest on. Pure but for the messages it is given."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviews.models import Message


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Words behind a rating: ``id`` names their place in the transcript, ``seq`` the message, ``shown`` how they are quoted."""

    id: int
    seq: int
    start: int
    end: int
    text: str
    shown: str = ""
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a message. ``numbers`` are the ratings its words are evidence for, ``opens`` the quotes that begin here,
    ``closes`` the ratings whose words end here."""

    text: str
    numbers: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownMessage:
    message: Message
    segments: tuple[Segment, ...]


def mark_transcript(messages: Sequence[Message], marks: Iterable[tuple[int, ShownQuote]]) -> list[ShownMessage]:
    """Every message, cut at the edges of the quotes in it; ``marks`` are quotes with the number of their rating."""
    by_seq: dict[int, list[tuple[int, ShownQuote]]] = {}
    for number, quote in marks:
        by_seq.setdefault(quote.seq, []).append((number, quote))
    return [ShownMessage(message, split_at_marks(message.content, by_seq.get(message.seq, []))) for message in messages]


def split_at_marks(text: str, marks: Sequence[tuple[int, ShownQuote]]) -> tuple[Segment, ...]:
    """The text cut at every mark's edge; overlapping marks share their stretch. Joined, it is the text again."""
    edges = sorted({0, len(text), *(quote.start for _, quote in marks), *(quote.end for _, quote in marks)})
    return tuple(
        Segment(
            text[a:b],
            numbers=_numbers(n for n, quote in marks if quote.start <= a and b <= quote.end),
            opens=tuple(quote.id for _, quote in marks if quote.start == a),
            closes=_numbers(n for n, quote in marks if quote.end == b),
        )
        for a, b in itertools.pairwise(edges)
    )


def _numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))
