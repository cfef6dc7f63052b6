"""A forgotten password and a changed address: with a code from the mailbox, told to nobody else, ending what was open before."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import OutgoingMail, User
from accounts.tests.test_sign_up import CountingHasher
from interviewprep.testing.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "seventeen blue herons"
RESET, CODE, COMPLETE = "/password/reset/", "/password/reset/code/", "/password/reset/new/"
SECRETS = {"csrfmiddlewaretoken"}


@pytest.fixture
def ada():
    user = make_user("ada@example.org", name="Ada")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def obtain(password=PASSWORD, email="ada@example.org"):
    body = {"email": email, "password": password}
    return APIClient().post("/api/v1/auth/token/", body, format="json")


def refresh(token):
    return APIClient().post("/api/v1/auth/token/refresh/", {"refresh": token}, format="json").status_code


def log_in(browser, password=PASSWORD, email="ada@example.org"):
    return browser.post("/log-in/", {"login": email, "password": password})


def is_signed_in(browser):
    return browser.get("/interviews/").status_code == 200


def ask_for_code(browser, mailbox, email="ada@example.org"):
    assert browser.post(RESET, {"email": email})["Location"] == CODE
    return mailbox.read_code()


def choose(browser, code, password=NEW_PASSWORD):
    assert browser.post(CODE, {"code": code})["Location"] == COMPLETE
    return browser.post(COMPLETE, {"password1": password})


def test_a_code_from_the_mailbox_sets_a_new_password(ada, mailbox):
    browser = Client()
    assert choose(browser, ask_for_code(browser, mailbox))["Location"] == "/password/reset/done/"
    ada.refresh_from_db()
    assert ada.check_password(NEW_PASSWORD)
    assert "Your password is changed." in browser.get("/password/reset/done/").content.decode()
    assert log_in(browser, NEW_PASSWORD)["Location"] == "/dashboard/"


def test_after_a_reset_every_session_and_token_of_before_is_dead_and_the_owner_is_told(ada, mailbox):
    elsewhere = Client()
    log_in(elsewhere)
    pair = obtain().json()
    browser = Client()
    choose(browser, ask_for_code(browser, mailbox))
    assert not is_signed_in(elsewhere)
    assert APIClient().get("/api/v1/me/", HTTP_AUTHORIZATION=f"Bearer {pair['access']}").status_code == 401
    assert refresh(pair["refresh"]) == 401
    assert not is_signed_in(browser)
    assert mailbox.read_one().subject == "Your password was changed"


def shape(response):
    text = response.content.decode()
    return response.status_code, [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_known_and_an_unknown_address_get_the_same_answers_for_the_same_work(ada, mailbox, settings):
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    seen = []
    for email in ("ada@example.org", "eve@example.org"):
        browser = Client()
        CountingHasher.hashed = 0
        asked = browser.post(RESET, {"email": email})
        form, wrong = browser.get(CODE), browser.post(CODE, {"code": "BBB-BBB"})
        told = [[line.replace(email, "…") for line in shape(each)[1]] for each in (form, wrong)]
        seen.append((asked.status_code, asked["Location"], told, wrong.status_code, CountingHasher.hashed))
        assert OutgoingMail.objects.filter(to=email).count() == 1
    assert seen[0] == seen[1]
    mails = mailbox.read()
    assert all("testserver" not in mail.body and "https://interviews.example.org" in mail.body for mail in mails)
    subjects = {mail.to[0]: mail.subject for mail in mails}
    assert subjects == {
        "ada@example.org": "Your code for a new password",
        "eve@example.org": "There is no account for this address",
    }


def test_three_wrong_codes_end_it(ada, mailbox):
    browser = Client()
    code = ask_for_code(browser, mailbox)
    for _ in range(3):
        browser.post(CODE, {"code": "BBB-BBB"})
    assert browser.post(CODE, {"code": code})["Location"] != COMPLETE
    assert log_in(Client()).status_code == 302


def test_the_code_serves_only_where_it_was_asked_for(ada, mailbox):
    code = ask_for_code(Client(), mailbox)
    assert Client().post(CODE, {"code": code})["Location"] == "/log-in/"


def test_the_new_password_keeps_to_the_rules(ada, mailbox):
    browser = Client()
    refused = choose(browser, ask_for_code(browser, mailbox), "interviewprep1")
    assert "too close to the name of this site" in refused.content.decode()
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_without_mail_the_page_says_so(ada):
    page = Client().get(RESET)
    assert (page.status_code, "none can be sent" in page.content.decode()) == (200, True)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(("is_proven", "left"), [(False, 0), (True, 1)])
def test_a_second_factor_from_before_the_mailbox_answered_goes_with_the_first_reset(mailbox, is_proven, left):
    """Somebody who took the address while there was no mail must not keep a back door."""
    user = make_user("ada@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=is_proven, primary=True)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    browser = Client()
    choose(browser, ask_for_code(browser, mailbox))
    assert Authenticator.objects.filter(user=user).count() == left


# ------------------------------------------------------------------ confirming and changing the address


def test_an_account_from_before_there_was_mail_confirms_its_address_at_the_next_log_in(mailbox):
    make_user("ada@example.org")
    browser = Client()
    assert log_in(browser)["Location"] == "/log-in/confirm-address/"
    assert not is_signed_in(browser)
    refused = obtain()
    assert (refused.status_code, "not confirmed yet" in refused.json()["detail"]) == (401, True)
    assert browser.post("/log-in/confirm-address/", {"code": mailbox.read_code()})["Location"] == "/dashboard/"
    assert is_signed_in(browser)
    assert obtain().status_code == 200


def test_an_address_that_is_not_confirmed_is_told_like_a_wrong_password(mailbox):
    make_user("ada@example.org")
    assert (obtain().status_code, obtain().content) == (401, obtain("a wrong password").content)


def change_address(browser, mailbox, email):
    then = browser.post("/account/e-mail/", {"email": email, "action_add": "1"})
    assert then["Location"].startswith("/account/again/")
    then = browser.post(then["Location"], {"password": PASSWORD})
    while then.status_code == 302 and then["Location"] == "/account/e-mail/":
        then = browser.post("/account/e-mail/", {"email": email, "action_add": "1"})
    assert then["Location"] == "/log-in/confirm-address/"


def test_a_new_address_serves_once_its_mailbox_has_answered(ada, mailbox):
    browser = Client()
    log_in(browser)
    change_address(browser, mailbox, "lovelace@example.org")
    assert User.objects.get().email == "ada@example.org"
    mail = mailbox.read_one()
    assert mail.to == ["lovelace@example.org"]
    code = mail.body.split("    ")[1].split()[0]
    browser.post("/log-in/confirm-address/", {"code": code})
    assert User.objects.get().email == "lovelace@example.org"
    assert [(m.to, m.subject) for m in mailbox.read()] == [(["ada@example.org"], "Your address was changed")]
    assert log_in(Client(), email="lovelace@example.org")["Location"] == "/dashboard/"
    assert obtain(email="ada@example.org").status_code == 401


def test_a_taken_address_is_not_told_to_who_asks_for_it(ada, mailbox):
    make_user("eve@example.org")
    browser = Client()
    log_in(browser)
    change_address(browser, mailbox, "eve@example.org")
    (mail,) = mailbox.read()
    assert (mail.to, mail.subject) == (["eve@example.org"], "Your code for this address")
    browser.post("/log-in/confirm-address/", {"code": "BBB-BBB"})
    assert User.objects.get(pk=ada.pk).email == "ada@example.org"


def test_an_address_of_an_account_from_before_there_was_mail_is_not_taken_with_its_code_either(ada, mailbox):
    make_user("eve@example.org")
    browser = Client()
    log_in(browser)
    change_address(browser, mailbox, "eve@example.org")
    refused = browser.post("/log-in/confirm-address/", {"code": mailbox.read_code()}, follow=True)
    assert "used" in refused.content.decode()
    assert User.objects.get(pk=ada.pk).email == "ada@example.org"
    assert [(row.user_id, row.email) for row in EmailAddress.objects.filter(verified=True)] == [(ada.pk, ada.email)]


# ------------------------------------------------------------------ devices


def test_all_other_devices_are_logged_out_from_the_list(ada, mailbox):
    here, there = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0"), Client()
    log_in(here)
    log_in(there)
    page = here.get("/account/devices/").content.decode()
    assert "Firefox on Linux" in page
    assert "An unknown device" in page
    here.post("/account/devices/")
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert "An unknown device" not in here.get("/account/devices/").content.decode()
