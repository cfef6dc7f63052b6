"""The model's calls by day and model, for whoever looks after the installation. No words of anybody's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, Max, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from interviews.enums import CallOutcome
from interviews.models import LLMCall

DAYS = 30


@dataclass(frozen=True, slots=True)
class CallReportPage:
    """``days``: one row a day and model, newest first; ``failures``: how often each reason, most frequent first."""

    days: Iterable[Mapping[str, Any]]
    failures: Iterable[Mapping[str, Any]]


def report_calls() -> CallReportPage:
    """The last 30 days."""
    recent = LLMCall.objects.filter(created_at__gte=timezone.now() - timedelta(days=DAYS)).order_by()
    days = (
        recent.annotate(day=TruncDate("created_at"))
        .values("day", "model_asked")
        .annotate(
            calls=Count("pk"),
            failed=Count("pk", filter=Q(outcome=CallOutcome.FAILED)),
            tokens=Sum("tokens_in", default=0) + Sum("tokens_out", default=0),
            spent=Sum("cost", default=0),
            mean_ms=Avg("latency_ms", filter=Q(outcome=CallOutcome.OK)),
            most_ms=Max("latency_ms", filter=Q(outcome=CallOutcome.OK)),
        )
        .order_by("-day", "model_asked")
    )
    failures = (
        recent.filter(outcome=CallOutcome.FAILED)
        .values("reason")
        .annotate(calls=Count("pk"))
        .order_by("-calls", "reason")
    )
    return CallReportPage(days, failures)
