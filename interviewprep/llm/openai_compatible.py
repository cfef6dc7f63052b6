"""The door to any server that speaks the OpenAI chat-completions wire.

One call is: a place (the semaphore) → at most two tries (our own retry) → each past the breaker → in the richest dialect
that the server understands → over ``DeadlineTransport``. All of it within the prompt's budget.
"""

import contextlib
import functools
import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import httpx2
from django.core.exceptions import ImproperlyConfigured

from interviewprep.llm.address import check_address, check_key
from interviewprep.llm.breaker import Breaker
from interviewprep.llm.client import Completion, LLMError, Message, Prompt, Stream, failure, refuse_open_transaction
from interviewprep.llm.gate import Gate
from interviewprep.llm.transport import NotUnderstood, explained, read_events, status_failure
from interviewprep.llm.wire import open_client, read_object

RETRY_PAUSE_SECONDS = 0.5
MIN_SECONDS_TO_RETRY = 10.0
# The judge and the narrator may be another model than the interviewer.
JUDGING_SCHEMAS = frozenset({"question_judgement", "interview_summary"})
JSON_LINE = "Answer with one JSON object and nothing else."
MAX_NAME_CHARACTERS = 100
MAX_MODEL_CHARACTERS = 200  # what a record of the call can hold
MAX_TOKENS_COUNTED = 10**9


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is, and how many calls it may have at a time. Raises ``ImproperlyConfigured``, naming the knob."""

    base_url: str
    api_key: str = field(repr=False)
    model: str
    judge_model: str = ""
    max_concurrent: int = 12

    def __post_init__(self) -> None:
        check_address(self.base_url, setting="LLM_BASE_URL", key_setting="LLM_API_KEY")
        check_key(self.api_key, setting="LLM_API_KEY")
        if not self.model:
            raise ImproperlyConfigured("LLM_BASE_URL is set but LLM_MODEL is not: name the model to use.")
        if max(len(self.model), len(self.judge_model)) > MAX_MODEL_CHARACTERS:
            raise ImproperlyConfigured(f"LLM_MODEL has more than {MAX_MODEL_CHARACTERS} characters.")
        if self.max_concurrent < 1:
            raise ImproperlyConfigured("LLM_MAX_CONCURRENT must be at least 1.")

    def model_for(self, prompt: Prompt) -> str:
        is_judging = prompt.schema_name in JUDGING_SCHEMAS
        return (self.judge_model if is_judging else "") or self.model


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one model of one server understands: found out by asking, richest first."""

    format: Literal["json_schema", "json_object", "none"] = "json_schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    has_temperature: bool = True
    has_stream_options: bool = True

    def without(self, complaint: str) -> "Dialect | None":
        """The next simpler dialect, when the server's refusal names what it did not understand."""
        complaint = complaint.lower()
        if self.has_stream_options and ("stream_options" in complaint or "include_usage" in complaint):
            return replace(self, has_stream_options=False)
        if self.format != "none" and re.search("response_format|json_schema|json_object", complaint):
            return replace(self, format="json_object" if self.format == "json_schema" else "none")
        if self.limit == "max_tokens" and "max_completion_tokens" in complaint:
            return replace(self, limit="max_completion_tokens")
        if self.has_temperature and "temperature" in complaint:
            return replace(self, has_temperature=False)
        return None

    def body(self, prompt: Prompt, *, model: str, is_streaming: bool) -> dict[str, Any]:
        body: dict[str, Any] = {"model": model, "messages": self._messages(prompt), self.limit: prompt.max_tokens}
        if self.format == "json_schema":
            shape = {"name": prompt.schema_name, "strict": True, "schema": dict(prompt.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif self.format == "json_object":
            body["response_format"] = {"type": "json_object"}
        if self.has_temperature:
            body["temperature"] = prompt.temperature
        if is_streaming:
            body["stream"] = True
            if self.has_stream_options:
                body["stream_options"] = {"include_usage": True}
        return body

    def _messages(self, prompt: Prompt) -> list[dict[str, str]]:
        """OpenAI and DeepSeek refuse ``json_object`` when no message has the word; some servers take one system message."""
        messages = prompt.messages
        if self.format == "json_object" and not any("json" in each.content.lower() for each in messages):
            if messages and messages[0].role == "system":
                messages = (Message("system", f"{messages[0].content}\n{JSON_LINE}"), *messages[1:])
            else:
                messages = (Message("system", JSON_LINE), *messages)
        return [{"role": each.role, "content": _encodable(each.content)} for each in messages]


def _encodable(text: str) -> str:
    """Half a surrogate pair can't be sent."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Call:
    prompt: Prompt
    model: str
    is_streaming: bool
    started: float

    @property
    def deadline(self) -> float:
        return self.started + self.prompt.budget_seconds

    def seconds_left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())


class OpenAICompatible:
    """One model, or two, of one server. Shared by the threads of a process; makes no connection until it is asked."""

    def __init__(
        self, endpoint: Endpoint, *, breaker: Breaker | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._endpoint = endpoint
        self._gate = Gate(endpoint.max_concurrent, breaker=breaker)
        self._sleep = sleep
        self._dialects: dict[str, Dialect] = {}

    def complete(self, prompt: Prompt) -> Completion:
        with Stream(self._converse(prompt, is_streaming=False)) as stream:
            for _ in stream:
                pass
            return stream.completion

    def stream(self, prompt: Prompt) -> Stream:
        refuse_open_transaction()
        return Stream(self._converse(prompt, is_streaming=True))

    def _converse(self, prompt: Prompt, *, is_streaming: bool) -> Generator[str, None, Completion]:
        refuse_open_transaction()
        model = self._endpoint.model_for(prompt)
        call = _Call(prompt, model, is_streaming=is_streaming, started=time.monotonic())
        with self._gate.place(patience_seconds=call.seconds_left()):
            answer = _Answer()
            try:
                return (yield from self._try(call, answer))
            except LLMError as error:
                pause = RETRY_PAUSE_SECONDS if error.retry_after is None else error.retry_after
                is_worth_it = error.retryable and error.reason != "breaker_open" and not answer.is_begun
                if not is_worth_it or call.seconds_left() - pause < MIN_SECONDS_TO_RETRY:
                    raise
            self._sleep(pause)
            return (yield from self._try(call, _Answer()))

    def _try(self, call: _Call, answer: "_Answer") -> Generator[str, None, Completion]:
        """Ask once, and again only as long as the server says that it does not understand the question's form."""
        with self._gate.admitted():
            while True:
                dialect = self._dialects.get(call.model, Dialect())
                try:
                    with explained(), self._post(call, dialect) as response:
                        yield from answer.read(response, is_streaming=call.is_streaming)
                    return answer.as_completion(call, dialect)
                except NotUnderstood as refusal:
                    simpler = dialect.without(refusal.complaint)
                if simpler is None:
                    raise failure("bad_request")
                self._dialects[call.model] = simpler

    @contextlib.contextmanager
    def _post(self, call: _Call, dialect: Dialect) -> Iterator[httpx2.Response]:
        body = dialect.body(call.prompt, model=call.model, is_streaming=call.is_streaming)
        with (
            open_client(self._endpoint.base_url, self._endpoint.api_key, deadline=call.deadline) as (client, headers),
            client.chat.completions.with_streaming_response.create(**body, extra_headers=headers) as response,
        ):
            yield response.http_response


@functools.cache
def open_door(endpoint: Endpoint) -> OpenAICompatible:
    """The process's one door to this endpoint: its places, its breaker and what it found out are shared."""
    return OpenAICompatible(endpoint)


class _Answer:
    """What has been read of one answer. Its methods raise ``LLMError`` when that is not a chat completion."""

    def __init__(self) -> None:
        self.is_begun = False
        self._text: list[str] = []
        self._refusal: list[str] = []
        self._finish_reason = ""
        self._model = ""
        self._tokens: dict[str, int] = {}
        self._has_choice = False

    def read(self, response: httpx2.Response, *, is_streaming: bool) -> Iterator[str]:
        """The words as they arrive, when they are streamed: a server may answer with one whole body all the same."""
        is_whole = re.search("json|html", response.headers["content-type"])
        if is_streaming and not is_whole:
            yield from self._read_stream(response.iter_bytes())
        else:
            text = self._take(response.read(), "message")
            self._require_choice()
            if text:
                yield text

    def _read_stream(self, chunks: Iterable[bytes]) -> Iterator[str]:
        is_empty, is_done = True, False
        for data in read_events(chunks):
            is_empty, is_done = False, data == b"[DONE]"
            if is_done:
                break
            if text := self._take(data, "delta"):
                self.is_begun = True
                yield text
        if is_empty:
            raise failure("empty")
        if not (is_done or self._finish_reason):
            raise failure("truncated")
        self._require_choice()

    def _require_choice(self) -> None:
        if not self._has_choice:
            raise failure("no_choices")

    def _take(self, data: bytes, part: Literal["message", "delta"]) -> str:
        """Note what one JSON object says, and return its words."""
        body = read_object(data)
        if body.get("error"):
            raise _toldfailure(body["error"])
        self._model = self._model or _short(body.get("model"))
        self._take_usage(body.get("usage"))
        choices = body.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return ""
        self._has_choice = True
        self._finish_reason = _short(choice.get("finish_reason")) or self._finish_reason
        said = choice.get(part)
        if not isinstance(said, dict):
            return ""
        self._refusal.append(_read_text(said.get("refusal")))
        self._text.append(_read_text(said.get("content")))
        return self._text[-1]

    def _take_usage(self, usage: object) -> None:
        for name in ("prompt_tokens", "completion_tokens"):
            count = usage.get(name) if isinstance(usage, dict) else None
            if type(count) is int and 0 <= count < MAX_TOKENS_COUNTED:
                self._tokens[name] = count

    def as_completion(self, call: _Call, dialect: Dialect) -> Completion:
        return Completion(
            text="".join(self._text),
            finish_reason=self._finish_reason,
            refusal="".join(self._refusal),
            model=self._model or call.model,
            tokens_in=self._tokens.get("prompt_tokens"),
            tokens_out=self._tokens.get("completion_tokens"),
            latency_seconds=time.monotonic() - call.started,
            format=dialect.format,
        )


def _toldfailure(error: object) -> LLMError:
    """Some gateways answer 200 and put the true status into the body."""
    code = str(error.get("code")) if isinstance(error, dict) else ""
    return status_failure(int(code)) if re.fullmatch(r"[45]\d\d", code) else failure("error_object")


def _read_text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise failure("not_text")
    if re.search("[\ud800-\udfff]", value):
        raise failure("bad_utf8")
    return value


def _short(value: object) -> str:
    return _encodable(value)[:MAX_NAME_CHARACTERS] if isinstance(value, str) else ""
