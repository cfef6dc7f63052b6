"""A real server in a process group of its own, for browser tests, kill tests and benchmarks."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.error import URLError

import psutil

from interviewprep.testing.ports import find_free_port
from interviewprep.testing.prepared import ROOT, empty_database, kept_environment, prepared_database

START_SECONDS = 180.0  # a loaded machine needs its time: a server that is dead is noticed at once
STOP_SECONDS = 40.0
# All that a test or a figure does comes from one address, faster than people would.
IN_A_HURRY = {
    f"RATE_LIMIT_{name}": "1000000/h"
    for name in (
        "LOG_IN",
        "LOG_IN_ADDRESS",
        "SIGN_UP",
        "MAIL",
        "CODE",
        "SECOND_FACTOR",
        "ADMIN",
        "MESSAGES",
        "JUDGING",
        "SPEECH",
        "API",
    )
}


@dataclass(slots=True)
class RealServer:
    """``manage.py serve`` on a free port with its data under ``folder``; ``is_prepared`` says that ``prepare`` need not be run."""

    folder: Path
    database_url: str
    env: dict[str, str] = field(default_factory=dict)
    port: int = 0
    is_prepared: bool = False
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers. Raises ``RuntimeError`` with its output when it does not."""
        self.port = self.port or find_free_port()
        command = [sys.executable, "manage.py", "serve", *(["--prepared"] if self.is_prepared else [])]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"The server did not start:\n{self.log()}")
            time.sleep(0.1)

    def revived(self) -> Self:
        """Itself, alive, whatever became of it in another test."""
        if not self.is_alive():
            self.start()
        return self

    def environment(self) -> dict[str, str]:
        """What the server sees of the environment: little of ours, and what the test gave."""
        own = {"VAR_DIR": str(self.folder), "PORT": str(self.port), "DATABASE_URL": self.database_url}
        return {**kept_environment(), **own, **IN_A_HURRY, **self.env}

    def manage(self, *arguments: str) -> str:
        """Run a management command on the server's data and return its output."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(), check=True, capture_output=True, text=True
        ).stdout

    def kill(self) -> None:
        """kill -9 for the server and all that it started."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """What Ctrl-C does."""
        self._signal(signal.SIGINT)

    def is_alive(self) -> bool:
        """Whether any process that it started still runs; the dead that nobody has buried do not count."""
        return bool(self.processes())

    def processes(self) -> list[psutil.Process]:
        """Everything that it started and that still runs."""
        group = self._process.pid if self._process else 0
        return [process for process in psutil.process_iter() if _group_of(process) == group]

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            self._process.wait(timeout=STOP_SECONDS)
            deadline = time.monotonic() + STOP_SECONDS
            while self.is_alive() and time.monotonic() < deadline:
                time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as response:  # noqa: S310 - our own server
                return bool(response.status == 200)  # noqa: PLR2004 - OK
        except (URLError, OSError):
            return False


def _group_of(process: psutil.Process) -> int:
    """The process group of a living process; -1 for one that is gone or a zombie."""
    try:
        return -1 if process.status() == psutil.STATUS_ZOMBIE else os.getpgid(process.pid)
    except (ProcessLookupError, psutil.NoSuchProcess):
        return -1


@contextlib.contextmanager
def running_server(folder: Path, **env: str) -> Iterator[RealServer]:
    """A started server on a new database, with these settings; whatever became of it, it is gone afterwards."""
    with prepared_database(folder) as url, _running(RealServer(folder, url, env, is_prepared=True)) as server:
        yield server


@contextlib.contextmanager
def server_from_nothing(folder: Path) -> Iterator[RealServer]:
    """The same as somebody has it who has just cloned the repository: each start prepares everything itself."""
    with empty_database(folder) as url, _running(RealServer(folder, url)) as server:
        yield server


@contextlib.contextmanager
def _running(server: RealServer) -> Iterator[RealServer]:
    try:
        server.start()
        yield server
    finally:
        server.kill()
