"""The door to a server that speaks, over real HTTP: what is sent, what is believed to be speech, how it fails, and when it gives up."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from interviewprep.llm import LLMError
from interviewprep.speech import BROWSER, Recording, Transcript, get_synthesiser, get_transcriber, listener, reader
from interviewprep.speech.sounds import NotASound, measure_mp3
from interviewprep.testing.recordings import make_wav, make_webm
from interviewprep.testing.sounds import make_mp3
from interviewprep.testing.speech_server import HEARD, SEGMENTS, Asked
from interviewprep.tests.speech.conftest import FAULTS, KEY

WORDS = "Hello Ana. Good to meet you."


def fail(door):
    with pytest.raises(LLMError) as caught:
        door.synthesise(WORDS, voice="sage")
    return caught.value.reason, caught.value.retryable


def test_words_are_sent_once_and_come_back_as_sound(server, door):
    sound = door.synthesise(WORDS, voice="sage")
    assert measure_mp3(sound) == pytest.approx(len(WORDS) / 16, abs=0.1)
    sent = {"model": "voice", "input": WORDS, "voice": "sage", "response_format": "mp3"}
    assert server.asked == [Asked("/v1/audio/speech", f"Bearer {KEY}", sent)]


OF_SPEAKING = FAULTS | {
    "garbage": ("not_sound", True),
    "wav": ("not_sound", True),
    "huge": ("too_large", False),
    "endless": ("too_large", False),
}


@pytest.mark.parametrize(("fault", "told"), OF_SPEAKING.items(), ids=OF_SPEAKING)
def test_every_fault_has_its_reason_and_is_tried_once(server, door, fault, told):
    server.behaviour.fault = fault
    began = time.monotonic()
    assert fail(door) == told
    assert (len(server.asked), time.monotonic() - began < 4) == (1, True)


def test_words_that_a_server_complains_of_are_told_to_nobody(server, door):
    server.behaviour.fault = "400"
    with pytest.raises(LLMError) as caught:
        door.synthesise(WORDS, voice="sage")
    assert (str(caught.value), caught.value.__cause__, caught.value.__suppress_context__) == ("bad_request", None, True)


def test_a_server_that_can_not_speak_still_listens(server, door):
    server.behaviour.fault = "500"
    reasons = [fail(door)[0] for _ in range(6)]
    assert (reasons, len(server.asked)) == (["status_5xx"] * 5 + ["breaker_open"], 5)
    server.behaviour.fault = ""
    assert door.transcribe(Recording(make_webm(), "webm", 3.0)) == Transcript(HEARD, SEGMENTS)


def test_listening_and_speaking_share_their_places(server, door):
    server.behaviour.seconds = 0.3
    recording = Recording(make_webm(), "webm", 3.0)
    listen, speak = lambda: door.transcribe(recording), lambda: door.synthesise(WORDS, voice="sage")
    with ThreadPoolExecutor(6) as threads:
        began = time.monotonic()
        list(threads.map(lambda ask: ask(), [listen, speak] * 3))
    assert time.monotonic() - began >= 0.9
    assert (len(server.heard), len(server.asked)) == (3, 3)


@pytest.mark.django_db
def test_words_are_never_sent_inside_a_transaction(server, door):
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a database transaction"):
        door.synthesise(WORDS, voice="sage")
    assert server.asked == []


# ------------------------------------------------------------------ what is speech

HUM = make_mp3(1)
LONG_NAME = b"ID3\x04\x00\x00\x00\x00\x01\x05" + bytes(133)
MPEG_2 = (b"\xff\xf3\x84\xc4" + bytes(188)) * 10  # 64 kbit/s at 24 kHz, as OpenAI's own
SOUNDS = {
    "a hum": (HUM, 1.008),
    "one frame": (HUM[:144], 0.036),
    "with a tag before it": (LONG_NAME + HUM, 1.008),
    "with a tag after it": (HUM + b"TAG" + bytes(125), 1.008),
    "cut off in a frame": (HUM[:-50], 0.972),
    "of the kind that providers send": (MPEG_2, 0.24),
}


@pytest.mark.parametrize(("content", "seconds"), SOUNDS.values(), ids=SOUNDS)
def test_speech_lasts_as_long_as_its_frames(content, seconds):
    assert measure_mp3(content) == pytest.approx(seconds)


NONE = {
    "nothing": b"",
    "words": b"Hello.",
    "a page": b"<!doctype html><title>It works!</title>",
    "WAV": make_wav(),
    "WebM": make_webm(),
    "layer II": b"\xff\xfd\x18\xc0" + HUM[4:],
    "a rate that is none": b"\xff\xfb\xf8\xc0" + HUM[4:],
    "a frequency that is none": b"\xff\xfb\x1c\xc0" + HUM[4:],
    "a version that is none": b"\xff\xeb\x18\xc0" + HUM[4:],
    "a tag alone": LONG_NAME,
    "a tag that is longer than all of it": b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + HUM,
    "a frame, then a page": HUM[:144] + b"<p>" * 1_000,
}


@pytest.mark.parametrize("content", NONE.values(), ids=NONE)
def test_what_is_no_speech_is_told_from_it(content):
    with pytest.raises(NotASound):
        measure_mp3(content)


@given(start=st.sampled_from([b"", b"ID3", HUM[:4], HUM[:144], LONG_NAME]), rest=st.binary(max_size=400))
def test_whatever_is_answered_is_measured_or_refused(start, rest):
    with contextlib.suppress(NotASound):
        assert measure_mp3(start + rest) > 0


# ------------------------------------------------------------------ which door the settings open


def configure(settings, **more):
    found = {"SPEECH_BASE_URL": "https://speech.example/v1", "SPEECH_SYNTHESIS_MODEL": "voice", **more}
    for name, value in found.items():
        setattr(settings, name, value)


@pytest.mark.parametrize("missing", ["SPEECH_BASE_URL", "SPEECH_SYNTHESIS_MODEL"])
def test_without_a_server_that_speaks_the_browser_reads(settings, missing):
    configure(settings, **{missing: ""})
    assert (get_synthesiser(), reader()) == (None, BROWSER)


def test_a_server_may_speak_without_listening(settings):
    configure(settings)
    assert (get_transcriber(), listener(), reader()) == (None, BROWSER, "speech.example")
    settings.SPEECH_TRANSCRIPTION_MODEL = "listener"
    assert get_synthesiser() is get_transcriber() is not None


def test_an_endless_name_of_a_model_is_refused_by_its_setting(settings):
    configure(settings, SPEECH_SYNTHESIS_MODEL="m" * 201)
    with pytest.raises(ImproperlyConfigured, match="SPEECH_SYNTHESIS_MODEL has more than 200 characters"):
        get_synthesiser()
