"""The one door to a server that turns speech into text. It knows no app, stores nothing and logs no word."""

from urllib.parse import urlsplit

from django.conf import settings

from interviewprep.llm.hosts import is_loopback
from interviewprep.speech.client import Recording, Transcriber, Transcript

__all__ = ["BROWSER", "Recording", "Transcriber", "Transcript", "get_transcriber", "listener", "listens_here"]

BROWSER = "browser"  # where speech goes when no server is configured: what the browser's maker offers


def get_transcriber() -> Transcriber | None:
    """The process's door to the configured server, or ``None``: then a browser may offer to do it.

    Raises ``ImproperlyConfigured`` when the settings name a server that must not, or can't, be asked.
    """
    if listener() == BROWSER:
        return None
    # Importing the openai package takes a second: whoever uses no server does not pay for it.
    from interviewprep.speech.openai_compatible import SpeechEndpoint, open_door  # noqa: PLC0415

    return open_door(
        SpeechEndpoint(
            base_url=settings.SPEECH_BASE_URL,
            api_key=settings.SPEECH_API_KEY,
            transcription_model=settings.SPEECH_TRANSCRIPTION_MODEL,
            max_concurrent=settings.SPEECH_MAX_CONCURRENT,
            budget_seconds=settings.SPEECH_BUDGET_SECONDS,
        )
    )


def listener() -> str:
    """Who turns a candidate's speech into text: the host of the configured server, else ``BROWSER``. What one agrees to."""
    if not (settings.SPEECH_BASE_URL and settings.SPEECH_TRANSCRIPTION_MODEL):
        return BROWSER
    return urlsplit(settings.SPEECH_BASE_URL).hostname or ""


def listens_here() -> bool:
    """Whether the configured server is on this very machine."""
    return is_loopback(listener())
