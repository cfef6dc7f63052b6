"""``make test``: the whole suite on SQLite and on PostgreSQL, and the browser tests in Chromium.

Both databases at once: while the tests of one wait for a browser or for a lease to end, those of the other work.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from interviewprep.testing.chromium import NoBrowser, find_or_install
from interviewprep.testing.postgres import NoPostgres, running_postgres

WORKERS = "2"


def main(arguments: list[str]) -> int:
    """Run pytest once a database; 1 when anything failed or could not be run."""
    try:
        chromium = find_or_install()
        with running_postgres() as url, ThreadPoolExecutor() as runs:
            suites = _environments(chromium, url)
            codes = [runs.submit(_run_suite, name, env, arguments) for name, env in suites]
            failed = [name for (name, _), code in zip(suites, codes, strict=True) if code.result() != 0]
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
    """Pytest's exit code. Each line that it prints is told with the name of the run."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="interviewprep-test-") as scratch:
        command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", *arguments]
        # What one process has compiled, asserts and all, no other need compile again.
        settings = {**os.environ, **env, "TEST_SCRATCH_DIR": scratch, "PYTHONDONTWRITEBYTECODE": ""}
        with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as run:
            for line in run.stdout or ():
                print(f"{name:<10} {line}", end="", flush=True)
    print(f"{name:<10} {time.monotonic() - began:.0f} s", flush=True)
    return run.returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
