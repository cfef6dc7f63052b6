"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
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
