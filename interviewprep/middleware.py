"""What every request gets: an id to find it by in the logs, and the browser features the pages may use."""

import re
import uuid
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from interviewprep.error_pages import database_away
from interviewprep.logging import request_id

Handler = Callable[[HttpRequest], HttpResponse]
SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def add_request_id(get_response: Handler) -> Handler:
    """Take the proxy's ``X-Request-ID`` when it is harmless, else make one; send it back and log it."""

    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if SAFE_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = get_response(request)
            response["X-Request-ID"] = request_id.get()
        finally:
            request_id.reset(token)
        return response

    return handle


def add_permissions_policy(get_response: Handler) -> Handler:
    """Nothing but the microphone, and that for our own pages only."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)"
        return response

    return handle


class DatabaseAway:
    """A database that can't be reached, or has no connection left, is a 503 with Retry-After and not a 500."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return database_away(request, exception) if isinstance(exception, OperationalError) else None
