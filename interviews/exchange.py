"""What goes into a turn and what comes out of it: the message sent, the claim on it, the reply as it is written, the result."""

import hashlib
import json
from collections.abc import Generator
from dataclasses import asdict, dataclass
from datetime import date

from interviewprep.steps import Steps
from interviews.brief import Brief, Said
from interviews.delivery import HowSpoken
from interviews.engine import Piece
from interviews.enums import TurnKind
from interviews.models import Interview, LLMCall, Message, Turn


@dataclass(frozen=True, slots=True)
class Sent:
    """What a candidate sends: the message, the key that makes sending it safe to repeat, what they had seen, and how they spoke."""

    key: str
    said: Said
    language: str = ""
    last_seen_seq: int | None = None
    spoken: HowSpoken | None = None

    def body_hash(self) -> str:
        parts = [TurnKind.MESSAGE, self.said.content, self.said.kind, self.said.intent, self.language]
        parts += [str(asdict(self.spoken))] if self.spoken else []
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer one turn until its lease ends or a newer fence takes it over.

    ``calls`` are the model calls on record for it, set aside ``reserved_on`` that day: none when no model is to be asked.
    """

    interview_id: int
    turn: Turn
    message: Message
    brief: Brief
    calls: tuple[LLMCall, ...] = ()
    may_ask_again: bool = False
    reserved_on: date | None = None


@dataclass(frozen=True, slots=True)
class TurnResult:
    """A finished turn with all its messages; ``asked`` counts the questions asked up to its end."""

    interview: Interview
    turn: Turn
    messages: tuple[Message, ...]
    asked: int
    replayed: bool = False


class Exchange(Steps[Piece, TurnResult]):
    """A message that is being answered: pieces of the reply while it is written; ``finish`` gives the turn."""

    def __init__(self, answering: Generator[Piece, None, TurnResult], *, is_replay: bool) -> None:
        super().__init__(answering)
        self.is_replay = is_replay
