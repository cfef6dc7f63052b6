"""``make test``: the whole suite on SQLite and on PostgreSQL, and the browser tests in Chromium."""

import os
import subprocess
import sys
import tempfile
import time

from interviewprep.testing.chromium import NoBrowser, find_or_install
from interviewprep.testing.postgres import NoPostgres, running_postgres

WORKERS = "2"


def main(arguments: list[str]) -> int:
    """Run pytest once a database; 1 when anything failed or could not be run."""
    try:
        chromium = find_or_install()
        with running_postgres() as url:
            failed = [name for name, env in _environments(chromium, url) if _run_suite(name, env, arguments) != 0]
    except (NoBrowser, NoPostgres) as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"Failed on: {', '.join(failed)}" if failed else "Passed on SQLite and PostgreSQL.")
    return int(bool(failed))


def _environments(chromium: str, postgres: str) -> list[tuple[str, dict[str, str]]]:
    common = {"CHROMIUM": chromium}
    return [
        ("SQLite", {**common, "TEST_DATABASE_URL": "", "TEST_DATABASE_ONLY": ""}),
        ("PostgreSQL", {**common, "TEST_DATABASE_URL": postgres, "TEST_DATABASE_ONLY": "1"}),
    ]


def _run_suite(name: str, env: dict[str, str], arguments: list[str]) -> int:
    print(f"── {name} ──", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="interviewprep-test-") as scratch:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            WORKERS,
            "--dist",
            "worksteal",
            *arguments,
        ]
        # What one process has compiled, asserts and all, no other need compile again.
        settings = {**os.environ, **env, "TEST_SCRATCH_DIR": scratch, "PYTHONDONTWRITEBYTECODE": ""}
        code = subprocess.run(command, check=False, env=settings).returncode
    print(f"── {name}: {time.monotonic() - began:.0f} s ──", flush=True)
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
