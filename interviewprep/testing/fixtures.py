"""Fixtures that every app's tests may use. Loaded by pytest.ini before Django is set up, so they import late."""
# ruff: noqa: PLC0415

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client
    from playwright.sync_api import Browser
    from rest_framework.test import APIClient

    from accounts.models import User
    from interviewprep.testing.browser import Visitor
    from interviewprep.testing.mailbox import Mailbox
    from interviewprep.testing.model_server import ModelServer
    from interviewprep.testing.server import RealServer
    from interviewprep.testing.speech_server import SpeechServer

# Fixtures and marks by which a test meets a database.
DATABASE = {"db", "transactional_db", "django_db", "e2e"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``TEST_DATABASE_ONLY``, what never meets a database is left out: once for both is enough."""
    if not os.environ.get("TEST_DATABASE_ONLY"):
        return
    met: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        traits = {*item.keywords, *getattr(item, "fixturenames", ())}
        met[bool(DATABASE & traits) and item.get_closest_marker("page") is None].append(item)
    config.hook.pytest_deselected(items=met[False])
    items[:] = met[True]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Django is set up by now: from here on nothing is logged unseen."""
    from interviewprep.testing.log_watch import LOGGED, LogWatch

    session.config.stash.setdefault(LOGGED, set())
    LogWatch(session.config.stash[LOGGED]).listen()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """What a worker of pytest-xdist has seen counts for the whole run."""
    from interviewprep.testing.log_watch import LOGGED

    node.config.stash.setdefault(LOGGED, set()).update(getattr(node, "workeroutput", {}).get("logged", []))


@pytest.hookimpl(trylast=True)  # when the workers are gone
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A secret in a log fails the run, whichever test it came from; and nothing stays on a PostgreSQL that goes on."""
    from interviewprep.testing.log_watch import LOGGED
    from interviewprep.testing.prepared import drop_template

    logged = session.config.stash.get(LOGGED, set())
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["logged"] = sorted(logged)
        return
    drop_template()
    if logged:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stderr.write("\nWhat no log may hold: " + "; ".join(sorted(logged)) + "\n")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """A real server without a model, shared by a worker's browser tests: starting one costs as much as several of them."""
    from interviewprep.testing.server import running_server

    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser. Of a module, not longer: while Playwright is there, its thread runs a loop in which Django refuses to work."""
    from interviewprep.testing.browser import running_chromium

    with running_chromium() as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser, server: RealServer) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser window of its own; what it is called with are Playwright's options of a context."""
    from interviewprep.testing.browser import new_visitor

    with contextlib.ExitStack() as windows:

        def open_window(**context: Any) -> Visitor:
            visitor = new_visitor(chromium, server.url, **context)
            windows.callback(visitor.page.context.close)
            return visitor

        yield open_window


@pytest.fixture
def user(db: Any) -> User:
    """The candidate of a test."""
    from interviewprep.testing.factories import make_user

    return make_user()


@pytest.fixture
def browser(user: User) -> Client:
    """A browser in which the candidate is logged in."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def api(user: User) -> APIClient:
    """A program that acts for the candidate."""
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def mailbox(settings: Any) -> Mailbox:
    """An installation that sends mail, and all of its mail."""
    from interviewprep.testing.mailbox import Mailbox

    settings.MAIL_CONFIGURED = True
    settings.PUBLIC_URL = "https://interviews.example.org"
    settings.EMAIL_BACKEND = "interviewprep.mail.OutboxBackend"
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False
    return Mailbox()


@pytest.fixture
def listening(settings: Any) -> Iterator[SpeechServer]:
    """A server on the other end of a real connection that turns recordings into text."""
    from interviewprep.testing.speech_server import SpeechServer

    with SpeechServer() as server:
        settings.SPEECH_BASE_URL, settings.SPEECH_TRANSCRIPTION_MODEL = server.url, "stand-in"
        settings.SPEECH_API_KEY = "sk-canary"
        yield server


@pytest.fixture
def speaking(listening: SpeechServer, settings: Any) -> SpeechServer:
    """The same, which also speaks."""
    settings.SPEECH_SYNTHESIS_MODEL = "stand-in"
    return listening


@pytest.fixture
def model(settings: Any) -> Iterator[ModelServer]:
    """A model on the other end of a real connection, configured as the one in use."""
    from interviewprep.testing.model_server import ModelServer

    with ModelServer() as server:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = server.url, "stand-in", "sk-canary"
        yield server
