"""Who reads a candidate's message: the seam behind which an interviewer may be offline or a model. Pure."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Never, Protocol

from interviewprep.llm import Completion, Prompt
from interviews import offline
from interviews.brief import Brief, Reading


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the reply while it is being written; with ``replaces`` they stand for all that was said so far."""

    text: str
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class AskingAgain:
    """A reply could not be used, and the model is about to be asked once more: one more call to put on record."""


@dataclass(frozen=True, slots=True)
class CallReport:
    """What one call to the model brought. Tokens are None where the server does not count them."""

    ok: bool
    reason: str = ""
    prompt_name: str = ""
    prompt_version: str = ""
    characters_in: int = 0
    model: str = ""
    text: str = ""
    flags: tuple[str, ...] = ()
    tokens_in: int | None = None
    tokens_out: int | None = None
    latency_seconds: float = 0.0


def report_call(
    prompt: Prompt,
    completion: Completion | None = None,
    *,
    reason: str = "",
    flags: tuple[str, ...] = (),
    latency_seconds: float = 0.0,
) -> CallReport:
    """What to put on record of a call: without a ``reason`` for its failure it went well."""
    characters = sum(len(message.content) for message in prompt.messages)
    report = CallReport(not reason, reason, prompt.name, prompt.version, characters, flags=flags)
    if completion is None:
        return replace(report, latency_seconds=latency_seconds)
    return replace(
        report,
        model=completion.model,
        text=completion.text,
        tokens_in=completion.tokens_in,
        tokens_out=completion.tokens_out,
        latency_seconds=completion.latency_seconds,
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of reading a message, and the calls it took. No reading: the model failed."""

    reading: Reading | None
    calls: tuple[CallReport, ...] = ()


Listening = Generator[Piece | AskingAgain, None, Heard]


class Interviewer(Protocol):
    """Reads a message. May take seconds where it asks a model; never does so in a transaction."""

    def wants_model(self, brief: Brief) -> bool:
        """Whether this message will be read by a model: then a call is put on record before."""
        ...

    def listen(self, brief: Brief, *, may_ask_again: bool) -> Listening:
        """The words of the reply as they come, then what was heard. Raises ``LLMError`` or says that it failed."""
        ...


class OfflineInterviewer:
    """The interviewer that needs no model."""

    def wants_model(self, brief: Brief) -> bool:
        return False

    def listen(self, brief: Brief, *, may_ask_again: bool) -> Generator[Never, None, Heard]:
        yield from ()
        return Heard(offline.read_message(brief))
