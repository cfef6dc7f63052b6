"""Errors outside any view of ours: a page for people, the one JSON shape for programs."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from interviewprep.requests import page_of_form

API_PREFIX = "/api/"


def _answer(request: HttpRequest, status: int, code: str, detail: str, *, advice: str, back: str = "") -> HttpResponse:
    """``detail`` says what happened; ``advice`` is what a person can do, which a program is not told."""
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"code": code, "detail": detail}, status=status)
    context = {"status": status, "error": {"headline": detail, "advice": advice}, "back": back}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    advice = "Check the address, or what was sent: it may be broken or too large. Then try again."
    return _answer(request, 400, "bad_request", "This request could not be understood.", advice=advice)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    advice = "It is for other accounts than yours. If you have one of those, log in with it."
    return _answer(request, 403, "permission_denied", "This is not open to you.", advice=advice)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    advice = "Check the address, or log in with the account that it belongs to. What was deleted does not come back."
    return _answer(request, 404, "not_found", "There is nothing here, or it is not yours.", advice=advice)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, told without asking the database again: it may be the database that is away."""
    if isinstance(sys.exc_info()[1], OperationalError):
        detail = "The database did not answer. What was sent and confirmed is safe; try again in a moment."
        response = _answer_alone(request, 503, "database_unavailable", detail)
        response["Retry-After"] = "5"
        return response
    detail = "Something broke on our side. What you sent before is safe; try again."
    return _answer_alone(request, 500, "server_error", detail)


def _answer_alone(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"code": code, "detail": detail}, status=status)
    return HttpResponse(render_to_string("unavailable.html", {"detail": detail}), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """As a rule a form from before a log-in in another tab. The way leads to a fresh page, so what was typed is saved first."""
    advice = "What you sent did not arrive. To keep your words, go back in the browser and copy them; then open the page again."
    detail = "This page was open for too long."
    return _answer(request, 403, "csrf_failed", detail, advice=advice, back=page_of_form(request))
