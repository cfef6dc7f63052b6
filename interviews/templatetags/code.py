"""Template filters for code that was written: safe HTML with a class on what has a colour, and nothing changed in the text."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from interviews.colours import Piece, colour_code, cut_pieces
from interviews.models import Message

register = template.Library()


class HasText(Protocol):
    """A stretch of a message."""

    @property
    def text(self) -> str: ...


Stretch = TypeVar("Stretch", bound=HasText)


@register.filter
def as_code(code: str, language: str) -> SafeString:
    """The code, with colours where the language is known; everything escaped."""
    return _join(colour_code(code, language))


@register.filter
def colour_segments(segments: Sequence[Stretch], message: Message) -> Iterator[tuple[Stretch, SafeString]]:
    """Each stretch of a message of code with its HTML: the colours are those of the whole, wherever it is cut."""
    pieces = colour_code(message.content, message.language)
    cut = cut_pieces(pieces, [len(segment.text) for segment in segments])
    return ((segment, _join(part)) for segment, part in zip(segments, cut, strict=True))


def _join(pieces: list[Piece]) -> SafeString:
    return format_html_join("", "{}", ((_mark_up(piece),) for piece in pieces))


def _mark_up(piece: Piece) -> str:
    return format_html('<span class="code-{}">{}</span>', piece.kind, piece.text) if piece.kind else piece.text
