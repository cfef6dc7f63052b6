"""What every request gets: an id to find it by in the logs, and the browser features the pages may use."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from interviewprep.logging import request_id

type_of_handler = Callable[[HttpRequest], HttpResponse]
SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def add_request_id(get_response: type_of_handler) -> type_of_handler:
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


def add_permissions_policy(get_response: type_of_handler) -> type_of_handler:
    """Nothing but the microphone, and that for our own pages only."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)"
        return response

    return handle
