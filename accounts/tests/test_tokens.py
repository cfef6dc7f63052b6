"""Access and refresh tokens: who gets them, how long they last, and whom they stop serving."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts.tests.test_sign_up import CountingHasher
from interviewprep.testing.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

OBTAIN = "/api/v1/auth/token/"
REFRESH = "/api/v1/auth/token/refresh/"
SOMETHING = "/api/v1/interviews/"
WRONG = {"code": "not_authenticated", "detail": "This address and password don't go together."}
SPENT = {"code": "not_authenticated", "detail": "This refresh token is not valid any more. Log in again."}


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def obtain(*, email="ada@example.org", password=PASSWORD):
    return APIClient().post(OBTAIN, {"email": email, "password": password}, format="json")


def refresh(token):
    return APIClient().post(REFRESH, {"refresh": token}, format="json")


def use(token, scheme="Bearer"):
    return APIClient(headers={"Authorization": f"{scheme} {token}"}).get(SOMETHING)


def assert_refused(response, body=None):
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.json().keys() == {"code", "detail"}
    assert response.json()["code"] == "not_authenticated"
    assert body is None or response.json() == body


def test_tokens_are_obtained_used_and_refreshed(ada):
    first = obtain(email="Ada@Example.org")
    assert (first.status_code, first.json().keys()) == (200, {"access", "refresh"})
    assert use(first.json()["access"]).status_code == 200
    second = refresh(first.json()["refresh"])
    assert (second.status_code, second.json().keys()) == (200, {"access", "refresh"})
    assert use(second.json()["access"]).status_code == 200
    assert refresh(second.json()["refresh"]).status_code == 200


def test_a_token_speaks_for_its_own_user_only(ada):
    assert str(AccessToken(obtain().json()["access"])["user_id"]) == str(ada.pk)


def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_told_the_same(ada):
    make_user("closed@example.org", is_active=False)
    assert_refused(obtain(password="a wrong password"), WRONG)
    assert_refused(obtain(email="nobody@example.org"), WRONG)
    assert_refused(obtain(email="closed@example.org"), WRONG)


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org", "closed@example.org"])
def test_a_refusal_costs_the_same_work_whoever_is_named(settings, email):
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    make_user("ada@example.org")
    make_user("closed@example.org", is_active=False)
    CountingHasher.hashed = 0
    obtain(email=email, password="a wrong password")
    assert CountingHasher.hashed == 1


def test_an_access_token_lives_ten_minutes_and_a_refresh_token_fourteen_days(ada, time_machine):
    time_machine.move_to("2030-01-01 12:00:00+00:00", tick=False)
    pair = obtain().json()
    time_machine.shift(timedelta(minutes=9, seconds=59))
    assert use(pair["access"]).status_code == 200
    time_machine.shift(timedelta(seconds=2))
    assert_refused(use(pair["access"]))
    time_machine.shift(timedelta(days=13, hours=23))
    assert refresh(pair["refresh"]).status_code == 200
    time_machine.shift(timedelta(hours=1))
    assert_refused(refresh(pair["refresh"]), SPENT)


def test_an_access_token_refreshes_nothing_and_a_refresh_token_opens_nothing(ada):
    pair = obtain().json()
    assert_refused(refresh(pair["access"]), SPENT)
    assert_refused(use(pair["refresh"]))


def close(user):
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize("end", [close, lambda user: user.delete()], ids=["closed", "deleted"])
def test_the_tokens_of_an_account_end_with_it(ada, end):
    pair = obtain().json()
    end(ada)
    assert_refused(use(pair["access"]))
    assert_refused(refresh(pair["refresh"]), SPENT)
    assert_refused(obtain(), WRONG)


def tamper(token):
    head, body, signature = token.split(".")
    return ".".join([head, body, signature[::-1]])


GARBAGE = ["x", "a.b.c", "..", "é", "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoxfQ.", "null", "x" * 1_900]


@pytest.mark.parametrize("token", [*GARBAGE, "🙂.🙂.🙂"])
def test_a_refresh_token_that_is_none_is_refused(token):
    assert_refused(refresh(token), SPENT)


@pytest.mark.parametrize("token", [*GARBAGE, "", "two words", "\x7f"])
def test_an_access_token_that_is_none_is_refused(token):
    assert_refused(use(token))


def test_a_tampered_token_is_refused(ada):
    pair = obtain().json()
    assert_refused(use(tamper(pair["access"])))
    assert_refused(refresh(tamper(pair["refresh"])), SPENT)


@pytest.mark.parametrize("scheme", ["Basic", "Token", "JWT", ""])
def test_a_token_under_another_scheme_opens_nothing(ada, scheme):
    assert_refused(use(obtain().json()["access"], scheme))


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        (OBTAIN, {}, {"email", "password"}),
        (OBTAIN, {"email": "", "password": ""}, {"email", "password"}),
        (OBTAIN, {"email": ["a"], "password": {"a": 1}}, {"email", "password"}),
        (OBTAIN, {"email": "a\x00@example.org", "password": "nul\x00"}, {"email", "password"}),
        (OBTAIN, {"email": "a@example.org", "password": "x" * 1_001}, {"password"}),
        (OBTAIN, {"email": "a@example.org", "password": PASSWORD, "remember": True}, {"remember"}),
        (REFRESH, {}, {"refresh"}),
        (REFRESH, {"refresh": None}, {"refresh"}),
        (REFRESH, {"refresh": "x" * 2_001}, {"refresh"}),
        (REFRESH, {"refresh": "x", "access": "y"}, {"access"}),
    ],
)
def test_a_body_of_the_wrong_shape_is_told_its_fields(path, body, fields):
    response = APIClient().post(path, body, format="json")
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["fields"].keys() == fields


@pytest.mark.parametrize("path", [OBTAIN, REFRESH, "/api/v1/auth/register/"])
def test_signing_in_does_not_mind_a_stale_token_in_the_header(ada, path):
    stale = APIClient(headers={"Authorization": "Bearer of.bad.news"})
    body = {
        OBTAIN: {"email": "ada@example.org", "password": PASSWORD},
        REFRESH: {"refresh": obtain().json()["refresh"]},
    }.get(path, {"email": "new@example.org", "password": PASSWORD})
    assert stale.post(path, body, format="json").status_code in {200, 201}


def test_a_password_with_spaces_at_its_ends_opens_its_account():
    user = make_user("spaces@example.org")
    user.set_password("  marmalade gravel  ")
    user.save()
    assert obtain(email="spaces@example.org", password="  marmalade gravel  ").status_code == 200
    assert_refused(obtain(email="spaces@example.org", password="marmalade gravel"), WRONG)
