"""Every refusal has one shape for programs and a page for people, also where no view of ours is reached."""

import json
import re
import uuid

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from interviewprep.errors import BadRequest, Conflict, DomainError, Unavailable, Unprocessable
from interviewprep.testing.factories import make_bank, make_interview, new_key
from interviewprep.tests.test_json_body import HOSTILE

pytestmark = pytest.mark.django_db

NOT_FOUND = {"code": "not_found", "detail": "There is nothing here, or it is not yours."}
BODY_LIMIT = 256 * 1024


class TeaPotEmpty(Conflict):
    """The pot is empty.
    Put the kettle on."""


def test_an_error_is_told_by_its_name_and_its_docstring():
    assert TeaPotEmpty().as_body() == {"code": "tea_pot_empty", "detail": "The pot is empty. Put the kettle on."}


def test_an_error_tells_its_own_detail_the_fields_and_the_stage():
    error = TeaPotEmpty("No tea.", fields={"pot": ("empty", "cold")}, stage="wrap_up", retry_after=3)
    assert error.as_body() == {
        "code": "tea_pot_empty",
        "detail": "No tea.",
        "fields": {"pot": ["empty", "cold"], "stage": ["wrap_up"]},
    }
    assert error.retry_after == 3


def test_each_family_of_errors_has_its_status():
    families = (DomainError, BadRequest, Conflict, Unprocessable, Unavailable)
    assert [family.status for family in families] == [400, 400, 409, 422, 503]


@pytest.fixture
def program(user):
    """A program of the candidate whose broken requests are answered as they would be in life."""
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(user)
    return client


def assert_refused(response, status, code):
    """The one shape: a code, a sentence, and nothing else but fields."""
    body = json.loads(response.content)
    assert (response.status_code, body["code"]) == (status, code), body
    assert response["Content-Type"] == "application/json"
    assert body.keys() <= {"code", "detail", "fields"}
    assert body["detail"].endswith((".", "”")), body["detail"]


@pytest.mark.page
@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing/", "/api/v1/interviews/17/", "/api/v2/catalogue/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_api_path_is_not_found_in_the_one_shape(program, path, method):
    for client in (program, APIClient()):
        response = getattr(client, method)(path)
        assert (response.status_code, response.json()) == (404, NOT_FOUND)


def test_an_unknown_page_is_not_found_as_a_page(browser):
    for client in (browser, Client()):
        response = client.get("/interviews/17/")
        assert response.status_code == 404
        assert "There is nothing here, or it is not yours." in response.content.decode()


METHODS = {
    "/api/v1/catalogue/": "post put patch delete",
    "/api/v1/interviews/": "put patch delete",
    "/api/v1/interviews/{}/": "post put patch",
    "/api/v1/interviews/{}/start/": "get put patch delete",
    "/api/v1/interviews/{}/messages/": "put patch delete",
    "/api/v1/interviews/{}/finalize/": "get put patch delete",
    "/api/v1/interviews/{}/evaluation/": "post put patch delete",
    "/api/v1/interviews/{}/transcript/": "post put patch delete",
    "/api/v1/questions/": "post put patch delete",
    "/api/v1/llm/status/": "post put patch delete",
    "/api/v1/auth/register/": "get put patch delete",
    "/api/v1/auth/token/": "get put patch delete",
    "/api/v1/auth/token/refresh/": "get put patch delete",
}


@pytest.mark.page
@pytest.mark.parametrize(("path", "method"), [(path, m) for path, methods in METHODS.items() for m in methods.split()])
def test_a_method_that_an_endpoint_does_not_have_is_refused_in_the_one_shape(program, path, method):
    response = getattr(program, method)(path.format(uuid.uuid4()))
    assert_refused(response, 405, "method_not_allowed")
    assert method.upper() not in response["Allow"]


ANYBODY = ["accounts-api:register", "accounts-api:token", "accounts-api:token-refresh"]
CANDIDATE = ["interviews-api:interviews"]
IN_INTERVIEW = ["interviews-api:start", "interviews-api:messages", "scoring-api:finalize"]
ENDPOINTS = [*ANYBODY, *CANDIDATE, *IN_INTERVIEW]


@pytest.fixture
def post_to(program, user):
    """Post raw bytes to an endpoint that takes a body, as somebody who may."""

    def post(name, body, content_type="application/json", **headers):
        if name not in IN_INTERVIEW:
            return program.generic("POST", reverse(name), body, content_type, **headers)
        make_bank()
        path = reverse(name, args=[make_interview(user).public_id])
        return program.generic("POST", path, body, content_type, headers={"Idempotency-Key": new_key()}, **headers)

    return post


# An empty body is an empty object: that is for each endpoint to judge.
BODIES = {name: body for name, (body, _) in HOSTILE.items() if body}


@pytest.mark.page
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("name", ENDPOINTS)
def test_hostile_json_is_refused_by_every_endpoint(post_to, name, body):
    assert_refused(post_to(name, body), 400, "bad_request")


@pytest.mark.page
@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_body_above_256_kilobytes_is_refused_unread(post_to, name):
    response = post_to(name, b'"' + b"x" * BODY_LIMIT + b'"')
    assert_refused(response, 413, "body_too_large")


def test_a_body_of_256_kilobytes_is_read(post_to):
    body = json.dumps({"email": "x"})[:-1].encode()
    response = post_to("accounts-api:register", body + b" " * (BODY_LIMIT - len(body) - 1) + b"}")
    assert_refused(response, 422, "invalid")


@pytest.mark.page
@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "", "?"],
)
@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_body_that_does_not_say_it_is_json_is_refused(post_to, name, content_type):
    assert_refused(post_to(name, b'{"offline": true}', content_type), 415, "unsupported_media_type")


@pytest.mark.page
@pytest.mark.parametrize("body", ["[]", '"text"', "17", "null", "true", '[{"track": "swe_engineer"}]'])
@pytest.mark.parametrize("name", ENDPOINTS)
def test_json_that_is_no_object_is_invalid(post_to, name, body):
    assert_refused(post_to(name, body), 422, "invalid")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_unknown_field_is_named_and_refused(post_to, name):
    response = post_to(name, '{"is_staff": true}')
    assert_refused(response, 422, "invalid")
    assert response.json()["fields"]["is_staff"] == ["This field is not known."]


def test_an_answer_in_a_format_that_does_not_exist_is_refused(program):
    assert_refused(program.get("/api/v1/catalogue/", headers={"Accept": "application/xml"}), 406, "not_acceptable")


def test_a_browser_without_its_csrf_token_is_refused_by_the_api(user):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(user)
    assert_refused(client.post("/api/v1/interviews/", {}, format="json"), 403, "permission_denied")


def test_a_browser_without_its_csrf_token_is_told_so_on_a_page(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    response = client.post(reverse("interviews:new"), {})
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


@pytest.mark.parametrize(
    ("referer", "way"),
    [
        (
            "http://testserver/interviews/new/?track=x",
            '<a class="button" href="/interviews/new/">Open the page again</a>',
        ),
        ("http://elsewhere.example/interviews/new/", '<a class="button" href="/">Back to the start</a>'),
        ("", '<a class="button" href="/">Back to the start</a>'),
    ],
)
def test_from_a_page_that_was_open_for_too_long_the_way_leads_back_to_it_where_it_is_ours(user, referer, way):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    response = client.post(reverse("interviews:new"), {}, headers={"Referer": referer})
    assert (response.status_code, way in response.content.decode()) == (403, True)


@pytest.mark.parametrize("path", ["/", "/api/v1/catalogue/"])
def test_a_forged_host_is_refused(path):
    response = Client(headers={"Host": "evil.example"}).get(path)
    assert response.status_code == 400
    assert b"evil" not in response.content


def test_a_form_that_is_far_too_large_is_refused_with_a_page(browser):
    response = browser.post(reverse("interviews:new"), {"role": "x" * 600_000})
    assert response.status_code == 400
    assert "could not be understood" in response.content.decode()


def break_down(execute, sql, params, many, context):
    raise OperationalError("could not connect to server at 10.0.0.7")


def break_our_code(execute, sql, params, many, context):
    if "interviews_" in sql:
        raise ZeroDivisionError("a secret of the code")
    return execute(sql, params, many, context)


FAULTS = pytest.mark.parametrize(
    ("fault", "status", "code"),
    [(break_down, 503, "database_unavailable"), (break_our_code, 500, "server_error")],
    ids=["no database", "a bug"],
)


def assert_calm(response, status):
    """Told that nothing is lost and what to do, and nothing of how we are built."""
    assert response.status_code == status
    assert re.search(rb"What .*sent.* is safe; try again", response.content)
    assert not re.search(rb"10\.0\.0\.7|secret|Traceback", response.content)
    assert response.get("Retry-After") == ("5" if status == 503 else None)


@FAULTS
def test_a_fault_of_ours_is_told_to_a_program_in_the_one_shape(program, fault, status, code):
    with connection.execute_wrapper(fault):
        response = program.get("/api/v1/catalogue/")
    assert_calm(response, status)
    assert_refused(response, status, code)


@FAULTS
@pytest.mark.parametrize("signed_in", [False, True], ids=["a visitor", "a candidate"])
def test_a_fault_of_ours_is_told_to_people_on_our_page(user, signed_in, fault, status, code):
    client = Client(raise_request_exception=False)
    if signed_in:
        client.force_login(user)
    with connection.execute_wrapper(fault):
        response = client.get("/")
    assert_calm(response, status)
    assert b"Interviewprep</title>" in response.content
