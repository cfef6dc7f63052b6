"""Which features of a browser a page may use: none, but for the page on which somebody speaks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

Page = Callable[..., HttpResponseBase]


def policy_with(*, microphone: str) -> str:
    return f"camera=(), geolocation=(), payment=(), usb=(), microphone={microphone}"


def allows_microphone(view: Page) -> Page:
    """This page itself, and nothing that it may frame, may ask for the microphone."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Permissions-Policy"] = policy_with(microphone="(self)")
        return response

    return handle
