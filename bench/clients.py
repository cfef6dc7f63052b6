"""HTTP clients for the real server: one kept-open connection each, as little work of their own as possible."""

import http.client
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User

TIMEOUT_SECONDS = 60


@dataclass(slots=True)
class Client:
    """One browser or program. ``seconds`` are its answered requests, ``failures`` the answers that were none."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> bytes:
        return self._request("GET", path, None, self.headers)

    def post(self, path: str, body: dict[str, Any]) -> bytes:
        """Send JSON with a key of its own. Empty when it was refused."""
        own = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_urlsafe(18)}
        return self._request("POST", path, json.dumps(body).encode(), self.headers | own)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _request(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        if self._line is None:
            parts = urlsplit(self.url)
            self._line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        began = time.perf_counter()
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            self.close()
            self.failures.append(type(fault).__name__)
            return b""
        if answer.status != http.HTTPStatus.OK:
            self.failures.append(f"{answer.status} {content[:80]!r}")
            return b""
        self.seconds.append(time.perf_counter() - began)
        return content


def browser(url: str, user: User) -> Client:
    """A browser in which the user is logged in; the session is written as a log-in writes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Client(url, {"Cookie": f"sessionid={session.session_key}"})


def program(url: str, user: User) -> Client:
    """A program with an access token of the user."""
    return Client(url, {"Authorization": f"Bearer {AccessToken.for_user(user)}"})
