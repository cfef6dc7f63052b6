"""Limits are exact, whoever asks at once and from how many processes; they say when to come back, and fail closed."""

import os
from ipaddress import ip_network

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from accounts.models import RateCounter
from interviewprep.environment import networks, rate
from interviewprep.limits import RateLimited, client_address, client_network, count_hit
from interviewprep.testing.factories import (
    NEUTRAL_ANSWER,
    PASSWORD,
    make_bank,
    make_interview,
    make_user,
    new_key,
    reach_question,
)
from interviewprep.testing.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

LIMIT, THREADS = 20, 32


@pytest.fixture
def limit(settings):
    """Set one limit; the others stay as wide as the suite needs them."""

    def set_limit(name, rate):
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, name: rate}

    return set_limit


def hit(name="messages", who="ada"):
    try:
        count_hit(RequestFactory().post("/"), name, who)
    except RateLimited as error:
        return error
    return None


# ------------------------------------------------------------------ exact


def test_of_32_threads_exactly_as_many_get_through_as_the_limit_says(limit):
    """The stock database cache let 141 through at a limit of 50."""
    limit("messages", f"{LIMIT}/d")
    outcomes = [through for each in race(*[lambda: [hit() is None for _ in range(3)]] * THREADS) for through in each]
    assert (len(outcomes), sum(outcomes)) == (3 * THREADS, LIMIT)


def test_of_four_processes_too(limit):
    limit("messages", f"{LIMIT}/d")
    connection.close()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            code = 255
            try:
                code = sum(hit() is None for _ in range(10))
            finally:
                os._exit(code)
        children.append(child)
    through = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sum(through) == LIMIT, through


def test_each_has_a_count_of_their_own_and_each_limit_too(limit):
    limit("messages", "1/d")
    limit("judging", "1/d")
    assert [hit(), hit("messages", "bob"), hit("judging")] == [None] * 3
    assert isinstance(hit(), RateLimited)


def test_a_count_ends_with_its_time(limit, time_machine):
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    limit("messages", "1/m")
    assert hit() is None
    refused = hit()
    assert 0 < refused.retry_after <= 60
    time_machine.shift(61)
    assert hit() is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "1 second."),
        (1, "1 second."),
        (90, "90 seconds."),
        (120, "2 minutes."),
        (3_601, "61 minutes."),
        (7_201, "3 hours."),
    ],
)
def test_when_to_come_back_is_said_in_words(seconds, told):
    assert str(RateLimited.until(seconds)).endswith(f"Try again in {told}")


def test_the_counter_is_a_cache_like_any_other(time_machine):
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    cache = caches["counters"]
    assert (cache.add("a", 1, 60), cache.add("a", 1, 60), cache.incr("a"), cache.get("a")) == (True, False, 2, 2)
    time_machine.shift(60)
    assert cache.get("a", "none") == "none"
    with pytest.raises(ValueError, match="no count"):
        cache.incr("a")
    assert (cache.add("a", 5, 60), cache.get("a")) == (True, 5)
    cache.set("b", 7, None)
    assert (cache.get("b"), cache.delete("b"), cache.delete("b")) == (7, True, False)
    cache.clear()
    assert RateCounter.objects.count() == 0


# ------------------------------------------------------------------ where they hold


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def log_in(password=PASSWORD, *, email="ada@example.org", address="192.0.2.1"):
    return Client(REMOTE_ADDR=address).post("/log-in/", {"login": email, "password": password})


def token(password=PASSWORD, *, email="ada@example.org", address="192.0.2.1"):
    return APIClient(REMOTE_ADDR=address).post(
        "/api/v1/auth/token/", {"email": email, "password": password}, format="json"
    )


@pytest.mark.parametrize("enter", [log_in, token])
def test_guessing_ends_at_the_limit_and_the_owner_still_gets_in_from_elsewhere(ada, limit, enter):
    limit("log_in", "3/h")
    assert [enter("a wrong one").status_code for _ in range(3)] in ([200] * 3, [401] * 3)
    refused = enter()  # even the right password, from there
    assert (refused.status_code, 0 < int(refused["Retry-After"]) <= 3_600) == (429, True)
    assert "Try again in" in refused.content.decode()
    assert enter(address="192.0.2.2").status_code in (200, 302)


def test_whoever_tried_too_often_at_the_door_is_told_what_was_too_much_and_led_back_to_it(ada, limit):
    limit("log_in", "1/h")
    html = [log_in("a wrong one") for _ in range(2)][-1].content.decode()
    assert "<h1>There were too many tries in a short time.</h1>" in html
    assert '<a class="button" href="/log-in/">Back to the log-in</a>' in html


@pytest.mark.parametrize("enter", [log_in, token])
def test_an_unknown_account_is_limited_like_a_known_one(ada, limit, enter):
    limit("log_in", "2/h")
    known = [enter("wrong").status_code for _ in range(4)]
    assert [enter("wrong", email="nobody@example.org").status_code for _ in range(4)] == known


@pytest.mark.parametrize("enter", [log_in, token])
def test_many_accounts_from_one_address_are_limited_together(limit, enter):
    limit("log_in_address", "3/h")
    assert [enter(email=f"{n}@example.org").status_code for n in range(5)][-2:] == [429, 429]
    assert enter(address="192.0.2.2").status_code != 429


def test_sixty_tries_at_once_check_exactly_as_many_passwords_as_the_limit_says(ada, limit):
    limit("log_in", "10/h")

    def guess_twice():
        return [token("a wrong one").status_code for _ in range(2)]

    statuses = [status for each in race(*[guess_twice] * 30) for status in each]
    assert (statuses.count(401), statuses.count(429)) == (10, 50)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sign-up/", {"email": "new@example.org", "password": "short"}),
        ("/api/v1/auth/register/", {"email": "new@example.org", "password": "short"}),
    ],
)
def test_signing_up_is_limited_by_address(limit, path, body):
    limit("sign_up", "2/h")
    options = {"content_type": "application/json"} if "api" in path else {}
    statuses = [Client().post(path, body, **options).status_code for _ in range(3)]
    assert statuses == [422, 422, 429]


@pytest.fixture
def interview(ada):
    make_bank()
    return reach_question(make_interview(ada))


def test_messages_are_limited_and_what_was_typed_is_still_there(ada, interview, limit):
    limit("messages", "1/h")
    browser = Client()
    browser.force_login(ada)

    def send(content):
        interview.refresh_from_db()
        form = {
            "key": new_key(),
            "last_seen_seq": interview.next_seq - 1,
            "content": content,
            "kind": "text",
            "intent": "answer",
        }
        return browser.post(f"{interview.get_absolute_url()}messages/", form)

    assert send(NEUTRAL_ANSWER).status_code == 302
    before = interview.messages.count()
    refused = send("This is what I typed.")
    html = refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 3_600
    assert (
        refused.status_code,
        "There were too many tries in a short time." in html,
        "This is what I typed.</textarea>" in html,
    ) == (
        429,
        True,
        True,
    )
    assert interview.messages.count() == before


def test_a_program_is_told_in_the_one_shape(ada, interview, limit):
    limit("messages", "1/h")
    api = APIClient()
    api.force_authenticate(ada)
    path = f"/api/v1/interviews/{interview.public_id}/messages/"
    answers = [
        api.post(path, {"content": NEUTRAL_ANSWER}, format="json", headers={"Idempotency-Key": new_key()})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json().keys() == {"code", "detail"}
    assert (answers[1].json()["code"], int(answers[1]["Retry-After"]) > 0) == ("rate_limited", True)


@pytest.mark.parametrize("name", ["finalize", "rescore"])
def test_judging_is_limited(ada, interview, limit, name):
    limit("judging", "1/h")
    api = APIClient()
    api.force_authenticate(ada)
    api.post(f"/api/v1/interviews/{interview.public_id}/finalize/", {}, format="json")
    refused = api.post(f"/api/v1/interviews/{interview.public_id}/{name}/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")


def test_all_requests_to_the_api_are_limited_by_user_and_by_address(ada, limit):
    limit("api", "2/h")
    api, bob = APIClient(), APIClient()
    api.force_authenticate(ada)
    bob.force_authenticate(make_user())
    assert [api.get("/api/v1/me/").status_code for _ in range(3)] == [200, 200, 429]
    assert bob.get("/api/v1/me/").status_code == 200
    assert [
        APIClient(REMOTE_ADDR="192.0.2.9").post("/api/v1/auth/logout/", {}, format="json").status_code for _ in range(3)
    ] == [204, 204, 429]


def test_without_the_table_of_counts_nobody_gets_in(ada, monkeypatch):
    """Failing open would let everybody guess while the database is in trouble."""

    def fail(*_, **__):
        raise OperationalError("away")

    monkeypatch.setattr("interviewprep.counters.CounterCache._run", fail)
    client = Client(raise_request_exception=False)
    answer = client.post("/log-in/", {"login": "ada@example.org", "password": PASSWORD})
    assert (answer.status_code, client.get("/interviews/").status_code) == (503, 302)


# ------------------------------------------------------------------ who asks


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "198.51.100.7, 10.1.1.1", "198.51.100.7"),
        ("10.0.0.5", "forged", "forged"),
        ("", "198.51.100.7", "unknown"),
    ],
)
def test_only_a_trusted_proxy_says_whom_it_speaks_for(settings, peer, forwarded, found):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == found


@pytest.mark.parametrize(
    ("peer", "found"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("", "unknown"),
    ],
)
def test_addresses_are_counted_as_somebody_is_given_them(peer, found):
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=peer)) == found


@pytest.mark.parametrize("enter", [log_in, token])
def test_who_has_a_network_of_addresses_is_limited_like_who_has_one(ada, limit, enter):
    limit("log_in", "3/h")
    statuses = [enter("a wrong one", address=f"2001:db8::{n}").status_code for n in range(5)]
    assert statuses[-2:] == [429, 429]
    assert enter(address="2001:db8:0:1::1").status_code in (200, 302)


def test_what_a_proxy_writes_in_place_of_an_address_keeps_nobody_out(ada, settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    behind = Client(REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR="unknown")
    assert behind.post("/log-in/", {"login": ada.email, "password": PASSWORD}).status_code == 302
    assert UserSession.objects.get().ip == "0.0.0.0"


def test_a_stranger_does_not_use_up_the_mails_that_an_owner_needs(ada, limit, mailbox):
    limit("mail", "2/h")
    limit("mailbox", "5/h")

    def ask(address):
        return Client(REMOTE_ADDR=address).post("/password/reset/", {"email": ada.email}).status_code

    assert [ask("192.0.2.1") for _ in range(5)] == [302, 302, 429, 429, 429]
    assert ask("192.0.2.2") == 302
    assert [ask(f"192.0.2.{n}") for n in (3, 4, 5)] == [302, 302, 429]
    assert len(mailbox.read()) == 5


def test_a_log_in_that_sends_a_code_sends_no_more_than_may_be_asked_for(ada, limit, mailbox):
    limit("mail", "2/h")
    assert [log_in().status_code for _ in range(4)] == [302, 302, 429, 429]
    assert log_in("a wrong one").status_code == 200
    assert len(mailbox.read()) == 2


def test_sessions_to_sign_something_in_are_not_made_without_end(limit):
    limit("log_in_address", "2/h")
    statuses = [Client().get("/log-in/passkey/", headers={"Accept": "application/json"}).status_code for _ in range(3)]
    assert (statuses, Session.objects.count()) == ([200, 200, 429], 2)


@pytest.mark.parametrize("text", ["", "10", "10/", "0/m", "ten/m", "10/w", "-1/m", "10/m; drop"])
def test_a_rate_that_is_none_is_refused_at_the_start(monkeypatch, text):
    monkeypatch.setenv("RATE_LIMIT_TEST", text)
    with pytest.raises(ImproperlyConfigured, match="RATE_LIMIT_TEST="):
        rate("RATE_LIMIT_TEST", "1/m")


def test_a_proxy_that_is_no_address_is_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("TRUSTED_TEST", "10.0.0.0/8,everybody")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_TEST: 'everybody'"):
        networks("TRUSTED_TEST")
