"""When the database is away, the answer is a 503 that can be tried again, in the shape of the skin that was asked."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from interviewprep.error_pages import server_error


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
