"""What every request gets: an id to find it by in the logs, and the browser features the pages may use."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from interviewprep.error_pages import API_PREFIX
from interviewprep.logging import request_id
from interviewprep.permissions import policy_with
from interviewprep.requests import page_of_form

Handler = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD"})
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
    """None of them, unless a view says otherwise (``allows_microphone``)."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", policy_with(microphone="()"))
        return response

    return handle


def forbid_caching(get_response: Handler) -> Handler:
    """What belongs to somebody is kept by no cache: every API reply, and every page of a signed-in browser."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_private = request.path.startswith(API_PREFIX) or settings.SESSION_COOKIE_NAME in request.COOKIES
        if is_private and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return handle


class RequireLogin(LoginRequiredMiddleware):
    """Signed out, one logs in and comes back to where one was: to the page that a form stood on, not to where it was sent."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in SAFE_METHODS:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(page_of_form(request) or "/", self.get_login_url(view_func))
