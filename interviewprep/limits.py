"""How often somebody may ask: exact limits by user, by account and by client address, told with when to come back."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_ratelimit.core import get_usage
from rest_framework.request import Request

from interviewprep.errors import DomainError, log_refusal
from interviewprep.logging import log_security

Page = Callable[..., HttpResponseBase]
MINUTE, HOUR = 60, 3_600


class RateLimited(DomainError):
    """There were too many tries in a short time. Wait a little and try again."""

    status = 429

    @classmethod
    def until(cls, seconds: int) -> "RateLimited":
        """With when to come back, in words and as a number."""
        seconds = max(seconds, 1)
        told = f"There were too many tries in a short time. Try again in {in_words(seconds)}."
        return cls(told, retry_after=seconds)


def in_words(seconds: int) -> str:
    """How long to wait, in the unit that a person would use, never told as too short."""
    if seconds < 2 * MINUTE:
        return f"{seconds} second{'s' * (seconds != 1)}"
    return f"{-(-seconds // MINUTE)} minutes" if seconds <= 2 * HOUR else f"{-(-seconds // HOUR)} hours"


def count_hit(request: HttpRequest | Request, name: str, *who: object) -> None:
    """Count one try of ``who`` against a limit of ``RATE_LIMITS``. Raises ``RateLimited`` when there is none left."""
    seconds = seconds_to_wait(request, name, *who)
    if seconds is not None:
        log_security(
            f"limit_{name}",
            user_id=getattr(request.user, "pk", None) if hasattr(request, "user") else None,
            outcome="refused",
        )
        raise RateLimited.until(seconds)


def seconds_to_wait(request: HttpRequest | Request, name: str, *who: object) -> int | None:
    """The same without raising: None while there is one left."""
    plain = request._request if isinstance(request, Request) else request  # noqa: SLF001 - DRF's own door to it
    value = "\n".join(map(str, who))
    usage = get_usage(plain, group=name, key=lambda *_: value, rate=settings.RATE_LIMITS[name], increment=True)
    return int(usage["time_left"]) if usage and usage["should_limit"] else None


def client_address(request: HttpRequest | Request) -> str:
    """Who is on the other end: the last address that none of ``TRUSTED_PROXIES`` is. What a client writes itself counts for nothing."""
    address: str = request.META.get("REMOTE_ADDR", "") or "unknown"
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while forwarded and _is_trusted(address):
        address = forwarded.pop()
    return address


def client_network(request: HttpRequest | Request) -> str:
    """What limits by address count: of IPv6 the whole /64 that one household is given, and one attacker too."""
    address = client_address(request)
    if not is_address(address):
        return address
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def count_mail(request: HttpRequest | Request, mailbox: object) -> None:
    """Count a mail to a mailbox: few for one client, more for all together, lest a stranger use up what its owner needs."""
    count_hit(request, "mail", mailbox, client_network(request))
    count_hit(request, "mailbox", mailbox)


def _is_trusted(address: str) -> bool:
    return is_address(address) and any(ipaddress.ip_address(address) in each for each in settings.TRUSTED_PROXIES)


def limited(name: str, *, by: Callable[[HttpRequest], object], method: str = "POST") -> Callable[[Page], Page]:
    """Limit the POSTs of a page, or another method; who has none left reads when to come back."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                if request.method == method:
                    count_hit(request, name, by(request))
            except RateLimited as error:
                return refuse(request, error)
            return view(request, *args, **kwargs)

        return handle

    return decorate


def refuse(request: HttpRequest, error: RateLimited) -> HttpResponse:
    log_refusal(error.code, user_id=request.user.pk, fields={})
    response = render(request, "error.html", {"status": error.status, "error": error}, status=error.status)
    response["Retry-After"] = str(error.retry_after)
    return response
