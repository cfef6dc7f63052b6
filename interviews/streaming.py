"""A message that is being answered, as server-sent events: ``delta``, ``replace``, then ``turn`` or ``error``."""

from collections.abc import Callable
from typing import Any

from interviewprep.event_stream import Event
from interviewprep.steps import StepEvents
from interviews.engine import Piece
from interviews.exchange import Exchange, TurnResult


def exchange_events(exchange: Exchange, *, describe: Callable[[TurnResult], Any]) -> StepEvents[Piece, TurnResult]:
    """``describe`` makes the data of the last event: what a program or a page needs of the finished turn."""
    return StepEvents(
        exchange,
        describe_step=lambda piece: Event("replace" if piece.replaces else "delta", {"text": piece.text}),
        describe_result=lambda result: Event("turn", describe(result)),
    )
