"""Who is asking, and from which page."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.request import Request

from interviewprep.errors import DomainError


def user_id(request: HttpRequest | Request) -> int:
    """The id of the signed-in user. Nobody else comes this far; if somebody did, they are refused."""
    if request.user.pk is None:
        raise PermissionDenied
    return int(request.user.pk)


def with_retry_after(response: HttpResponse, error: DomainError | None) -> HttpResponse:
    """The page that tells of a refusal, with when to come back where that is known."""
    if error is not None and error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def page_of_form(request: HttpRequest) -> str:
    """The page that sent a form, by its own word where that is one of ours; else nothing."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return urlsplit(referer).path
    return ""
