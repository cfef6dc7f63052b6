"""The one door to a server that turns speech into text, and text into speech. It knows no app, stores nothing and logs no word."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from interviewprep.llm.hosts import is_loopback
from interviewprep.speech.client import Recording, Synthesiser, Transcriber, Transcript

if TYPE_CHECKING:
    from interviewprep.speech.openai_compatible import OpenAICompatibleSpeech

__all__ = [
    "BROWSER",
    "Recording",
    "Synthesiser",
    "Transcriber",
    "Transcript",
    "get_synthesiser",
    "get_transcriber",
    "listener",
    "listens_here",
    "reader",
    "reads_here",
]

BROWSER = "browser"  # where speech goes when no server is configured: what the browser's maker offers


def get_transcriber() -> Transcriber | None:
    """The process's door to the configured server, or ``None``: then a browser may offer to do it.

    Raises ``ImproperlyConfigured`` when the settings name a server that must not, or can't, be asked.
    """
    return None if listener() == BROWSER else _open_door()


def get_synthesiser() -> Synthesiser | None:
    """The same for a server that speaks."""
    return None if reader() == BROWSER else _open_door()


def _open_door() -> "OpenAICompatibleSpeech":
    # Importing the openai package takes a second: whoever uses no server does not pay for it.
    from interviewprep.speech.openai_compatible import SpeechEndpoint, open_door  # noqa: PLC0415

    return open_door(
        SpeechEndpoint(
            base_url=settings.SPEECH_BASE_URL,
            api_key=settings.SPEECH_API_KEY,
            transcription_model=settings.SPEECH_TRANSCRIPTION_MODEL,
            synthesis_model=settings.SPEECH_SYNTHESIS_MODEL,
            max_concurrent=settings.SPEECH_MAX_CONCURRENT,
            budget_seconds=settings.SPEECH_BUDGET_SECONDS,
        )
    )


def listener() -> str:
    """Who turns a candidate's speech into text: the host of the configured server, else ``BROWSER``. What one agrees to."""
    return _host_for(settings.SPEECH_TRANSCRIPTION_MODEL)


def reader() -> str:
    """Who reads the interviewer's words aloud: the host of the configured server, else ``BROWSER``. What one agrees to."""
    return _host_for(settings.SPEECH_SYNTHESIS_MODEL)


def _host_for(model: str) -> str:
    if not (settings.SPEECH_BASE_URL and model):
        return BROWSER
    return urlsplit(settings.SPEECH_BASE_URL).hostname or ""


def listens_here() -> bool:
    """Whether the configured server is on this very machine."""
    return is_loopback(listener())


def reads_here() -> bool:
    """The same of the server that speaks."""
    return is_loopback(reader())
