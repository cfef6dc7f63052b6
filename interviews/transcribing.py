"""A recording becomes words that its speaker may still change. It is passed on and forgotten: nothing of it is stored or logged."""

import math
from dataclasses import dataclass

from django.conf import settings

from interviewprep.errors import Conflict, DomainError, Unavailable, Unprocessable
from interviewprep.speech import Recording, Transcriber, Transcript
from interviewprep.speech.recordings import NotARecording, identify
from interviews.answers import count_words
from interviews.delivery import count_pauses
from interviews.speech_calls import counted, on_record
from interviews.validation import FORBIDDEN, normalise_newlines

MIN_SECONDS = 0.3  # a button pressed by mistake


class TranscriptionNotOffered(Conflict):
    """Nobody turns recordings into text here: this installation has no server for it."""


class RecordingTooLarge(DomainError):
    """This recording is larger than what can be sent. Nothing was sent on; speak in two parts."""

    status = 413


class RecordingTooLong(Unprocessable):
    """This recording is longer than what can be sent. Nothing was sent on; speak in two parts."""


class InvalidRecording(Unprocessable):
    """This is no recording that can be read: send WebM, Ogg (Opus), MP4 or WAV, and send all of it."""


class NothingHeard(Unprocessable):
    """No words were heard in this recording. Is it the right microphone, and is it on?"""


class TranscriptionUnavailable(Unavailable):
    """The words could not be made out just now. Keep the recording and send it again in a moment."""


@dataclass(frozen=True, slots=True)
class Dictated:
    """What was heard. ``pauses`` are silences of two seconds or more; none where the server does not tell."""

    text: str
    seconds: int
    words: int
    pauses: int | None


def transcribe(user_id: int, content: bytes, *, transcriber: Transcriber | None) -> Dictated:
    """Have a recording put into words. What nobody listened to does not count as dictated."""
    if transcriber is None:
        raise TranscriptionNotOffered
    recording = _read_recording(content)
    seconds = math.ceil(recording.seconds)
    with counted(user_id, "dictated_seconds", seconds):
        transcript = _ask(user_id, recording, transcriber)
    text = FORBIDDEN.sub(" ", normalise_newlines(transcript.text)).strip()
    if not text:
        raise NothingHeard
    pauses = count_pauses(transcript.segments) if transcript.segments else None
    return Dictated(text, seconds, count_words(text), pauses)


def _read_recording(content: bytes) -> Recording:
    if len(content) > settings.SPEECH_MAX_BYTES:
        raise RecordingTooLarge
    try:
        name, seconds = identify(content)
    except NotARecording as error:
        raise InvalidRecording from error
    if seconds < MIN_SECONDS:
        raise NothingHeard
    if seconds > settings.SPEECH_MAX_SECONDS + 1:  # a browser stops a little late
        most = settings.SPEECH_MAX_SECONDS
        raise RecordingTooLong(
            f"This recording lasts {seconds:,.0f} seconds; {most:,} can be sent at a time. Speak in two parts."
        )
    return Recording(content, name, seconds)


def _ask(user_id: int, recording: Recording, transcriber: Transcriber) -> Transcript:
    facts = {"format": recording.format, "seconds": round(recording.seconds, 1), "bytes": len(recording.content)}
    with on_record("transcription", refusal=TranscriptionUnavailable, user_id=user_id, **facts):
        return transcriber.transcribe(recording)
