"""When the database is away, the answer is a 503 that can be tried again, in the shape of the skin that was asked."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from interviewprep.middleware import DatabaseAway


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/interviews/", "application/json"), ("/interviews/", "text/html; charset=utf-8")]
)
def test_a_database_that_is_away_is_a_503_with_retry_after(path, kind):
    middleware = DatabaseAway(lambda request: None)

    response = middleware.process_exception(RequestFactory().get(path), OperationalError("no connection left"))

    assert (response.status_code, response["Retry-After"], response["Content-Type"]) == (503, "5", kind)
    assert "no connection left" not in response.content.decode()


def test_other_faults_are_not_hidden():
    assert DatabaseAway(lambda request: None).process_exception(RequestFactory().get("/"), ValueError()) is None
