"""``manage.py purge``: forget what is kept for a while only. Safe to run at any time, and again."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.services import forget_counters
from accounts.sign_ups import forget_expired
from accounts.tokens import forget_ended_families
from interviewprep.mail import forget_given_up
from interviews.calls import count_old_replies, forget_old_replies

MAIL_DAYS = 7  # mail that could not be sent is kept so long, for whoever looks after the server to see


class Command(BaseCommand):
    help = "Empty the raw replies of model calls that are older than LLM_RAW_REPLY_DAYS, and delete tokens and counts whose time is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be forgotten")

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=settings.LLM_RAW_REPLY_DAYS)
        dry_run = options["dry_run"]
        ended = forget_ended_families(before=timezone.now(), dry_run=dry_run)
        counters = forget_counters(dry_run=dry_run)
        replies = count_old_replies(before=before) if dry_run else forget_old_replies(before=before)
        sign_ups = forget_expired(dry_run=dry_run)
        mails = forget_given_up(before=timezone.now() - timedelta(days=MAIL_DAYS), dry_run=dry_run)
        would_be = "would be " * dry_run
        self.stdout.write(f"{replies} raw replies {would_be}forgotten.")
        self.stdout.write(f"{ended} ended sign-ins of programs {would_be}deleted.")
        self.stdout.write(f"{sign_ups} sign-ups that nobody confirmed {would_be}deleted.")
        self.stdout.write(f"{mails} mails that could not be sent {would_be}deleted.")
        self.stdout.write(f"{counters} counts of the rate limits {would_be}deleted.")
