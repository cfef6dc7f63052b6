"""Second factors: of people who log in, of programs, and of staff on their way to the admin."""

import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Permission
from django.test import Client
from rest_framework.test import APIClient

from accounts import second_factors
from accounts.allauth_forms import NOT_THE_CODE_OF_THE_APP
from accounts.models import User
from accounts.second_factors import SecondFactorRequired
from interviewprep.testing.factories import PASSWORD, make_user
from interviewprep.testing.racing import race
from interviewprep.testing.staff import sign_in

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def code_now(offset=0):
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + offset))


@pytest.fixture
def ada():
    """Somebody with an app and recovery codes."""
    user = make_user("ada@example.org")
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def log_in(browser):
    return browser.post("/log-in/", {"login": "ada@example.org", "password": PASSWORD})


def is_signed_in(browser):
    return browser.get("/interviews/").status_code == 200


def obtain(**fields):
    body = {"email": "ada@example.org", "password": PASSWORD, **fields}
    return APIClient().post("/api/v1/auth/token/", body, format="json")


def recovery_codes(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


# ------------------------------------------------------------------ people


def test_the_password_alone_does_not_log_in(ada):
    browser = Client()
    assert log_in(browser)["Location"] == "/log-in/second-factor/"
    assert not is_signed_in(browser)
    assert browser.post("/log-in/second-factor/", {"code": "000000"}).status_code == 200
    assert not is_signed_in(browser)
    assert browser.post("/log-in/second-factor/", {"code": code_now()})["Location"] == "/dashboard/"
    assert is_signed_in(browser)


def test_a_code_serves_once(ada):
    """Whoever looks over a shoulder comes too late, whichever process they ask."""
    code = code_now()
    first, second = Client(), Client()
    for browser in (first, second):
        log_in(browser)
        browser.post("/log-in/second-factor/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_recovery_code_serves_once_too(ada):
    code = recovery_codes(ada)[0]
    first, second = Client(), Client()
    for browser in (first, second):
        log_in(browser)
        browser.post("/log-in/second-factor/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    assert code not in recovery_codes(ada)


def test_ten_tries_at_a_second_factor_are_all_that_one_gets(ada, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"second_factor": "10/10m"}
    browser = Client()
    log_in(browser)
    tries = [browser.post("/log-in/second-factor/", {"code": f"{n:06}"}).status_code for n in range(12)]
    assert tries == [200] * 10 + [429] * 2


@pytest.mark.parametrize("page", ["app/remove/", "recovery-codes/", "recovery-codes/new/", "passkeys/add/"])
def test_who_has_a_second_factor_shows_it_before_they_are_changed_for_the_password_is_not_enough(ada, page):
    browser, path = Client(), f"/account/second-factor/{page}"
    browser.force_login(ada)
    browser.post(f"/account/again/?next={path}", {"password": PASSWORD})
    assert browser.get(path)["Location"].startswith("/account/again/second-factor/")
    assert browser.post(f"/account/again/second-factor/?next={path}", {"code": code_now()}).url == path
    assert browser.get(path).status_code == 200


def test_neither_the_address_is_changed_with_the_password_alone(ada, mailbox):
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    browser = Client()
    browser.force_login(ada)
    browser.post("/account/again/", {"password": PASSWORD})
    then = browser.post("/account/e-mail/", {"email": "eve@example.org", "action_add": "1"})
    assert then["Location"].startswith("/account/again/second-factor/")
    assert mailbox.read() == []


AGAIN = {
    "password": ("/account/again/", {"password": "wrong"}),
    "code": ("/account/again/second-factor/", {"code": "000000"}),
    "change of password": ("/account/password/", {"old": "wrong", "new": "seventeen blue herons"}),
    "deletion": ("/account/delete/", {"password": "wrong"}),
}


@pytest.mark.parametrize(("path", "data"), AGAIN.values(), ids=AGAIN)
def test_what_is_asked_for_again_is_guessed_ten_times_wherever_from_and_the_owner_still_logs_in(
    ada, settings, path, data
):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"second_factor": "10/10m"}
    browser = Client()
    browser.force_login(ada)
    tries = [browser.post(path, data, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(12)]
    assert [status == 429 for status in tries] == [False] * 10 + [True] * 2
    owner = Client()
    log_in(owner)
    owner.post("/log-in/second-factor/", {"code": code_now()})
    assert is_signed_in(owner)


@pytest.mark.django_db(transaction=True)
def test_connecting_an_app_asks_for_the_password_and_gives_recovery_codes(mailbox):
    user = make_user("ada@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    browser = Client()
    log_in(browser)
    then = browser.get("/account/second-factor/app/connect/")
    assert then["Location"].startswith("/account/again/")
    assert browser.post(then["Location"], {"password": "wrong"}).status_code == 200
    assert browser.post(then["Location"], {"password": PASSWORD})["Location"] == "/account/second-factor/app/connect/"
    page = browser.get("/account/second-factor/app/connect/")
    secret = page.context["form"].secret
    assert f"{secret[:4]} {secret[4:8]} " in page.content.decode()
    wrong = browser.post("/account/second-factor/app/connect/", {"code": "12345"})
    assert wrong.context["form"].errors == {"code": [NOT_THE_CODE_OF_THE_APP]}
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    then = browser.post("/account/second-factor/app/connect/", {"code": code})
    assert then["Location"] == "/account/second-factor/recovery-codes/"
    page = browser.get(then["Location"]).content.decode()
    assert all(code in page for code in recovery_codes(user))
    assert mailbox.read_one().subject == "An authenticator app was connected"


def test_the_secret_of_an_app_is_not_in_the_database(ada):
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert not any(code in stored for code in recovery_codes(ada))


def test_a_new_secret_key_locks_nobody_out(ada, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret key, as long as they have to be nowadays"
    second_factors.check_code(ada, code_now())


# ------------------------------------------------------------------ programs


def test_a_program_sends_the_code_with_the_password(ada):
    missing, wrong, right = obtain(), obtain(otp="000000"), obtain(otp=code_now())
    assert (missing.status_code, missing.json()["code"]) == (401, "second_factor_required")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "second_factor_required")
    assert right.status_code == 200
    assert obtain(otp=code_now()).status_code == 401
    assert obtain(otp=recovery_codes(ada)[0]).status_code == 200


def test_the_second_factor_is_not_asked_for_before_the_password_is_right(ada):
    assert obtain(password="a wrong password").json()["code"] == "not_authenticated"


def test_a_program_gets_ten_tries_as_well(ada, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"second_factor": "10/10m"}
    assert [obtain(otp=f"{n:06}").status_code for n in range(12)] == [401] * 10 + [429] * 2


def test_who_has_no_second_factor_is_not_asked_for_one(user):
    assert (
        APIClient().post("/api/v1/auth/token/", {"email": user.email, "password": PASSWORD}, format="json").status_code
        == 200
    )


@pytest.mark.storm
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_eight_programs_with_the_same_code_one_comes_in(ada, kind):
    code = code_now() if kind == "app" else recovery_codes(ada)[0]

    def check():
        try:
            second_factors.check_code(ada, code)
        except SecondFactorRequired:
            return False
        return True

    assert sorted(race(*[check] * 8)) == [False] * 7 + [True]


# ------------------------------------------------------------------ staff


@pytest.fixture
def curator():
    user = make_user("ada@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_question", "change_question"]))
    return user


def test_staff_without_a_second_factor_are_led_to_one(curator):
    browser = Client()
    log_in(browser)
    page = browser.get("/admin/", follow=True)
    assert page.redirect_chain[-1] == ("/account/second-factor/", 302)
    assert "Staff need a second factor for the admin" in page.content.decode()


def test_staff_who_showed_it_at_the_log_in_are_let_in(curator):
    TOTP.activate(curator, SECRET)
    browser = Client()
    log_in(browser)
    browser.post("/log-in/second-factor/", {"code": code_now()})
    assert browser.get("/admin/").status_code == 200


def test_staff_who_have_not_shown_it_in_this_session_are_asked(curator):
    TOTP.activate(curator, SECRET)
    browser = Client()
    browser.force_login(curator)
    asked = browser.get("/admin/interviews/question/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/again/second-factor/?next=/admin/interviews/question/")
    assert browser.post(asked.redirect_chain[-1][0], {"code": code_now()})["Location"] == "/admin/interviews/question/"
    assert browser.get("/admin/interviews/question/").status_code == 200


def test_after_half_an_hour_without_work_it_is_asked_for_again(curator):
    with time_machine.travel("2026-11-28T10:00Z", tick=False) as clock:
        TOTP.activate(curator, SECRET)
        browser = sign_in(curator)
        for minutes in (29, 29, 29):
            clock.shift(minutes * 60)
            assert browser.get("/admin/").status_code == 200
        clock.shift(31 * 60)
        assert browser.get("/admin/").status_code == 302
        assert is_signed_in(browser)


def test_the_last_second_factor_of_staff_cannot_be_taken_off(curator):
    TOTP.activate(curator, SECRET)
    browser = sign_in(curator)
    again = browser.get("/account/second-factor/app/remove/")["Location"]
    browser.post("/account/again/second-factor/?next=/account/second-factor/app/remove/", {"code": code_now()})
    assert again.startswith("/account/again/")
    refused = browser.post("/account/second-factor/app/remove/")
    assert "add another one before you remove the last" in refused.content.decode()
    assert second_factors.has_one(curator)


def test_more_changes_than_a_person_makes_are_refused(curator, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"admin": "2/h"}
    browser = sign_in(curator)
    seen = [browser.post("/admin/interviews/question/", {}).status_code for _ in range(3)]
    assert seen[2] == 429
    assert 429 not in seen[:2]


def test_a_candidate_with_a_second_factor_does_not_get_into_the_admin(ada):
    assert sign_in(ada).get("/admin/", follow=True).status_code == 403


def test_a_superuser_frees_somebody_who_lost_the_phone_and_sees_no_secret(ada):
    root = sign_in(make_user(is_staff=True, is_superuser=True))
    factor = Authenticator.objects.get(user=ada, type="totp")
    page = root.get(f"/admin/mfa/authenticator/{factor.pk}/change/").content.decode()
    assert factor.data["secret"] not in page
    root.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    assert not second_factors.has_one(User.objects.get(pk=ada.pk))
