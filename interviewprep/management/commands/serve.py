"""``manage.py serve``: everything a local installation needs, then the server. What ``make run`` calls."""

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from interviewprep.health import count_pending_migrations

GRACE_SECONDS = 30


class Command(BaseCommand):
    help = "Prepare the installation, and serve it with gunicorn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--prepared", action="store_true", help="change nothing first: `manage.py prepare` has been run"
        )

    def handle(self, *args: Any, prepared: bool, **options: Any) -> None:
        if prepared:
            _refuse_unprepared()
        else:
            call_command("prepare", stdout=self.stdout)
        _refuse_taken_port()
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"Interviewprep is ready: http://{host}:{settings.PORT}/  (Ctrl-C stops it)")
        sys.stdout.flush()
        os.execv(sys.executable, self._gunicorn(host))  # noqa: S606 - our own interpreter: one process to stop

    def _gunicorn(self, host: str) -> list[str]:
        timeout = settings.FINALIZE_BUDGET_SECONDS + settings.LEASE_MARGIN_SECONDS + GRACE_SECONDS
        return [
            sys.executable, "-m", "gunicorn", "interviewprep.wsgi",
            "--bind", f"{host}:{settings.PORT}",
            "--worker-class", "gthread", "--workers", str(settings.WEB_WORKERS), "--threads", str(settings.WEB_THREADS),
            "--timeout", str(int(timeout)), "--graceful-timeout", str(GRACE_SECONDS),
            "--log-level", "warning",
        ]  # fmt: skip


def _refuse_unprepared() -> None:
    """Rather than promise a server whose every page would fail."""
    try:
        pending = count_pending_migrations()
    except DatabaseError as error:
        raise CommandError(f"The database can't be reached: {error}") from error
    if pending or not settings.STATIC_ROOT.is_dir():
        raise CommandError("This installation is not prepared for this version. Run `manage.py prepare` first.")


def _refuse_taken_port() -> None:
    """Say so before anything is promised."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(f"Port {settings.PORT} is taken ({error.strerror}). Try: PORT=8001 make run") from error
