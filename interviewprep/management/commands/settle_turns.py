"""``manage.py settle_turns``: close what a dead process left open. Nothing depends on it; it only tidies up sooner."""

from typing import Any

from django.core.management.base import BaseCommand

from interviews.turns import settle_expired_turns


class Command(BaseCommand):
    help = "Answer messages whose turn was abandoned and make abandoned evaluations retryable."

    def handle(self, *args: Any, **options: Any) -> None:
        settled = settle_expired_turns()
        self.stdout.write(f"{settled} abandoned turn{'' if settled == 1 else 's'} settled.")
