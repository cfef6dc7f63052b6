"""Errors outside any view of ours: a page for people, the one JSON shape for programs."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

API_PREFIX = "/api/"


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"code": code, "detail": detail}, status=status)
    return render(request, "error.html", {"status": status, "detail": detail}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "bad_request", "This request could not be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "permission_denied", "This is not open to you.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", "There is nothing here, or it is not yours.")


def server_error(request: HttpRequest) -> HttpResponse:
    detail = "Something broke on our side. What you sent before is safe; please try again."
    return _answer(request, 500, "server_error", detail)


def database_away(request: HttpRequest, fault: Exception) -> HttpResponse:
    """No page of the application's own is used: it might ask the database again."""
    logger.error("database_unavailable", exc_info=fault)
    detail = "The database did not answer. What was sent and confirmed is safe; please try again in a moment."
    if request.path.startswith(API_PREFIX):
        response: HttpResponse = JsonResponse({"code": "database_unavailable", "detail": detail}, status=503)
    else:
        response = HttpResponse(render_to_string("unavailable.html", {"detail": detail}), status=503)
    response["Retry-After"] = "5"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = "This page was open for too long. Go back, reload it and send again; your words are still in the form."
    return _answer(request, 403, "csrf_failed", detail)
