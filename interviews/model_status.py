"""Whether a model leads the interviews, as the rows tell it: the same in every process."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.budgets import is_installation_budget_spent
from interviews.enums import CallOutcome
from interviews.models import LLMCall

RECENT = timedelta(minutes=10)
LOOKED_AT = 5
FAILURES_IN_A_ROW = 3  # of the latest calls, from which the model is said to have trouble


class State(models.TextChoices):
    OFFLINE = "offline"
    READY = "ready"
    DEGRADED = "degraded"
    BUDGET_SPENT = "budget_spent"


@dataclass(frozen=True, slots=True)
class Status:
    state: State
    model: str = ""


def find_status() -> Status:
    """Offline when no model is configured; else what the latest calls and the day's budget say."""
    if not settings.LLM_BASE_URL:
        return Status(State.OFFLINE)
    now = timezone.now()
    if is_installation_budget_spent(now=now):
        return Status(State.BUDGET_SPENT, settings.LLM_MODEL)
    latest = (
        LLMCall.objects.exclude(outcome=CallOutcome.STARTED)
        .filter(created_at__gte=now - RECENT)
        .order_by("-id")
        .values_list("outcome", flat=True)[:LOOKED_AT]
    )
    outcomes = list(latest)[:FAILURES_IN_A_ROW]
    has_trouble = len(outcomes) == FAILURES_IN_A_ROW and set(outcomes) == {CallOutcome.FAILED}
    return Status(State.DEGRADED if has_trouble else State.READY, settings.LLM_MODEL)
