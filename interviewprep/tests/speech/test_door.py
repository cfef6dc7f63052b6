"""The door to a server that listens, over real HTTP: what is sent, what is believed, how it fails, and when it gives up."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from interviewprep.llm import LLMError
from interviewprep.speech import BROWSER, Recording, Transcript, get_transcriber, listener
from interviewprep.speech.openai_compatible import SpeechEndpoint, read_transcript
from interviewprep.testing.recordings import make_webm
from interviewprep.testing.speech_server import HEARD, SEGMENTS, Heard
from interviewprep.tests.speech.conftest import FAULTS, KEY

WEBM = Recording(make_webm(), "webm", 3.0)


def fail(door):
    with pytest.raises(LLMError) as caught:
        door.transcribe(WEBM)
    return caught.value.reason, caught.value.retryable


def test_a_recording_is_sent_once_and_its_words_come_back(server, door):
    assert door.transcribe(WEBM) == Transcript(HEARD, SEGMENTS)
    sent = {"model": "listener", "response_format": "verbose_json"}
    assert server.heard == [Heard("/v1/audio/transcriptions", f"Bearer {KEY}", sent, "answer.webm", WEBM.content)]


def test_a_server_that_knows_no_segments_is_asked_for_the_words_alone_from_then_on(server, door):
    server.behaviour.fault = "plain"
    assert [door.transcribe(WEBM), door.transcribe(WEBM)] == [Transcript(HEARD)] * 2
    assert [heard.fields["response_format"] for heard in server.heard] == ["verbose_json", "json", "json"]


OF_LISTENING = FAULTS | {"garbage": ("not_json", True)}


@pytest.mark.parametrize(("fault", "told"), OF_LISTENING.items(), ids=OF_LISTENING)
def test_every_fault_has_its_reason_and_is_tried_once(server, door, fault, told):
    server.behaviour.fault = fault
    began = time.monotonic()
    assert fail(door) == told
    assert (len(server.heard), time.monotonic() - began < 4) == (1, True)


def test_a_server_that_asks_for_time_is_believed(server, door):
    server.behaviour.fault = "429"
    with pytest.raises(LLMError) as caught:
        door.transcribe(WEBM)
    assert caught.value.retry_after == 7


def test_a_server_that_keeps_failing_is_left_alone(server, door):
    server.behaviour.fault = "500"
    reasons = [fail(door)[0] for _ in range(6)]
    assert (reasons, len(server.heard)) == (["status_5xx"] * 5 + ["breaker_open"], 5)


def test_no_more_recordings_are_sent_at_a_time_than_there_are_places(server, door):
    server.behaviour.seconds = 0.3
    with ThreadPoolExecutor(6) as threads:
        began = time.monotonic()
        heard = list(threads.map(lambda _: door.transcribe(WEBM).text, range(6)))
    assert (heard, time.monotonic() - began >= 0.9) == ([HEARD] * 6, True)


@pytest.mark.django_db
def test_a_recording_is_never_sent_inside_a_transaction(server, door):
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a database transaction"):
        door.transcribe(WEBM)
    assert server.heard == []


REPLIES = {
    "words": (b'{"text": " Hello. "}', Transcript(" Hello. ")),
    "more than was asked for": (b'\xef\xbb\xbf{"text": "Hi", "task": "transcribe", "words": 7}', Transcript("Hi")),
    "segments out of order": (
        b'{"text": "Hi", "segments": [{"start": 3, "end": 4}, {"start": 0, "end": 1.5}]}',
        Transcript("Hi", ((0.0, 1.5), (3.0, 4.0))),
    ),
    "a segment that ends before it starts": (b'{"text": "Hi", "segments": [{"start": 3, "end": 1}]}', Transcript("Hi")),
    "a segment without an end": (
        b'{"text": "Hi", "segments": [{"start": 0, "end": 1}, {"start": 3}]}',
        Transcript("Hi"),
    ),
    "segments of no time": (b'{"text": "Hi", "segments": [{"start": NaN, "end": 1e999}]}', Transcript("Hi")),
    "segments that are none": (b'{"text": "Hi", "segments": ["a", true]}', Transcript("Hi")),
}


@pytest.mark.parametrize(("reply", "transcript"), REPLIES.values(), ids=REPLIES)
def test_words_are_believed_and_segments_only_when_all_of_them_make_sense(reply, transcript):
    assert read_transcript(reply) == transcript


REFUSED = {
    "blanks": (b"  \n", "empty"),
    "prose": (b"Hello.", "not_json"),
    "a list": (b'["Hello."]', "not_json"),
    "too deep": (b"[" * 100_000, "not_json"),
    "bytes": (b'{"text": "\xff"}', "bad_utf8"),
    "half a character": (b'{"text": "\\ud83d"}', "bad_utf8"),
    "a number": (b'{"text": 7}', "not_text"),
    "no text": (b"{}", "not_text"),
    "an error": (b'{"text": "Hi", "error": {"message": "out of memory"}}', "error_object"),
    "a book": (b'{"text": "' + b"a" * 64_001 + b'"}', "too_large"),
}


@pytest.mark.parametrize(("reply", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_transcript_is_refused(reply, reason):
    with pytest.raises(LLMError) as caught:
        read_transcript(reply)
    assert caught.value.reason == reason


# ------------------------------------------------------------------ which door the settings open


def configure(settings, url="https://speech.example/v1", **more):
    settings.SPEECH_BASE_URL, settings.SPEECH_TRANSCRIPTION_MODEL = url, "listener"
    for name, value in more.items():
        setattr(settings, name, value)


def test_without_a_server_the_browser_listens(settings):
    assert (get_transcriber(), listener()) == (None, BROWSER)
    configure(settings, SPEECH_TRANSCRIPTION_MODEL="")
    assert (get_transcriber(), listener()) == (None, BROWSER)


def test_all_who_ask_share_one_door_and_know_its_host(settings):
    configure(settings)
    assert get_transcriber() is get_transcriber()
    assert listener() == "speech.example"


WRONG = {
    "plain http": ({"url": "http://speech.example/v1"}, "SPEECH_BASE_URL must start with https"),
    "another machine": ({"url": "http://192.168.1.7/v1"}, "SPEECH_BASE_URL must start with https"),
    "a key in the address": ({"url": f"https://{KEY}@speech.example"}, "the key is SPEECH_API_KEY"),
    "a key of two words": ({"SPEECH_API_KEY": "sk one"}, "SPEECH_API_KEY has characters"),
    "no place": ({"SPEECH_MAX_CONCURRENT": 0}, "SPEECH_MAX_CONCURRENT must be at least 1"),
    "no time": ({"SPEECH_BUDGET_SECONDS": 0.0}, "SPEECH_BUDGET_SECONDS must be more than 0"),
    "an endless name": ({"SPEECH_TRANSCRIPTION_MODEL": "m" * 201}, "more than 200 characters"),
}


@pytest.mark.parametrize(("wrong", "told"), WRONG.values(), ids=WRONG)
def test_an_address_or_a_knob_that_can_not_be_is_refused_by_name(settings, wrong, told):
    configure(settings, **wrong)
    with pytest.raises(ImproperlyConfigured, match=told) as caught:
        get_transcriber()
    assert KEY not in str(caught.value)


def test_a_key_is_not_shown():
    endpoint = SpeechEndpoint("https://speech.example", KEY)
    assert KEY not in repr(endpoint)
