"""What is sent to be turned into text or into speech, and what comes back."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Recording:
    """Somebody's voice. ``format`` is what its content says it is, never what it was called; ``seconds`` likewise."""

    content: bytes = field(repr=False)
    format: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, unjudged: it may be blank. ``segments`` are its stretches from second to second; none where the server tells none."""

    text: str = field(repr=False)
    segments: tuple[tuple[float, float], ...] = ()


class Transcriber(Protocol):
    """A server that listens. Raises ``LLMError`` only, as any door to a model does, and refuses to run in a transaction."""

    def transcribe(self, recording: Recording) -> Transcript: ...


class Synthesiser(Protocol):
    """A server that speaks: words in, MP3 out. Raises ``LLMError`` only, and refuses to run in a transaction."""

    def synthesise(self, words: str, *, voice: str) -> bytes: ...
