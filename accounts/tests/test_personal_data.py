"""Everything about somebody can be read by them, and deleted, whatever tables there will be."""

import json

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import models
from django.test import Client

from accounts.models import OutgoingMail, User
from accounts.personal_data import collect, relations_to
from accounts.preferences import change_preferences
from accounts.services import delete_account
from accounts.tests.test_tokens import obtain
from interviewprep.testing.factories import PASSWORD, make_bank, make_interview, make_user, reach_question, say
from interviews.brief import Said
from interviews.exchange import Sent
from interviews.models import Question
from interviews.practice import keep_question
from interviews.tests.doubles import ModelJudge
from scoring.reanswers import open_reanswer
from scoring.self_ratings import rate_oneself
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "heron-of-the-museum"
ANSWER = f"I would look at the {CANARY} first, and then compare the doors with each other over one whole week."


@pytest.fixture
def ada():
    """Somebody with a row in every table that leads to them."""
    make_bank()
    user = make_user("ada@example.org")
    interview = reach_question(make_interview(user))
    keep_question(user.pk, Question.objects.order_by("pk")[0])
    cues = [point["cues"][0] for point in interview.slots.get(outcome="open").snapshot["key_points"]]
    say(interview, f"{ANSWER} I would name {cues[0]} and {cues[1]} as well, since one follows from the other.")
    finalize(interview.pk, judge=ModelJudge())
    rate_oneself(interview.pk, dict.fromkeys(list_competencies(interview), 3))
    slot = interview.slots.select_related("interview").first()
    open_reanswer(slot, Sent("k" * 20, Said(f"{ANSWER} Again.")), judge=ModelJudge()).finish()
    obtain()
    Client().post("/log-in/", {"login": user.email, "password": PASSWORD})
    TOTP.activate(user, "SECRETOFTHEAPP234")
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, key="key-of-a-confirmation")
    OutgoingMail.objects.create(user=user, to=user.email, subject="Your code", body="code-in-a-mail")
    change_preferences(user.pk, {"theme": "dark"})
    return user


def list_competencies(interview):
    return interview.evaluations.get().ratings.values_list("competency", flat=True)


def tables_about_people():
    """Every model that a foreign key leads to from a user, near or far."""
    found, waiting = set(), [User]
    while waiting:
        for related, _ in relations_to(waiting.pop()):
            if related not in found:
                found.add(related)
                waiting.append(related)
    return found


def test_every_table_that_leads_to_a_user_is_in_the_export_or_this_test_says_why_not(ada):
    exported = set(collect(ada))
    expected = {model._meta.label_lower for model in tables_about_people()} | {"accounts.user"}
    # Nobody here is a curator, so nothing was edited in the admin.
    assert expected - exported == {"admin.logentry"}
    assert {"interviews.message", "interviews.llmcall", "scoring.evaluation", "scoring.reanswer"} <= exported


def test_what_was_said_is_in_the_export_and_no_secret_is(ada):
    text = json.dumps(collect(ada), default=str)
    assert CANARY in text
    assert ada.email in text
    assert ada.password not in text
    assert "token_hash" not in text
    assert not any(
        word in text for word in ("SECRETOFTHEAPP", "session_key", "key-of-a-confirmation", "code-in-a-mail")
    )


def test_an_open_question_does_not_give_its_answer_away(ada):
    """An export in the middle of an interview is no way to the key points."""
    interview = reach_question(make_interview(ada))
    snapshot = interview.slots.get(outcome="open").snapshot
    text = json.dumps(collect(ada), default=str)
    assert snapshot["prompt"] in text
    assert not any(hidden in text for hidden in [snapshot["model_answer"], *snapshot["hints"]])
    assert not any(point["text"] in text for point in snapshot["key_points"])


def test_nobody_elses_rows_are_in_it(ada):
    other = make_user("bob@example.org")
    say(
        reach_question(make_interview(other)),
        "I would count the pelicans, and then count them once more to be sure of it.",
    )
    assert "pelicans" not in json.dumps(collect(ada), default=str)
    assert set(collect(other)["accounts.user"][0].values()).isdisjoint({ada.email})


def test_the_page_and_the_api_give_the_same(ada, time_machine):
    from rest_framework.test import APIClient  # noqa: PLC0415

    browser, api = Client(), APIClient()
    browser.force_login(ada)
    api.force_authenticate(ada)
    file = browser.get("/account/export/")
    assert file["Content-Disposition"] == 'attachment; filename="interviewprep-my-data.json"'
    body = api.get("/api/v1/me/export/").json()
    assert {k: v for k, v in file.json().items() if k != "accounts.user"} == {
        k: v for k, v in body.items() if k != "accounts.user"
    }


def test_after_deleting_nothing_is_left_and_everybody_elses_is(ada):
    other = make_user("bob@example.org")
    make_interview(other)
    before = {model: model._base_manager.count() for model in tables_about_people()}
    mine = {label: len(rows) for label, rows in collect(ada).items()}
    questions = Question.objects.count()
    delete_account(ada.pk)
    for model, count in before.items():
        assert model._base_manager.count() == count - mine.get(model._meta.label_lower, 0), model
    assert not User.objects.filter(pk=ada.pk).exists()
    assert (other.interviews.count(), Question.objects.count()) == (1, questions)


def test_every_key_that_leads_to_a_user_lets_go():
    """A key that protects, or sets null and keeps the row, would keep somebody's data."""
    holding = [
        f"{model._meta.label}.{field.name}"
        for model in [*tables_about_people()]
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and (field.related_model in tables_about_people() or field.related_model is User)
        and field.remote_field.on_delete is not models.CASCADE
    ]
    assert holding == []
    assert apps.get_model("interviews", "Interview") in tables_about_people()


def test_the_account_is_deleted_on_the_page_by_who_knows_the_password(ada):
    browser = Client()
    browser.force_login(ada)
    refused = browser.post("/account/delete/", {"password": "wrong"})
    assert (refused.status_code, "This is not your password." in refused.content.decode()) == (422, True)
    assert browser.post("/account/delete/", {"password": PASSWORD})["Location"] == "/"
    assert not User.objects.filter(pk=ada.pk).exists()
    assert browser.get("/account/").status_code == 302


def test_a_name_is_changed_and_seen(ada):
    browser = Client()
    browser.force_login(ada)
    assert browser.post("/account/name/", {"name": " Ada L. "})["Location"] == "/account/"
    assert 'value="Ada L."' in browser.get("/account/").content.decode()
    assert browser.post("/account/name/", {"name": "a\x07"}).status_code == 422
    assert User.objects.get(pk=ada.pk).name == "Ada L."


def test_a_browser_that_was_left_open_deletes_nothing_through_the_api(browser, user):
    """Its page asks for the password."""
    refused = browser.delete("/api/v1/me/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_from_a_browser")
    assert User.objects.filter(pk=user.pk).exists()
