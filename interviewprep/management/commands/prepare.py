"""``manage.py prepare``: everything that an installation needs before it serves. Safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, load the question bank, and collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("load_bank", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
