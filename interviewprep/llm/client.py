"""What every model call has in common: what is asked, what comes back, the one exception, and no transaction behind it."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from django.db import transaction

FINAL = frozenset(
    {"redirect", "unauthorized", "payment_required", "not_found", "bad_request", "too_large", "compressed"}
)


class LLMError(Exception):
    """The model could not be reached, or did not say anything that can be used. ``reason`` never quotes the provider.

    not sent      busy, breaker_open
    the way       timeout, connection, redirect
    its status    unauthorized, payment_required, not_found, bad_request, status_408, status_429, status_5xx
    its answer    too_large, compressed, empty, truncated, bad_utf8, not_json, error_object, no_choices, not_text, not_sound

    ``retryable`` says that the same call may go better later; ``retry_after`` in how many seconds, where that is known.
    """

    def __init__(self, reason: str, *, retryable: bool, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
        self.retry_after = retry_after


def failure(reason: str, *, retry_after: float | None = None) -> LLMError:
    """The error for one of the reasons above. The same call goes no better later where it, or the server, is at fault."""
    return LLMError(reason, retryable=reason not in FINAL, retry_after=retry_after)


@dataclass(frozen=True, slots=True)
class Message:
    """One line of what is sent."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One call: its text, the shape of the answer, and what it may cost in tokens and seconds.

    ``name`` and ``version`` (a hash) are for the record and are not sent.
    """

    name: str
    version: str
    messages: tuple[Message, ...]
    schema_name: str
    schema: Mapping[str, Any]
    max_tokens: int
    temperature: float
    budget_seconds: float


@dataclass(frozen=True, slots=True)
class Completion:
    """One whole answer, unjudged: it may be blank, refused, or cut short; ``finish_reason`` and ``refusal`` say so.

    ``format`` is the one that was asked for: ``json_schema``, ``json_object`` or ``none``. Tokens are ``None`` where the
    server does not count them.
    """

    text: str
    finish_reason: str
    refusal: str
    model: str
    tokens_in: int | None
    tokens_out: int | None
    latency_seconds: float
    format: str


class Stream:
    """The words of one answer as they arrive, for one thread. Nothing is sent before the first word is asked for.

    ``close`` ends the call and gives back its socket and its place, at any time and more than once.
    """

    def __init__(self, deltas: Generator[str, None, Completion]) -> None:
        self._deltas = deltas
        self._completion: Completion | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        try:
            return next(self._deltas)
        except StopIteration as end:
            self._completion = self._completion or end.value
            raise

    @property
    def completion(self) -> Completion:
        """The whole answer, once the words have run out; ``RuntimeError`` before."""
        if self._completion is None:
            raise RuntimeError("The answer is not complete: its words have not run out.")
        return self._completion

    def close(self) -> None:
        self._deltas.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class LLM(Protocol):
    """A model, wherever it runs. Both ways of asking raise ``LLMError`` only, and refuse to run in a transaction."""

    def complete(self, prompt: Prompt) -> Completion: ...

    def stream(self, prompt: Prompt) -> Stream: ...


def refuse_open_transaction() -> None:
    """Raise ``RuntimeError`` when a transaction is open: a model call must never hold a lock or a connection."""
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("The model was asked inside a database transaction.")
