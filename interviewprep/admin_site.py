"""The admin's door: staff only, with a second factor, shown again after a while without work; not more changes than a person makes."""

import time
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import second_factors
from interviewprep.limits import RateLimited, count_hit, refuse

SEEN_AT = "admin_seen_at"
NOTE_EVERY_SECONDS = 60  # how exactly idle time is known: a session is not written at every click


class StaffSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and _is_fresh(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        inner = super().admin_view(_limited(view), cacheable)

        @wraps(inner)
        def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if self.has_permission(request):
                _note_work(request)
            return inner(request, *args, **kwargs)

        return handle

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Everybody logs in through the one door; who is in shows, or gets, a second factor."""
        then = request.GET.get("next", reverse("admin:index"))
        if not request.user.is_authenticated:
            return redirect_to_login(then)
        if not request.user.is_staff:
            raise PermissionDenied
        if self.has_permission(request):
            return redirect("admin:index")
        if second_factors.has_one(request.user):
            way = second_factors.way_to_show(request.user)
            return redirect_to_login(then, way)
        messages.info(request, "Staff need a second factor for the admin. Add one, and the admin is open to you.")
        return redirect("mfa_index")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Everybody changes it on the one page, which ends every session and token of before."""
        return redirect("accounts:account")


def _is_fresh(request: HttpRequest) -> bool:
    """Whether a second factor was shown, or work done after it, within the idle time."""
    shown = second_factors.shown_at(request)
    if shown is None:
        return False
    seen = max(shown, request.session.get(SEEN_AT, 0.0))
    return bool(time.time() - seen <= settings.STAFF_IDLE_MINUTES * 60)


def _note_work(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session.get(SEEN_AT, 0.0) > NOTE_EVERY_SECONDS:
        request.session[SEEN_AT] = now


def _limited(view: Any) -> Any:
    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            if request.method == "POST":
                count_hit(request, "admin", request.user.pk)
        except RateLimited as error:
            return refuse(request, error)
        return view(request, *args, **kwargs)

    return handle
