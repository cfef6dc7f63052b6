"""System checks: configurations in which the turn protocol's promises would not hold."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name
from django.db import connections

MIN_LEASE_MARGIN_SECONDS = 15


@register("interviewprep")
def check_database(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Turns open their own transactions, and SQLite must queue writers at BEGIN."""
    options = connections["default"].settings_dict
    found: list[CheckMessage] = []
    if options["ATOMIC_REQUESTS"]:
        found.append(
            Error("ATOMIC_REQUESTS holds a transaction while the model speaks. Turn it off.", id="interviewprep.E001")
        )
    is_sqlite = connections["default"].vendor == "sqlite"
    if is_sqlite and options["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        found.append(Error("SQLite needs transaction_mode IMMEDIATE: deferred writers fail.", id="interviewprep.E002"))
    return found


@register("interviewprep")
def check_lease(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A lease must outlive the model call it protects."""
    if settings.LEASE_MARGIN_SECONDS >= MIN_LEASE_MARGIN_SECONDS:
        return []
    return [
        Error("LEASE_MARGIN_SECONDS is below 15: a lease could end before its model call.", id="interviewprep.E003")
    ]


@register("interviewprep")
def check_threads(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Threads that wait for the model must leave some for pages."""
    if not settings.LLM_BASE_URL or settings.LLM_MAX_CONCURRENT < settings.WEB_THREADS:
        return []
    return [
        Warning(
            "LLM_MAX_CONCURRENT leaves no thread of WEB_THREADS for pages while the model speaks.",
            id="interviewprep.W001",
        )
    ]
