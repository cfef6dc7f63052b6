"""A message that is being answered, as server-sent events: ``delta``, ``replace``, then ``turn`` or ``error``."""

from collections.abc import Callable, Iterator
from typing import Any

from interviewprep.errors import DomainError
from interviewprep.event_stream import Event
from interviews.exchange import Exchange, TurnResult


class ExchangeEvents:
    """``describe`` makes the data of the last event: what a program or a page needs of the finished turn."""

    def __init__(self, exchange: Exchange, *, describe: Callable[[TurnResult], Any]) -> None:
        self._exchange = exchange
        self._describe = describe

    def __iter__(self) -> Iterator[Event]:
        try:
            for piece in self._exchange:
                yield Event("replace" if piece.replaces else "delta", {"text": piece.text})
            yield Event("turn", self._describe(self._exchange.finish()))
        except DomainError as refused:
            yield Event("error", refused.as_body())

    def close(self) -> None:
        self._exchange.close()
