"""A refresh token serves once, whoever races for it; shown again it ends its family; and nothing outlives its owner's wish."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import RefreshRecord, TokenFamily, User
from accounts.services import change_password, delete_account
from accounts.tests.test_tokens import SPENT, assert_refused, obtain, refresh, use
from accounts.tokens import GRACE, end_everything
from interviewprep.testing.factories import PASSWORD, make_user
from interviewprep.testing.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

LATER = GRACE + timedelta(seconds=1)


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def log_out(token):
    return APIClient().post("/api/v1/auth/logout/", {"refresh": token}, format="json")


def test_of_eight_who_race_with_one_token_one_gets_a_pair_for_twenty_tokens():
    """Stock rotation gave 139 pairs for 20 tokens."""
    make_user("ada@example.org")
    tokens = [obtain().json()["refresh"] for _ in range(20)]
    for token in tokens:
        statuses = race(*[lambda token=token: refresh(token).status_code] * 8)
        assert sorted(statuses) == [200] + [409] * 7
    assert RefreshRecord.objects.count() == 40
    assert not TokenFamily.objects.exclude(revoked_at=None).exists()


def test_asking_twice_within_the_grace_is_refused_without_harm(ada):
    first = obtain().json()
    second = refresh(first["refresh"]).json()
    again = refresh(first["refresh"])
    assert (again.status_code, again.json()["code"], again["Retry-After"]) == (409, "token_just_used", "1")
    assert refresh(second["refresh"]).status_code == 200


def test_a_used_token_shown_later_ends_the_whole_family(ada, time_machine):
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    stolen = obtain().json()["refresh"]
    mine = refresh(stolen).json()["refresh"]
    time_machine.shift(LATER)
    assert_refused(refresh(stolen), SPENT)
    assert_refused(refresh(mine), SPENT)


def test_another_sign_in_is_another_family(ada, time_machine):
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    phone, laptop = obtain().json()["refresh"], obtain().json()["refresh"]
    refresh(phone)
    time_machine.shift(LATER)
    assert_refused(refresh(phone), SPENT)
    assert refresh(laptop).status_code == 200


def test_a_family_ends_however_often_it_is_refreshed(ada, time_machine, settings):
    settings.REFRESH_FAMILY_LIFETIME = timedelta(days=20)
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    token = obtain().json()["refresh"]
    for _ in range(2):
        time_machine.shift(timedelta(days=9))
        token = refresh(token).json()["refresh"]
    time_machine.shift(timedelta(days=3))
    assert_refused(refresh(token), SPENT)


def test_logging_out_ends_the_family_and_says_nothing_of_a_token_that_is_none(ada):
    first, other = obtain().json()["refresh"], obtain().json()["refresh"]
    second = refresh(first).json()["refresh"]
    assert [log_out(token).status_code for token in (second, second, "none", "")] == [204] * 4
    assert_refused(refresh(second), SPENT)
    assert refresh(other).status_code == 200


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def everywhere(user):
    end_everything(user.pk)


def by_api(user):
    client = APIClient()
    client.force_authenticate(user)
    assert client.post("/api/v1/auth/logout-all/", {}, format="json").status_code == 204


def by_page(user):
    assert browser_of(user).post("/account/log-out-everywhere/")["Location"] == "/log-in/"


def by_password(user):
    change_password(user.pk, old=PASSWORD, new="another staple of the battery")


def by_closing(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def by_deleting(user):
    delete_account(user.pk)


@pytest.mark.parametrize("event", [everywhere, by_api, by_page, by_password, by_closing, by_deleting])
def test_after_it_every_old_token_and_cookie_is_dead_at_once(ada, event):
    pair, browser = obtain().json(), browser_of(ada)
    assert (use(pair["access"]).status_code, browser.get("/interviews/").status_code) == (200, 200)
    event(ada)
    assert_refused(use(pair["access"]))
    assert_refused(refresh(pair["refresh"]), SPENT)
    assert browser.get("/interviews/").status_code == 302


def test_who_changes_the_password_stays_logged_in_here(ada):
    here, elsewhere = browser_of(ada), browser_of(ada)
    changed = here.post("/account/password/", {"old": PASSWORD, "new": "another staple of the battery"})
    assert changed["Location"] == "/account/"
    assert "every other device is logged out" in here.get("/account/").content.decode()
    assert elsewhere.get("/account/").status_code == 302
    assert obtain().status_code == 401
    assert obtain(password="another staple of the battery").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("wrong", "another staple of the battery", ["This is not your password."]),
        (PASSWORD, "short", ["at least 10 characters"]),
        ("wrong", "short", ["This is not your password.", "at least 10 characters"]),
    ],
)
def test_a_password_is_changed_by_who_knows_it_to_one_that_is_good_enough(ada, old, new, told):
    browser = browser_of(ada)
    refused = browser.post("/account/password/", {"old": old, "new": new})
    assert (refused.status_code, [each for each in told if each not in refused.content.decode()]) == (422, [])
    assert (browser.get("/account/").status_code, obtain().status_code) == (200, 200)


def test_no_token_is_stored_that_could_be_used(ada):
    token = obtain().json()["refresh"]
    stored = str(list(RefreshRecord.objects.values())) + str(list(TokenFamily.objects.values()))
    assert not any(part in stored for part in token.split("."))


def test_purge_deletes_sign_ins_whose_time_is_over_and_says_so(ada, time_machine, capsys):
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    obtain()
    time_machine.shift(timedelta(days=61))
    obtain()
    call_command("purge", "--dry-run")
    assert TokenFamily.objects.count() == 2
    call_command("purge")
    call_command("purge")
    told = capsys.readouterr().out
    assert "1 ended sign-ins of programs would be deleted." in told
    assert "1 ended sign-ins of programs deleted." in told
    assert (TokenFamily.objects.count(), RefreshRecord.objects.count()) == (1, 1)
