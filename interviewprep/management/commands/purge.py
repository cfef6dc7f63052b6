"""``manage.py purge``: forget what is kept for a while only. Safe to run at any time, and again."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from interviews.calls import count_old_replies, forget_old_replies


class Command(BaseCommand):
    help = "Empty the raw replies of model calls that are older than LLM_RAW_REPLY_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be forgotten")

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=settings.LLM_RAW_REPLY_DAYS)
        if options["dry_run"]:
            self.stdout.write(f"{count_old_replies(before=before)} raw replies would be forgotten.")
        else:
            self.stdout.write(f"{forget_old_replies(before=before)} raw replies forgotten.")
