"""``manage.py check_integrity``: whether every stored interview is what the turn protocol promises, and the bank in order."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.bank.placing import find_misplaced
from interviews.models import Interview
from scoring.integrity import find_violations, find_waiting

BATCH = 100


class Command(BaseCommand):
    help = "Check the bank and every interview's rows. Prints each violation and exits 1 when there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        checked = faulty = 0
        for interview in _all_interviews():
            violations = find_violations(interview)
            for line in (*violations, *find_waiting(interview)):
                self.stdout.write(f"{interview.public_id}: {line}")
            checked, faulty = checked + 1, faulty + bool(violations)
        misplaced = find_misplaced()
        for slug in misplaced:
            self.stdout.write(f"question {slug} stands in a cell that is not its own: save it in the admin")
        if faulty:
            raise CommandError(f"{faulty} of {checked} interviews break an invariant.")
        if misplaced:
            one = len(misplaced) == 1
            raise CommandError(
                f"{len(misplaced)} question{'' if one else 's'} {'is' if one else 'are'} not found where "
                f"{'it belongs' if one else 'they belong'}."
            )
        self.stdout.write(f"{checked} interview{'' if checked == 1 else 's'} checked, nothing is wrong.")


def _all_interviews() -> Iterator[Interview]:
    """In short reads: on SQLite a cursor left open would keep the checks from taking their lock."""
    last = 0
    while batch := list(Interview.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk
