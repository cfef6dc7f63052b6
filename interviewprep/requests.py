"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.request import Request


def user_id(request: HttpRequest | Request) -> int:
    """The id of the signed-in user. Nobody else comes this far; if somebody did, they are refused."""
    if request.user.pk is None:
        raise PermissionDenied
    return int(request.user.pk)
