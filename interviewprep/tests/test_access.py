"""Who may do what: every route, by every kind of person, with every method. A route that is not written down here fails."""

import itertools
import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from interviewprep.testing.factories import make_bank, make_interview, make_user, reach_question
from interviews.models import Interview

# Who comes through is told by URLconf, decorators and ownership: one database says it for both.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.page]

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
PEOPLE = ("anonymous", "other", "owner", "curator", "staff")

OPEN, SIGNED_IN, OWN = "open to everybody", "whoever is signed in", "its owner alone"
STEP = "who has begun to log in, or to choose a new password; others are led back"
AGAIN = "whoever is signed in and has just shown it again; others are asked to"
LACKING = "whoever is signed in and has one; nobody here has"

# Route (as the URLconf writes it) → who it is for, and the methods it takes beside HEAD.
ROUTES = {
    "": (OPEN, "get"),
    "sign-up/": (OPEN, "get post"),
    "sign-up/<uuid:sign_up_id>/": (OPEN, "get post"),
    "sign-up/<uuid:sign_up_id>/again/": (OPEN, "post"),
    "log-in/": (OPEN, "get post"),
    "log-in/second-factor/": (STEP, "get post"),
    "log-in/passkey/": (OPEN, "get post"),
    "log-in/confirm-address/": (OPEN, "get post"),
    "log-in/closed/": (OPEN, "get"),
    "password/reset/": (OPEN, "get post"),
    "password/reset/code/": (STEP, "get post"),
    "password/reset/new/": (STEP, "get post"),
    "password/reset/done/": (OPEN, "get"),
    "sandbox/": (OPEN, "get"),
    "styleguide/": (OPEN, "get"),  # in production for staff alone: test_styleguide.py
    "livez": (OPEN, "get"),
    "readyz": (OPEN, "get"),
    "log-out/": (SIGNED_IN, "post"),
    "account/": (SIGNED_IN, "get"),
    "account/name/": (SIGNED_IN, "post"),
    "account/password/": (SIGNED_IN, "post"),
    "account/log-out-everywhere/": (SIGNED_IN, "post"),
    "account/export/": (SIGNED_IN, "get"),
    "account/delete/": (SIGNED_IN, "get post"),
    "account/usage/": (SIGNED_IN, "get"),
    "account/e-mail/": (SIGNED_IN, "get post"),
    "account/again/": (SIGNED_IN, "get post"),
    "account/again/second-factor/": (AGAIN, "get post"),
    "account/again/passkey/": (AGAIN, "get post"),
    "account/devices/": (SIGNED_IN, "get post"),
    "account/second-factor/": (SIGNED_IN, "get"),
    "account/second-factor/app/connect/": (AGAIN, "get post"),
    "account/second-factor/app/remove/": (LACKING, "get post"),
    "account/second-factor/recovery-codes/": (LACKING, "get"),
    "account/second-factor/recovery-codes/new/": (AGAIN, "get post"),
    "account/second-factor/recovery-codes/file/": (LACKING, "get post"),
    "account/second-factor/passkeys/": (SIGNED_IN, "get"),
    "account/second-factor/passkeys/add/": (AGAIN, "get post"),
    "account/second-factor/passkeys/<int:pk>/rename/": (AGAIN, "get post"),
    "account/second-factor/passkeys/<int:pk>/remove/": (AGAIN, "get post"),
    "account/settings/": (SIGNED_IN, "get post"),
    "dashboard/": (SIGNED_IN, "get"),
    "progress/": (SIGNED_IN, "get"),
    "interviews/": (SIGNED_IN, "get"),
    "interviews/delete/": (SIGNED_IN, "get post"),
    "interviews/compare/": (SIGNED_IN, "get"),
    "interviews/how-good-is-this-score/": (SIGNED_IN, "get"),
    "interviews/new/": (SIGNED_IN, "get post"),
    "interviews/<uuid:public_id>/": (OWN, "get"),
    "interviews/<uuid:public_id>/start/": (OWN, "post"),
    "interviews/<uuid:public_id>/messages/": (OWN, "post"),
    "interviews/<uuid:public_id>/questions/<int:position>/cases/": (OWN, "post"),
    "interviews/<uuid:public_id>/delete/": (OWN, "get post"),
    "interviews/<uuid:public_id>/finish/": (OWN, "post"),
    "interviews/<uuid:public_id>/rescore/": (OWN, "post"),
    "interviews/<uuid:public_id>/results/": (OWN, "get"),
    "interviews/<uuid:public_id>/self-rating/": (OWN, "get post"),
    "interviews/<uuid:public_id>/questions/<int:position>/again/": (OWN, "post"),
    "interviews/<uuid:public_id>/report/": (OWN, "get"),
    "interviews/<uuid:public_id>/transcript/": (OWN, "get"),
    "api/schema/": (OPEN, "get"),
    "api/docs/": (OPEN, "get"),
    "practice/": (SIGNED_IN, "get"),
    "practice/mock/": (SIGNED_IN, "post"),
    "practice/<slug:slug>/drill/": (SIGNED_IN, "post"),
    "practice/<slug:slug>/bookmark/": (SIGNED_IN, "post"),
    "api/v1/auth/register/": (OPEN, "post"),
    "api/v1/auth/register/confirm/": (OPEN, "post"),
    "api/v1/auth/register/resend/": (OPEN, "post"),
    "api/v1/auth/token/": (OPEN, "post"),
    "api/v1/auth/token/refresh/": (OPEN, "post"),
    "api/v1/auth/logout/": (OPEN, "post"),
    "api/v1/auth/logout-all/": (SIGNED_IN, "post"),
    "api/v1/me/": (SIGNED_IN, "get patch delete"),
    "api/v1/me/export/": (SIGNED_IN, "get"),
    "api/v1/me/usage/": (SIGNED_IN, "get"),
    "api/v1/me/preferences/": (SIGNED_IN, "get patch"),
    "api/v1/catalogue/": (SIGNED_IN, "get"),
    "api/v1/questions/": (SIGNED_IN, "get"),
    "api/v1/questions/<slug:slug>/bookmark/": (SIGNED_IN, "put delete"),
    "api/v1/llm/status/": (SIGNED_IN, "get"),
    "api/v1/speech/status/": (SIGNED_IN, "get"),
    "api/v1/transcriptions/": (SIGNED_IN, "post"),
    "api/v1/progress/": (SIGNED_IN, "get"),
    "api/v1/scoring/agreement/": (SIGNED_IN, "get"),
    "api/v1/interviews/": (SIGNED_IN, "get post"),
    "api/v1/interviews/<uuid:public_id>/": (OWN, "get delete"),
    "api/v1/interviews/<uuid:public_id>/start/": (OWN, "post"),
    "api/v1/interviews/<uuid:public_id>/messages/": (OWN, "get post"),
    "api/v1/interviews/<uuid:public_id>/messages/<int:seq>/speech/": (OWN, "get"),
    "api/v1/interviews/<uuid:public_id>/cases/": (OWN, "get"),
    "api/v1/interviews/<uuid:public_id>/finalize/": (OWN, "post"),
    "api/v1/interviews/<uuid:public_id>/rescore/": (OWN, "post"),
    "api/v1/interviews/<uuid:public_id>/self-rating/": (OWN, "post"),
    "api/v1/interviews/<uuid:public_id>/questions/<int:position>/answers/": (OWN, "get post"),
    "api/v1/interviews/<uuid:public_id>/evaluation/": (OWN, "get"),
    "api/v1/interviews/<uuid:public_id>/transcript/": (OWN, "get"),
}
# The admin's own routes are tried in accounts/tests/test_admin.py, by role.
NOT_HERE = "admin/"


def routes_of(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(NOT_HERE):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes_of(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def test_every_route_is_written_down_here():
    assert sorted(routes_of(get_resolver())) == sorted(ROUTES)


@pytest.fixture
def sitting():
    """An interview in its first question, and each kind of person."""
    make_bank(own=3, behavioral=1)
    owner, curator = make_user(), make_user(is_staff=True)
    group, _ = Group.objects.get_or_create(name="Curators")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="interviews"))
    curator.groups.add(group)
    people = {
        "owner": owner,
        "other": make_user(),
        "curator": curator,
        "staff": make_user(is_staff=True, is_superuser=True),
    }
    return reach_question(make_interview(owner)), people


def client_of(people, who):
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(people[who])
    return client


def path_of(route, interview_id):
    path = route.replace("<uuid:public_id>", str(interview_id)).replace("<int:position>", "0")
    path = (
        path.replace("<uuid:sign_up_id>", str(interview_id))
        .replace("<int:pk>", "1")
        .replace("<int:seq>", "1")
        .replace("<slug:slug>", "a-question")
    )
    return f"/{path}"


def is_api(route):
    return route.startswith("api/")


def expected(route, who, method):
    """The status that says whether somebody comes through; None where they do, whatever is then answered."""
    access, methods = ROUTES[route]
    taken = method in methods.split() or (method == "head" and "get" in methods.split())
    if who == "anonymous" and access in (SIGNED_IN, OWN, AGAIN, LACKING):
        return 401 if is_api(route) else 302
    if not taken:
        return 405
    if access in (STEP, AGAIN) or (route in ("log-in/", "log-in/passkey/") and who != "anonymous"):
        return 302
    if access == LACKING:
        return 404
    if access == OWN and who != "owner":
        return 404
    return None


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_what_is_theirs_and_nothing_else(sitting, who):
    """Every route with every method; curators and staff are strangers to an interview like everybody else."""
    interview, people = sitting
    wrong = []
    clients = {route: client_of(people, who) for route in ROUTES}  # what one route does to a session stays with it
    for route, method in itertools.product(ROUTES, METHODS):
        if method == "options" and not is_api(route) and ROUTES[route][0] != OWN:
            continue  # Django's own views describe themselves
        if who == "owner" and expected(route, who, method) is None and method in ("post", "delete", "patch", "put"):
            continue  # what an owner may change is tried where it is told what follows
        if expected(route, who, method) is None and ROUTES[route][0] != OPEN and method not in ("get", "head"):
            continue  # it would delete, log out or rename the person
        response = getattr(clients[route], method)(path_of(route, interview.public_id), content_type="application/json")
        wanted = expected(route, who, method)
        if response.status_code >= 500 or (
            response.status_code != wanted if wanted else response.status_code in (401, 404, 405)
        ):
            wrong.append((route, method, response.status_code, wanted))
    assert wrong == []
    interview.refresh_from_db()
    assert Interview.objects.count() == 1


@pytest.mark.parametrize("who", ["other", "curator", "staff"])
def test_what_is_not_ones_own_looks_like_what_does_not_exist(sitting, who):
    interview, people = sitting
    for route in (route for route, (access, _) in ROUTES.items() if access == OWN):
        client = client_of(people, who)
        method = ROUTES[route][1].split()[0]
        there, nowhere = (
            getattr(client, method)(path_of(route, each), content_type="application/json")
            for each in (interview.public_id, uuid.uuid4())
        )
        assert (there.status_code, nowhere.status_code) == (404, 404), route
        if is_api(route):
            assert there.json() == nowhere.json(), route
