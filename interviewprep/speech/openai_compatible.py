"""The door to any server that speaks the audio part of the OpenAI wire: whisper.cpp, speaches, vLLM, OpenAI itself.

One call is: a place → one try past the breaker → over ``DeadlineTransport``, which follows no redirect. There is no second try
of our own: whoever spoke still has the recording and decides, and whoever listens still has the words. Listening and speaking
share the places, since they are the threads of one process, but no breaker, since a server may do one of them well.
"""

import functools
import math
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from django.core.exceptions import ImproperlyConfigured

from interviewprep.llm import refuse_open_transaction
from interviewprep.llm.address import check_address, check_key
from interviewprep.llm.breaker import Breaker
from interviewprep.llm.client import failure
from interviewprep.llm.gate import Gate
from interviewprep.llm.transport import NotUnderstood, explained
from interviewprep.llm.wire import open_client, read_object
from interviewprep.speech.client import Recording, Transcript
from interviewprep.speech.sounds import NotASound, measure_mp3

MAX_MODEL_CHARACTERS = 200
PATIENCE_SECONDS = 5.0  # for a place: who waits holds a thread that pages want
MAX_TEXT_CHARACTERS = 64_000
MAX_SEGMENTS = 10_000
MAX_SOUND_BYTES = 8_000_000  # 4,096 characters, slowly, at 160 kbit/s
RICH, PLAIN = "verbose_json", "json"


@dataclass(frozen=True, slots=True)
class SpeechEndpoint:
    """Where the server is, and what it may take. Raises ``ImproperlyConfigured``, naming the knob."""

    base_url: str
    api_key: str = field(repr=False)
    transcription_model: str = ""
    synthesis_model: str = ""
    max_concurrent: int = 4
    budget_seconds: float = 60.0

    def __post_init__(self) -> None:
        check_address(self.base_url, setting="SPEECH_BASE_URL", key_setting="SPEECH_API_KEY")
        check_key(self.api_key, setting="SPEECH_API_KEY")
        for setting in ("transcription_model", "synthesis_model"):
            if len(getattr(self, setting)) > MAX_MODEL_CHARACTERS:
                raise ImproperlyConfigured(f"SPEECH_{setting.upper()} has more than {MAX_MODEL_CHARACTERS} characters.")
        if self.max_concurrent < 1:
            raise ImproperlyConfigured("SPEECH_MAX_CONCURRENT must be at least 1.")
        if not 0 < self.budget_seconds < math.inf:
            raise ImproperlyConfigured("SPEECH_BUDGET_SECONDS must be more than 0.")


class OpenAICompatibleSpeech:
    """One server. Shared by the threads of a process; makes no connection until it is asked."""

    def __init__(self, endpoint: SpeechEndpoint, *, breaker: Breaker | None = None) -> None:
        self._endpoint = endpoint
        self._gate = Gate(endpoint.max_concurrent, breaker=breaker)
        self._way_to_speech = self._gate.beside()
        self._lock = threading.Lock()
        self._format = RICH

    def transcribe(self, recording: Recording) -> Transcript:
        """What was said. Raises ``LLMError``."""
        refuse_open_transaction()
        with self._gate.place(patience_seconds=PATIENCE_SECONDS), self._gate.admitted():
            return read_transcript(self._send(recording, time.monotonic() + self._endpoint.budget_seconds))

    def synthesise(self, words: str, *, voice: str) -> bytes:
        """The words as they sound in that voice, as MP3. Raises ``LLMError``."""
        refuse_open_transaction()
        gate = self._way_to_speech
        with gate.place(patience_seconds=PATIENCE_SECONDS), gate.admitted():
            return read_sound(self._ask_for_sound(words, voice, time.monotonic() + self._endpoint.budget_seconds))

    def _send(self, recording: Recording, deadline: float) -> bytes:
        """The answer's bytes. A server that knows no segments is asked for the words alone, now and from now on."""
        while True:
            asked = self._format
            try:
                return self._post(recording, asked, deadline)
            except NotUnderstood as refusal:
                is_about_format = "response_format" in refusal.complaint or "verbose_json" in refusal.complaint
            if asked == PLAIN or not is_about_format:
                raise failure("bad_request")
            with self._lock:
                self._format = PLAIN

    def _post(self, recording: Recording, response_format: Any, deadline: float) -> bytes:
        file = (f"answer.{recording.format}", recording.content, f"audio/{recording.format}")
        with (
            explained(),
            open_client(self._endpoint.base_url, self._endpoint.api_key, deadline=deadline) as (client, headers),
            client.audio.transcriptions.with_streaming_response.create(
                file=file,
                model=self._endpoint.transcription_model,
                response_format=response_format,
                extra_headers=headers,
            ) as response,
        ):
            content: bytes = response.http_response.read()
            return content

    def _ask_for_sound(self, words: str, voice: str, deadline: float) -> bytes:
        endpoint = self._endpoint
        try:
            with (
                explained(),
                open_client(endpoint.base_url, endpoint.api_key, deadline=deadline, max_bytes=MAX_SOUND_BYTES) as (
                    client,
                    headers,
                ),
                client.audio.speech.with_streaming_response.create(
                    input=words,
                    model=endpoint.synthesis_model,
                    voice=voice,
                    response_format="mp3",
                    extra_headers=headers,
                ) as response,
            ):
                content: bytes = response.http_response.read()
                return content
        except NotUnderstood:  # what it complains of may hold the words
            raise failure("bad_request") from None


@functools.cache
def open_door(endpoint: SpeechEndpoint) -> OpenAICompatibleSpeech:
    """The process's one door to this server: its places, its breaker and what it found out are shared."""
    return OpenAICompatibleSpeech(endpoint)


def read_sound(data: bytes) -> bytes:
    """The same, known to be MP3 from its content: what the answer calls itself counts for nothing. Raises ``LLMError``."""
    if not data:
        raise failure("empty")
    try:
        measure_mp3(data)
    except NotASound:
        raise failure("not_sound") from None
    return data


def read_transcript(data: bytes) -> Transcript:
    """The words and, where they are told, the stretches in which they were said. Raises ``LLMError`` for anything else."""
    body = read_object(data)
    if body.get("error"):
        raise failure("error_object")
    text = body.get("text")
    if not isinstance(text, str):
        raise failure("not_text")
    if len(text) > MAX_TEXT_CHARACTERS:
        raise failure("too_large")
    if re.search("[\ud800-\udfff]", text):
        raise failure("bad_utf8")
    return Transcript(text, _read_segments(body.get("segments")))


def _read_segments(found: object) -> tuple[tuple[float, float], ...]:
    """All of them, in order, or none: half of the truth about pauses would be none."""
    if not isinstance(found, list) or len(found) > MAX_SEGMENTS:
        return ()
    segments = []
    for each in found:
        start, end = (each.get("start"), each.get("end")) if isinstance(each, dict) else (None, None)
        if not (_is_moment(start) and _is_moment(end)) or start > end:
            return ()
        segments.append((float(start), float(end)))
    return tuple(sorted(segments))


def _is_moment(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
