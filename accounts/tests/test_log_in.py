"""Logging in and out on the pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.test_sign_up import CountingHasher
from interviewprep.testing.factories import PASSWORD, make_bank, make_interview, make_user

pytestmark = pytest.mark.django_db

PAGE = "/log-in/"
HOME = "/dashboard/"
REFUSED = "This address and password don&#x27;t go together."


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def log_in(browser, *, email="ada@example.org", password=PASSWORD, then=None):
    return browser.post(PAGE, {"login": email, "password": password} | ({} if then is None else {"next": then}))


def is_signed_in(browser):
    return browser.get(HOME).status_code == 200


@pytest.mark.parametrize("email", ["ada@example.org", "Ada@Example.ORG", " ada@example.org "])
def test_a_candidate_logs_in_and_sees_the_interviews(ada, email):
    browser = Client()
    response = log_in(browser, email=email)
    assert (response.status_code, response["Location"]) == (302, HOME)
    assert is_signed_in(browser)


def without_tokens(response):
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", response.content.decode())


def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_told_the_same(ada):
    make_user("closed@example.org", is_active=False)
    browser = Client()
    answers = [
        log_in(browser, password="a wrong password"),
        log_in(browser, email="nobody@example.org"),
        log_in(browser, email="closed@example.org"),
    ]
    bodies = {re.sub(r"\w+@example.org", "", without_tokens(answer)) for answer in answers}
    assert len(bodies) == 1
    assert REFUSED in bodies.pop()
    assert not is_signed_in(browser)


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org", "closed@example.org"])
def test_a_refusal_costs_the_same_work_whoever_is_named(settings, email):
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    make_user("ada@example.org")
    make_user("closed@example.org", is_active=False)
    CountingHasher.hashed = 0
    log_in(Client(), email=email, password="a wrong password")
    assert CountingHasher.hashed == 1


def test_a_refused_password_is_not_sent_back(ada):
    assert "a wrong password" not in log_in(Client(), password="a wrong password").content.decode()


def test_who_was_sent_to_log_in_lands_where_they_were_going(ada):
    make_bank()
    room = make_interview(ada).get_absolute_url()
    browser = Client()
    asked = browser.get(room)
    assert (asked.status_code, asked["Location"]) == (302, f"{PAGE}?next={room}")
    assert f'name="next" value="{room}"' in browser.get(asked["Location"]).content.decode()
    assert f'name="next" value="{room}"' in log_in(browser, password="a wrong password", then=room).content.decode()
    assert log_in(browser, then=room)["Location"] == room


OFFSITE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/interviews/",
    "///evil.example",
    "////evil.example",
    r"\\evil.example",
    r"/\evil.example",
    r"\/evil.example",
    "https:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "/\t/evil.example",
    "\x08//evil.example",
    " //evil.example",
    "ftp://testserver/",
    "",
]


@pytest.mark.parametrize("then", OFFSITE)
def test_nobody_is_led_to_another_site_after_logging_in(ada, then):
    browser = Client()
    form = browser.get(PAGE, {"next": then}).content.decode()
    assert "evil" not in form
    assert "alert(1)" not in form
    assert log_in(browser, then=then)["Location"] == HOME
    assert browser.get(PAGE, {"next": then})["Location"] == HOME


def test_who_is_logged_in_already_is_not_asked_again(browser):
    response = browser.get(PAGE)
    assert (response.status_code, response["Location"]) == (302, HOME)


def test_a_session_that_was_planted_is_not_the_one_that_is_logged_in(ada):
    browser = Client()
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    log_in(browser)
    assert browser.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert not is_signed_in(stranger)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(ada):
    cookie = log_in(Client()).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("path", "body"),
    [("/log-out/", {}), ("/account/log-out-everywhere/", {}), ("/account/delete/", {"password": PASSWORD})],
)
def test_what_the_browser_keeps_goes_with_whoever_leaves(browser, path, body):
    assert browser.post(path, body)["Clear-Site-Data"] == '"cache", "storage"'


def test_logging_out_ends_the_session_and_its_cookie(browser):
    key = browser.cookies["sessionid"].value
    response = browser.post(reverse("accounts:log_out"))
    assert (response.status_code, response["Location"]) == (302, "/")
    replayed = Client()
    replayed.cookies["sessionid"] = key
    assert not is_signed_in(browser)
    assert not is_signed_in(replayed)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_nobody_is_logged_out_by_a_link_or_a_picture(browser, method):
    assert getattr(browser, method)(reverse("accounts:log_out")).status_code == 405
    assert is_signed_in(browser)


@pytest.mark.parametrize("path", [PAGE, "/log-out/", "/sign-up/"])
def test_account_forms_are_taken_from_our_own_pages_only(ada, path):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    data = {"login": "ada@example.org", "password": PASSWORD, "email": "new@example.org"}
    assert browser.post(path, data).status_code == 403
    assert is_signed_in(browser)


def test_a_closed_account_is_signed_out_everywhere(browser, user):
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert not is_signed_in(browser)


def test_a_deleted_account_is_signed_out_everywhere(browser, user):
    user.delete()
    assert not is_signed_in(browser)


def test_a_new_password_ends_the_sessions_of_the_old_one(browser, user):
    user.set_password("another long password")
    user.save(update_fields=["password"])
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("referer", "then"),
    [
        ("http://testserver/interviews/", "/interviews/"),
        ("http://elsewhere.example/interviews/", "/"),
        ("//elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_who_sends_a_form_signed_out_comes_back_to_the_page_it_stood_on(ada, referer, then):
    """Where it was sent takes no GET: one would log in only to read an error."""
    asked = Client().post("/interviews/new/", {}, headers={"Referer": referer} if referer else {})
    assert asked["Location"] == f"{PAGE}?next={then}"
