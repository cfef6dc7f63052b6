"""A server that listens, and a door to it."""

import pytest

from interviewprep.speech.openai_compatible import OpenAICompatibleSpeech, SpeechEndpoint
from interviewprep.testing.speech_server import SpeechServer

KEY = "sk-canary-speech"
# What a server may answer to either request: the reason that is told of it, and whether another try may go better.
FAULTS = {
    "500": ("status_5xx", True),
    "503": ("status_5xx", True),
    "429": ("status_429", True),
    "401": ("unauthorized", False),
    "404": ("not_found", False),
    "400": ("bad_request", False),
    "redirect": ("redirect", False),
    "empty": ("empty", True),
    "cut": ("connection", True),
    "hang": ("timeout", True),
}


@pytest.fixture
def server():
    with SpeechServer() as running:
        yield running


@pytest.fixture
def door(server):
    return OpenAICompatibleSpeech(
        SpeechEndpoint(
            server.url,
            KEY,
            transcription_model="listener",
            synthesis_model="voice",
            budget_seconds=2.0,
            max_concurrent=2,
        )
    )
