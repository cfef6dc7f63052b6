"""What goes into a turn and what comes out of it: the message sent, the claim on it, the reply as it is written, the result."""

import contextlib
import hashlib
import json
from collections.abc import Generator
from dataclasses import dataclass

from interviewprep.errors import DomainError
from interviews.brief import Brief, Said
from interviews.engine import Piece
from interviews.enums import TurnKind
from interviews.models import Interview, LLMCall, Message, Turn


@dataclass(frozen=True, slots=True)
class Sent:
    """What a candidate sends: the message, the key that makes sending it safe to repeat, and what they had seen."""

    key: str
    said: Said
    language: str = ""
    last_seen_seq: int | None = None

    def body_hash(self) -> str:
        parts = [TurnKind.MESSAGE, self.said.content, self.said.kind, self.said.intent, self.language]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer one turn until its lease ends or a newer fence takes it over.

    ``calls`` are the model calls on record for it: none when no model is to be asked.
    """

    interview_id: int
    turn: Turn
    message: Message
    brief: Brief
    calls: tuple[LLMCall, ...] = ()
    may_ask_again: bool = False


@dataclass(frozen=True, slots=True)
class TurnResult:
    """A finished turn with all its messages; ``asked`` counts the questions asked up to its end."""

    interview: Interview
    turn: Turn
    messages: tuple[Message, ...]
    asked: int
    replayed: bool = False


class Exchange:
    """A message that is being answered: pieces of the reply while it is written; ``finish`` gives the turn.

    Whoever stops listening changes nothing: ``close`` hears the model out and commits.
    """

    def __init__(self, answering: Generator[Piece, None, TurnResult], *, is_replay: bool) -> None:
        self.is_replay = is_replay
        self._answering = answering
        self._result: TurnResult | None = None

    def __iter__(self) -> "Exchange":
        return self

    def __next__(self) -> Piece:
        try:
            return next(self._answering)
        except StopIteration as end:
            self._result = self._result or end.value
            raise

    def finish(self) -> TurnResult:
        """The finished turn; what is left of the reply is waited for."""
        for _ in self:
            pass
        if self._result is None:
            raise RuntimeError("The exchange was broken off by an error before.")
        return self._result

    def close(self) -> None:
        # Nobody is there to be told of a refusal, and the turn's rows say how it ended.
        with contextlib.suppress(DomainError):
            for _ in self:
                pass
