"""``make bench``: every figure on SQLite and on PostgreSQL, one table each. Exits 1 only when a figure can't be had."""

import argparse
import json
import os
import subprocess
import sys
import time

from bench.figure import FIGURES, WITHOUT_DATABASE
from bench.machine import describe_load, describe_machine
from bench.tables import NAMES, Measured, write_figure
from interviewprep.testing.postgres import NoPostgres, running_postgres

CAVEAT = (
    "Both databases are new and local, with the application's own settings: SQLite in a file, WAL, every commit synced to\n"
    "disk (synchronous=FULL); PostgreSQL with the pool, but started with fsync, full_page_writes and synchronous_commit\n"
    "off unless TEST_DATABASE_URL names another, so its commits are cheaper here than they'd be in production."
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=FIGURES, action="append", metavar="NAME", help=f"one of {', '.join(FIGURES)}")
    names = parser.parse_args(arguments).only or FIGURES
    began = time.monotonic()
    print(f"{describe_machine()}; {describe_load()}\n{CAVEAT}", flush=True)
    try:
        with running_postgres() as url:
            complete = [print_figure(name, postgres=url) for name in names]
    except NoPostgres as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"\n{time.monotonic() - began:.0f} s in all; {describe_load()}")
    return 0 if all(complete) else 1


def print_figure(name: str, *, postgres: str) -> bool:
    """Measure one figure on both databases, if it is about them at all, and print it. False when a database gave none."""
    databases = ["sqlite"] if name in WITHOUT_DATABASE else [*NAMES]
    measured = {database: run_figure(name, database, postgres=postgres) for database in databases}
    found = {database: one for database, one in measured.items() if one is not None}
    if found:
        print(f"\n{write_figure(found)}", flush=True)
    return len(found) == len(databases)


def run_figure(name: str, database: str, *, postgres: str) -> Measured | None:
    """One figure on one database, in a process of its own. None when it fails; it has said why."""
    command = [sys.executable, "-m", "bench.figure", name, "--database", database, "--json"]
    env = {**os.environ, "TEST_DATABASE_URL": postgres}
    done = subprocess.run(command, check=False, env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(f"{name} could not be measured on {NAMES[database]}.", file=sys.stderr)
        return None
    return Measured.from_json(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
