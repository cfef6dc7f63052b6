"""What the interviewer said becomes sound: only that, only for its candidate, only where it was agreed to, within a budget."""

import threading

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import UsageDay, User
from accounts.preferences import change_preferences
from interviewprep.speech import BROWSER, reader
from interviewprep.speech.sounds import measure_mp3
from interviewprep.testing.factories import NEUTRAL_ANSWER, make_bank, make_interview, make_user, say
from interviewprep.testing.racing import race
from interviewprep.testing.refusals import tells, told
from interviews import catalogue
from interviews.enums import Speaker
from interviews.models import Interview, Message
from interviews.speaking import NothingToRead, ReadingNotAgreed, ReadingNotOffered, TooLongToRead

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def interview(user):
    """One with Maya that has begun; her candidate agrees to be spoken to."""
    make_bank(own=3, behavioral=1)
    return make_interview(user, interviewer="maya")


@pytest.fixture
def agreed(speaking, user):
    agree(user)


def agree(user):
    change_preferences(user.pk, {"voice": "server", "voice_consent": reader()})


def hear(client, interview, seq=1, **headers):
    path = f"/api/v1/interviews/{interview.public_id}/messages/{seq}/speech/"
    return client.get(path, headers=headers)


def spoken(user):
    return UsageDay.objects.filter(user=user).values_list("spoken_characters", flat=True).first() or 0


def write(interview, content, *, seq=1):
    """Put other words into a message of the interviewer's. Nobody but a test can."""
    Message.objects.filter(interview=interview, seq=seq).update(content=content)


def test_a_message_is_heard_in_the_interviewers_own_voice(speaking, agreed, api, interview, user):
    words = interview.messages.get(seq=1).content
    response = hear(api, interview)
    assert (response.status_code, response["Content-Type"]) == (200, "audio/mpeg")
    assert measure_mp3(response.content) == pytest.approx(len(words) / 16, abs=0.1)
    sent = {"model": "stand-in", "input": words, "voice": "sage", "response_format": "mp3"}
    assert [(asked.path, asked.key, asked.body) for asked in speaking.asked] == [
        ("/v1/audio/speech", "Bearer sk-canary", sent)
    ]
    assert spoken(user) == len(words)


def test_a_browser_hears_the_same_by_its_session(speaking, agreed, browser, interview):
    assert hear(browser, interview).status_code == 200


@pytest.mark.parametrize("accept", ["audio/mpeg", "audio/*;q=0.9", "*/*", "application/json"])
def test_whatever_kind_of_answer_is_asked_for_sound_comes_and_refusals_are_json(
    speaking, agreed, api, interview, accept
):
    assert hear(api, interview, accept=accept)["Content-Type"] == "audio/mpeg"
    refused = hear(api, interview, 99, accept=accept)
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/json")


def test_each_interviewer_has_a_voice_and_the_installation_may_name_another(speaking, agreed, api, user, settings):
    make_bank()
    voices = {}
    settings.SPEECH_VOICES = {"hiroshi": "am_adam"}
    for name in catalogue.interviewers():
        hear(api, make_interview(user, interviewer=name))
        voices[name] = speaking.asked[-1].body["voice"]
    assert voices == {"maya": "sage", "gareth": "onyx", "adaeze": "coral", "hiroshi": "am_adam"}


WRITTEN = {
    "paragraphs": ("One.\n\nTwo, with `a < b` in it.", "One.\n\nTwo, with a < b in it."),
    "a fence between": ("Look:\n```python\nsecret()\n```\nWhat is it for?", "Look:\n\nWhat is it for?"),
    "an indented piece": ("Run this:\n\n    a = 1\n\nThen tell me.", "Run this:\n\nThen tell me."),
}


@pytest.mark.parametrize(("content", "words"), WRITTEN.values(), ids=WRITTEN)
def test_paragraphs_are_spoken_and_code_is_for_the_eye(speaking, agreed, api, interview, content, words):
    write(interview, content)
    hear(api, interview)
    assert speaking.asked[0].body["input"] == words


UNSPEAKABLE = {
    "code alone": ("```\na = 1\n```", NothingToRead),
    "a book": ("a" * 4_097, TooLongToRead),
}


@pytest.mark.parametrize(("content", "error"), UNSPEAKABLE.values(), ids=UNSPEAKABLE)
def test_what_can_not_be_spoken_is_told_and_sent_to_nobody(speaking, agreed, api, interview, user, content, error):
    write(interview, content)
    assert told(hear(api, interview)) == tells(error)
    assert (speaking.asked, spoken(user)) == ([], 0)


def test_as_much_as_the_wire_takes_is_spoken(speaking, agreed, api, interview):
    write(interview, "a" * 4_096)
    assert hear(api, interview).status_code == 200


def test_what_the_candidate_said_is_spoken_for_nobody(speaking, agreed, api, interview):
    say(interview, NEUTRAL_ANSWER)
    said = interview.messages.get(speaker=Speaker.CANDIDATE)
    assert hear(api, interview, said.seq).status_code == 404
    assert speaking.asked == []


# ------------------------------------------------------------------ what was agreed to


def test_without_a_server_nothing_is_offered(api, interview):
    assert reader() == BROWSER
    assert told(hear(api, interview)) == tells(ReadingNotOffered)


def test_nothing_is_sent_before_it_was_agreed_to_nor_after_it_was_taken_back(speaking, browser, interview, user):
    assert told(hear(browser, interview)) == tells(ReadingNotAgreed)
    agree(user)
    assert hear(browser, interview).status_code == 200
    change_preferences(user.pk, {"voice": "browser"})
    assert hear(browser, interview).status_code == 409
    assert len(speaking.asked) == 1


def test_agreeing_to_one_host_is_not_agreeing_to_another(speaking, agreed, api, interview, settings):
    settings.SPEECH_BASE_URL = settings.SPEECH_BASE_URL.replace("127.0.0.1", "localhost")
    assert hear(api, interview).json()["code"] == "reading_not_agreed"
    assert speaking.asked == []


# ------------------------------------------------------------------ once


def test_who_has_heard_it_is_told_that_nothing_has_changed_and_nobody_is_asked(
    speaking, agreed, api, interview, user, settings
):
    first = hear(api, interview)
    kept = "private, max-age=86400, immutable"
    again = hear(api, interview, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert [each["Cache-Control"] for each in (first, again)] == [kept, kept]
    assert (len(speaking.asked), spoken(user)) == (1, len(speaking.asked[0].body["input"]))
    settings.SPEECH_VOICES = {"maya": "alto"}
    assert hear(api, interview, if_none_match=first["ETag"]).status_code == 200


def test_a_refusal_is_kept_by_no_cache(speaking, agreed, api, interview):
    speaking.behaviour.fault = "500"
    assert hear(api, interview)["Cache-Control"] == "no-store"
    assert hear(api, interview, 99)["Cache-Control"] == "no-store"


def test_a_copy_is_one_persons(speaking, agreed, browser, interview):
    assert "Cookie" in hear(browser, interview)["Vary"]


@pytest.mark.parametrize("path", ["/interviews/{}/delete/", "/interviews/delete/"])
def test_what_was_heard_leaves_the_browser_with_its_interview(browser, interview, path):
    response = browser.post(path.format(interview.public_id), {"interview": [str(interview.public_id)]})
    assert (response.status_code, Interview.objects.count()) == (302, 0)
    assert response["Clear-Site-Data"] == '"cache"'


# ------------------------------------------------------------------ what goes wrong

FAULTS = ("500", "429", "401", "400", "garbage", "wav", "empty", "cut", "huge", "endless")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_fails_is_told_of_in_our_words_and_costs_nothing(
    listening, speaking, agreed, api, interview, user, fault
):
    listening.behaviour.fault = fault
    response = hear(api, interview)
    assert response.status_code == 503
    assert response.json() == {
        "code": "reading_unavailable",
        "detail": "The interviewer's voice can't be had just now. The words stand in writing.",
    }
    assert response["Retry-After"] == ("7" if fault == "429" else "5")
    assert (len(listening.asked), spoken(user)) == (1, 0)


def test_a_server_that_does_not_answer_in_time_is_given_up(speaking, agreed, api, interview, settings, user):
    settings.SPEECH_BUDGET_SECONDS = 0.5
    speaking.behaviour.fault = "hang"
    assert hear(api, interview).status_code == 503
    assert spoken(user) == 0


def test_a_log_tells_that_somebody_was_spoken_to_but_not_what(speaking, agreed, api, interview, user, caplog):
    caplog.set_level("INFO")
    words = interview.messages.get(seq=1).content
    hear(api, interview)
    speaking.behaviour.fault = "500"
    hear(api, interview)
    lines = [record for record in caplog.records if record.getMessage() == "reading"]
    assert [(line.user_id, line.outcome, line.characters, line.voice) for line in lines] == [
        (user.pk, "done", len(words), "sage"),
        (user.pk, "status_5xx", len(words), "sage"),
    ]
    assert not any(words[:20] in str(vars(record)) for record in caplog.records)


def test_an_interview_that_is_deleted_meanwhile_leaves_nothing_behind(speaking, agreed, api, interview, user):
    """Nor is anything held while the server is asked: what would wait for a lock here would wait for ever."""
    speaking.behaviour.seconds = 1.0
    asked = threading.Event()

    def hear_it():
        asked.set()
        return hear(api, interview).status_code

    def delete_it():
        asked.wait(5)
        other = APIClient()
        other.force_authenticate(User.objects.get(pk=user.pk))
        return other.delete(f"/api/v1/interviews/{interview.public_id}/").status_code

    assert sorted(race(hear_it, delete_it)) in ([200, 204], [204, 404])
    assert (Interview.objects.count(), Message.objects.count()) == (0, 0)


# ------------------------------------------------------------------ who may, and how much


def test_somebody_elses_interview_is_spoken_for_nobody_else(speaking, agreed, interview):
    other = make_user()
    agree(other)
    stranger = APIClient()
    stranger.force_authenticate(other)
    assert hear(stranger, interview).status_code == 404
    assert hear(Client(), interview).status_code == 401
    assert speaking.asked == []


def test_messages_that_are_spoken_have_a_limit_of_their_own(speaking, agreed, api, interview, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"reading": "2/m"}
    first = hear(api, interview)
    answers = [hear(api, interview).status_code for _ in range(2)]
    assert (answers, len(speaking.asked)) == ([200, 429], 2)
    assert hear(api, interview, if_none_match=first["ETag"]).status_code == 304


def test_a_day_has_its_characters_and_no_more(speaking, agreed, api, interview, user, settings):
    write(interview, "a" * 60)
    settings.USER_DAY_SPOKEN_CHARACTERS = 150
    assert [hear(api, interview).status_code for _ in range(2)] == [200, 200]
    refused = hear(api, interview)
    assert told(refused)[:2] == (429, "budget_spent")
    assert refused.json()["detail"].startswith(
        "With this message you would have had more than the 150 characters spoken that this installation allows in a day."
    )
    assert 1 <= int(refused["Retry-After"]) <= 86_400
    assert (len(speaking.asked), spoken(user)) == (2, 120)
    budgets = {each["name"]: each for each in api.get("/api/v1/me/usage/").json()["budgets"]}
    assert [budgets["spoken_characters"][name] for name in ("used", "limit", "left")] == [120, 150, 30]
    assert "dictated_seconds" in budgets


def test_many_at_once_can_not_have_more_spoken_than_a_day_has(speaking, agreed, interview, user, settings):
    write(interview, "a" * 60)
    settings.USER_DAY_SPOKEN_CHARACTERS, settings.SPEECH_MAX_CONCURRENT = 180, 12

    def listen():
        client = APIClient()
        client.force_authenticate(User.objects.get(pk=user.pk))
        return hear(client, interview).status_code

    answers = sorted(race(*[listen] * 12))
    assert (answers, spoken(user), len(speaking.asked)) == ([200] * 3 + [429] * 9, 180, 3)


def test_nothing_of_it_is_in_what_is_stored_about_somebody_but_how_much(speaking, agreed, api, interview):
    before = list(Message.objects.values())
    hear(api, interview)
    assert list(Message.objects.values()) == before
    tables = api.get("/api/v1/me/export/").json()
    assert tables["accounts.usageday"][0]["spoken_characters"] == len(before[0]["content"])
    assert tables["accounts.preferences"][0]["voice_consent"] == "127.0.0.1"
