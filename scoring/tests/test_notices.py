"""The mail that an evaluation is ready: to whoever asked for it, once, with a way to it."""

import pytest

from accounts.models import OutgoingMail
from accounts.preferences import change_preferences, preferences_of
from interviewprep.testing.factories import make_bank, make_interview, reach_question, say
from interviews.tests.doubles import ModelJudge
from scoring.judge import OfflineJudge
from scoring.services import finalize, rescore

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = "/account/settings/"


@pytest.fixture
def interview(user):
    """An interview with one answer, of somebody who wants mail."""
    make_bank()
    change_preferences(user.pk, {"email_notices": True})
    interview = reach_question(make_interview(user))
    say(interview)
    return interview


def subjects(mailbox):
    return [message.subject for message in mailbox.read()]


def test_who_asked_for_it_is_told_once_with_a_way_to_the_evaluation(interview, user, mailbox, settings):
    settings.PUBLIC_URL = "https://interviews.example.org"
    finalize(interview.pk, judge=OfflineJudge())
    message = mailbox.read_one()
    assert (message.subject, message.to) == ("Your evaluation is ready", [user.email])
    assert f"https://interviews.example.org/interviews/{interview.public_id}/results/\n" in message.body
    assert f"https://interviews.example.org{SETTINGS}" in message.body
    finalize(interview.pk, judge=OfflineJudge())
    rescore(interview.pk, judge=OfflineJudge())
    assert subjects(mailbox) == []


def test_who_did_not_ask_is_not_told(interview, user, mailbox):
    change_preferences(user.pk, {"email_notices": False})
    finalize(interview.pk, judge=OfflineJudge())
    assert subjects(mailbox) == []


def test_without_mail_nothing_is_written(interview):
    finalize(interview.pk, judge=OfflineJudge())
    assert OutgoingMail.objects.count() == 0


def test_a_judging_in_the_place_of_a_provisional_estimate_is_news(interview, mailbox):
    assert finalize(interview.pk, judge=ModelJudge(), offline=True).provisional
    assert "an offline estimate for now" in mailbox.read_one().body
    assert not rescore(interview.pk, judge=ModelJudge()).provisional
    assert "an offline estimate" not in mailbox.read_one().body


def test_the_box_is_on_the_page_where_mail_can_be_sent_and_nowhere_else(browser, user, mailbox, settings):
    assert 'name="email_notices"' in browser.get(SETTINGS).content.decode()
    looks = {
        "theme": "system",
        "contrast": "system",
        "text_size": "normal",
        "reduce_motion": "system",
        "voice": "off",
        "dictation": "off",
    }
    browser.post(SETTINGS, {**looks, "email_notices": "on"})
    user.refresh_from_db()
    assert preferences_of(user).email_notices is True
    settings.MAIL_CONFIGURED = False
    assert 'name="email_notices"' not in browser.get(SETTINGS).content.decode()
    browser.post(SETTINGS, looks)
    user.refresh_from_db()
    assert preferences_of(user).email_notices is True


def test_the_api_sets_it_too(api, user):
    path = "/api/v1/me/preferences/"
    assert api.patch(path, {"email_notices": True}, format="json").json()["email_notices"] is True
    assert api.get(path).json()["email_notices"] is True
    assert api.patch(path, {"email_notices": "perhaps"}, format="json").status_code == 422
