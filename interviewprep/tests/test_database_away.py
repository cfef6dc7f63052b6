"""When the database is away, the answer is a 503 that can be tried again, in the shape of the skin that was asked."""

import time
from contextlib import contextmanager

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db import OperationalError, connection
from django.test import RequestFactory
from rest_framework.test import APIClient

from accounts.models import OutgoingMail, PendingSignUp, TokenFamily
from accounts.tokens import open_family
from interviewprep.error_pages import server_error
from interviewprep.testing.factories import PASSWORD, make_user

SECRET = "JBSWY3DPEHPK3PXP"


def answer_to(fault, path):
    try:
        raise fault
    except type(fault):
        return server_error(RequestFactory().get(path))


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/interviews/", "application/json"), ("/interviews/", "text/html; charset=utf-8")]
)
def test_a_database_that_is_away_is_a_503_with_retry_after(path, kind):
    response = answer_to(OperationalError("no connection left"), path)

    assert (response.status_code, response["Retry-After"], response["Content-Type"]) == (503, "5", kind)
    assert "no connection left" not in response.content.decode()


def test_any_other_fault_is_a_500():
    assert answer_to(ValueError("x"), "/interviews/").status_code == 500


@contextmanager
def without(table):
    """The database answers, but not about this table."""

    def refuse(execute, sql, params, many, context):
        if f'"{table}"' in sql:
            raise OperationalError("away")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


ASKED = {
    "counts": ("accounts_ratecounter", "token/", {"email": "ada@example.org", "password": PASSWORD, "otp": "…"}),
    "second factors": ("mfa_authenticator", "token/", {"email": "ada@example.org", "password": PASSWORD}),
    "codes that were used": ("accounts_cacheentry", "token/", {"email": "ada@example.org", "password": PASSWORD, "otp": "…"}),
    "families of tokens": ("accounts_tokenfamily", "token/", {"email": "ada@example.org", "password": PASSWORD, "otp": "…"}),
    "tokens that were used": ("accounts_refreshrecord", "token/refresh/", {"refresh": "…"}),
    "mail": ("accounts_outgoingmail", "register/", {"email": "eve@example.org", "password": "seventeen blue herons"}),
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("table", "path", "body"), ASKED.values(), ids=ASKED)
def test_without_what_is_remembered_of_an_account_nobody_gets_further(mailbox, table, path, body):
    """And nothing is left half done."""
    ada = make_user("ada@example.org")
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    TOTP.activate(ada, SECRET)
    here = {"otp": format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)), "refresh": open_family(ada).refresh}
    body = {name: here[name] if value == "…" else value for name, value in body.items()}
    client = APIClient(raise_request_exception=False)
    with without(table):
        refused = client.post(f"/api/v1/auth/{path}", body, format="json")
    assert (refused.status_code, refused["Retry-After"], refused.json()["code"]) == (503, "5", "database_unavailable")
    assert (PendingSignUp.objects.count(), OutgoingMail.objects.count(), TokenFamily.objects.count()) == (0, 0, 1)
