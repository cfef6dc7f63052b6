"""The limit on all requests to the API. By itself, since Django REST framework loads it while it is being loaded."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from interviewprep.limits import client_network, seconds_to_wait


class ApiThrottle(BaseThrottle):
    """All requests of a user together, or of an address that is nobody's."""

    def __init__(self) -> None:
        self._seconds: int | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        self._seconds = seconds_to_wait(request, "api", request.user.pk or client_network(request))
        return self._seconds is None

    def wait(self) -> float | None:
        return None if self._seconds is None else float(max(self._seconds, 1))
