"""System checks: configurations in which the turn protocol's promises would not hold."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name
from django.db import connections

from interviews import catalogue

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
    """Threads that wait for a model must leave some for pages."""
    waiting = settings.LLM_MAX_CONCURRENT if settings.LLM_BASE_URL else 0
    waiting += settings.SPEECH_MAX_CONCURRENT if settings.SPEECH_BASE_URL else 0
    if waiting < settings.WEB_THREADS:
        return []
    return [
        Warning(
            "LLM_MAX_CONCURRENT and SPEECH_MAX_CONCURRENT leave no thread of WEB_THREADS for pages while models are busy.",
            id="interviewprep.W001",
        )
    ]


@register("interviewprep")
def check_voices(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A voice for somebody who is not there would be heard nowhere, and nobody would know why."""
    unknown = sorted(set(settings.SPEECH_VOICES) - set(catalogue.interviewers()))
    if not unknown:
        return []
    known = ", ".join(catalogue.interviewers())
    return [
        Error(f"SPEECH_VOICES names {', '.join(unknown)}: the interviewers are {known}.", id="interviewprep.E004"),
    ]
