"""A server that listens, and a door to it."""

import pytest

from interviewprep.speech.openai_compatible import OpenAICompatibleSpeech, SpeechEndpoint
from interviewprep.testing.speech_server import SpeechServer

KEY = "sk-canary-speech"


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
