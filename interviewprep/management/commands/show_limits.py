"""``manage.py show_limits``: every limit and budget in force, with its unit and where it is set."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from interviews import answers, calls, leases, plan, services, validation
from interviews.models import MAX_QUESTIONS, MAX_TURN_ATTEMPTS

ENVIRONMENT = (
    "MESSAGE_BUDGET_SECONDS", "FINALIZE_BUDGET_SECONDS", "LEASE_MARGIN_SECONDS", "DATABASE_POOL_SIZE", "WEB_WORKERS",
    "USER_DAY_INTERVIEWS", "USER_DAY_TURNS", "USER_DAY_TOKENS", "LLM_USER_DAY_CALLS", "LLM_USER_DAY_BUDGET_USD",
    "LLM_DAY_BUDGET_USD", "INTERVIEW_TURNS", "INTERVIEW_TOKENS",
)  # fmt: skip


class Command(BaseCommand):
    help = "Print every limit in force. Those in capitals can be set in the environment; of a budget, 0 is no limit."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ENVIRONMENT:
            self.stdout.write(f"{name:<34}{getattr(settings, name):,.12g}")
        for name, value in _fixed_limits():
            self.stdout.write(f"{name:<34}{value:,}")


def _fixed_limits() -> list[tuple[str, int]]:
    return [
        ("questions per interview", MAX_QUESTIONS),
        ("follow-ups per question", services.MAX_FOLLOWUPS),
        ("hints per question", plan.HINT_LEVELS),
        ("warm-up exchanges", plan.WARM_UP_EXCHANGES),
        ("attempts at a turn", MAX_TURN_ATTEMPTS),
        ("model calls per turn", calls.MAX_CALLS_PER_TURN),
        ("characters per message", validation.MAX_CHARACTERS),
        ("words of a short answer", answers.SHORT_WORDS),
        ("bytes per API request", settings.API_MAX_BODY_BYTES),
        ("seconds in Retry-After", leases.MAX_RETRY_AFTER_SECONDS),
    ]
