"""``manage.py load_bank``: the question bank's files into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.bank.curators import make_group
from interviews.bank.loading import FaultyBank, load_bank, read_bank


class Command(BaseCommand):
    help = "Load the question bank's files, and make the curators' group. Safe to repeat; never overwrites what a curator has edited."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_bank(read_bank())
        except FaultyBank as error:
            raise CommandError(f"Nothing was loaded. Faults:\n{error}") from error
        make_group()
        counts = f"{len(report.created)} new, {len(report.updated)} updated, {len(report.unchanged)} unchanged"
        self.stdout.write(f"Question bank: {counts}.")
        for slug in report.kept:
            self.stdout.write(f"Kept the curator's edit of {slug}; its file has changed too.")
