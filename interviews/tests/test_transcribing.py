"""A recording becomes words: over a real connection, within a budget, and nothing of it stays."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import UsageDay
from interviewprep.testing.factories import PASSWORD, make_bank, make_interview, make_user
from interviewprep.testing.recordings import make_mp4, make_ogg, make_wav, make_webm
from interviewprep.testing.refusals import tells, told
from interviewprep.testing.speech_server import HEARD
from interviews import transcribing
from interviews.models import Message

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/transcriptions/"


def send(client, content=None, content_type="audio/webm;codecs=opus"):
    content = make_webm(7.2) if content is None else content
    return client.generic("POST", PATH, content, content_type=content_type)


def dictated(user):
    return UsageDay.objects.filter(user=user).values_list("dictated_seconds", flat=True).first() or 0


def test_a_recording_comes_back_as_words(listening, api, user):
    response = send(api)
    assert (response.status_code, response.json()) == (200, {"text": HEARD, "seconds": 8, "words": 18, "pauses": 1})
    assert (listening.heard[0].content, listening.heard[0].fields["model"]) == (make_webm(7.2), "stand-in")
    assert dictated(user) == 8


@pytest.mark.parametrize("make", [make_wav, make_webm, make_ogg, make_mp4])
def test_what_a_recording_is_tells_its_content_whatever_it_is_called(listening, api, make):
    assert send(api, make(3), "audio/x-anything").status_code == 200
    assert listening.heard[0].filename == f"answer.{make.__name__.removeprefix('make_')}"


def test_pauses_are_told_only_where_the_server_tells_them(listening, api):
    listening.behaviour.segments = ()
    assert send(api).json()["pauses"] is None


def test_words_come_without_what_no_message_can_hold(listening, api):
    listening.behaviour.text = " So\x00 it\r\nwas \u202eslow. "
    assert send(api).json()["text"] == "So  it\nwas  slow."


def test_nothing_is_stored_and_nothing_is_sent_for_the_candidate(listening, api, user):
    make_bank(own=3, behavioral=1)
    interview = make_interview(user)
    before = list(Message.objects.values())
    send(api)
    interview.refresh_from_db()
    assert list(Message.objects.values()) == before
    assert HEARD[:20] not in json.dumps(api.get("/api/v1/me/export/").json())


def test_a_log_tells_that_somebody_dictated_but_not_what(listening, api, user, caplog):
    caplog.set_level("INFO")
    send(api)
    listening.behaviour.fault = "500"
    send(api)
    lines = [record for record in caplog.records if record.getMessage() == "transcription"]
    assert [(line.user_id, line.outcome, line.seconds) for line in lines] == [
        (user.pk, "done", 7.2),
        (user.pk, "status_5xx", 7.2),
    ]
    assert not any("figures" in str(vars(record)) for record in caplog.records)


FAULTS = {
    "500": transcribing.TranscriptionUnavailable,
    "429": transcribing.TranscriptionUnavailable,
    "401": transcribing.TranscriptionUnavailable,
    "garbage": transcribing.TranscriptionUnavailable,
    "empty": transcribing.TranscriptionUnavailable,
    "cut": transcribing.TranscriptionUnavailable,
    "silence": transcribing.NothingHeard,
}


@pytest.mark.parametrize(("fault", "error"), FAULTS.items(), ids=FAULTS)
def test_a_server_that_fails_is_told_of_in_our_words_and_costs_nothing(listening, api, user, fault, error):
    listening.behaviour.fault = fault
    response = send(api)
    assert told(response) == tells(error)
    is_unavailable = error is transcribing.TranscriptionUnavailable
    assert response.get("Retry-After") == (("7" if fault == "429" else "5") if is_unavailable else None)
    assert dictated(user) == (0 if is_unavailable else 8)


def test_a_server_that_does_not_answer_in_time_is_given_up(listening, api, settings, user):
    settings.SPEECH_BUDGET_SECONDS = 0.5
    listening.behaviour.fault = "hang"
    assert told(send(api)) == tells(transcribing.TranscriptionUnavailable)
    assert dictated(user) == 0


REFUSED = {
    "nothing": (b"", transcribing.InvalidRecording),
    "words": (b"Hello.", transcribing.InvalidRecording),
    "a click": (make_wav(0.1), transcribing.NothingHeard),
}


@pytest.mark.parametrize(("content", "error"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_taken_is_refused_and_sent_to_nobody(listening, api, user, content, error):
    assert told(send(api, content)) == tells(error)
    assert (listening.heard, dictated(user)) == ([], 0)


def test_a_recording_has_a_longest_length_and_a_largest_size(listening, api, settings):
    settings.SPEECH_MAX_SECONDS, settings.SPEECH_MAX_BYTES = 10, 300_000
    assert send(api, make_wav(10.5)).status_code == 200
    assert told(send(api, make_wav(12))) == (
        422,
        "recording_too_long",
        "This recording lasts 12 seconds; 10 can be sent at a time. Speak in two parts.",
    )
    assert told(send(api, make_wav(20))) == tells(transcribing.RecordingTooLarge)
    assert len(listening.heard) == 1


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_a_body_that_does_not_call_itself_sound_is_refused(listening, api, content_type):
    response = send(api, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_without_a_server_nothing_is_offered(api):
    assert told(send(api)) == tells(transcribing.TranscriptionNotOffered)


def test_the_status_tells_who_would_listen(api, settings):
    assert api.get("/api/v1/speech/status/").json() == {
        "transcription": False, "host": None, "synthesis": False, "reader": None, "max_seconds": 300, "max_bytes": 10_000_000,
    }  # fmt: skip
    settings.SPEECH_BASE_URL, settings.SPEECH_TRANSCRIPTION_MODEL = "https://speech.example/v1", "listener"
    status = api.get("/api/v1/speech/status/").json()
    assert [status[name] for name in ("transcription", "host", "synthesis")] == [True, "speech.example", False]
    settings.SPEECH_TRANSCRIPTION_MODEL, settings.SPEECH_SYNTHESIS_MODEL = "", "voice"
    status = api.get("/api/v1/speech/status/").json()
    assert [status[name] for name in ("transcription", "host", "reader")] == [False, None, "speech.example"]


# ------------------------------------------------------------------ who may, and how much


def test_somebody_is_asked_for_a_token(listening):
    assert send(APIClient()).status_code == 401
    assert listening.heard == []


def test_a_browsers_session_needs_its_csrf_token(listening, user):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert send(browser).status_code == 403
    browser.get("/account/settings/")
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    response = browser.generic("POST", PATH, make_webm(), content_type="audio/webm", headers=headers)
    assert (response.status_code, PASSWORD in str(response.content)) == (200, False)


def test_recordings_have_a_limit_of_their_own(listening, api, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"speech": "2/m"}
    answers = [send(api).status_code for _ in range(3)]
    assert (answers, len(listening.heard)) == ([200, 200, 429], 2)


def test_a_day_has_its_minutes_and_no_more(listening, api, settings, user):
    settings.USER_DAY_DICTATED_SECONDS = 20
    assert [send(api).status_code for _ in range(2)] == [200, 200]
    refused = send(api)
    assert told(refused)[:2] == (429, "budget_spent")
    assert refused.json()["detail"].startswith(
        "With this recording you would have dictated for more than the 20 seconds that this installation allows in a day."
    )
    assert 1 <= int(refused["Retry-After"]) <= 86_400
    assert (len(listening.heard), dictated(user)) == (2, 16)
    budgets = {each["name"]: each for each in api.get("/api/v1/me/usage/").json()["budgets"]}
    assert [budgets["dictated_seconds"][name] for name in ("used", "limit", "left")] == [16, 20, 4]


def test_somebody_elses_day_is_another(listening, api, settings):
    settings.USER_DAY_DICTATED_SECONDS = 8
    assert (send(api).status_code, send(api).status_code) == (200, 429)
    other = APIClient()
    other.force_authenticate(make_user())
    assert send(other).status_code == 200


def test_many_at_once_can_not_dictate_more_than_a_day_has(listening, settings, user):
    settings.USER_DAY_DICTATED_SECONDS, settings.SPEECH_MAX_CONCURRENT = 24, 12
    barrier = threading.Barrier(12, timeout=20)

    def dictate(_):
        client = APIClient()
        client.force_authenticate(user)
        try:
            barrier.wait()
            return send(client).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        answers = sorted(threads.map(dictate, range(12)))
    assert (answers, dictated(user), len(listening.heard)) == ([200] * 3 + [429] * 9, 24, 3)
