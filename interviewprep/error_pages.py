"""Errors outside any view of ours: a page for people, the one JSON shape for programs."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from interviewprep.errors import DomainError

API_PREFIX = "/api/"


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"code": code, "detail": detail}, status=status)
    return render(request, "error.html", {"status": status, "error": DomainError(detail)}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "bad_request", "This request could not be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "permission_denied", "This is not open to you.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", "There is nothing here, or it is not yours.")


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
    detail = "This page was open for too long. Go back, reload it and send again; your words are still in the form."
    return _answer(request, 403, "csrf_failed", detail)
