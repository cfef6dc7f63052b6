"""``python -m bench.figure NAME --database …``: one figure on one database, with the application's own settings."""

import argparse
import contextlib
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.machine import describe_load
from bench.tables import NAMES, Measured, write_figure
from interviewprep.testing.postgres import running_postgres
from interviewprep.testing.prepared import empty_database

FIGURES = (
    "statements", "overhead", "pages", "models", "judging", "wording", "selection", "lists", "account", "weight", "hostile",
)  # fmt: skip
# What no database has a part in is measured once.
WITHOUT_DATABASE = frozenset({"wording", "weight", "hostile"})
# The environment of `make run` without any settings of its own, whatever the caller's .env says.
PLAIN = {
    "DJANGO_SETTINGS_MODULE": "interviewprep.settings",
    "PRODUCTION": "false",
    "DEBUG": "false",
    "LLM_BASE_URL": "",
    "LLM_MODEL": "",
    "SECRET_KEY": "",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure is measured: a scratch folder (``VAR_DIR``) and a new database."""

    folder: Path
    database_url: str


def main(arguments: list[str] | None = None) -> int:
    """Measure one figure and print its table, or with ``--json`` what the table is made of."""
    parser = argparse.ArgumentParser(prog="python -m bench.figure", description=__doc__)
    parser.add_argument("name", choices=FIGURES)
    parser.add_argument("--database", choices=list(NAMES), default="sqlite")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with prepared_place(options.database) as place:
        before, began = describe_load(), time.monotonic()
        measured: Measured = importlib.import_module(f"bench.{options.name}").measure(place)
        took = f"{time.monotonic() - began:.0f} s; before: {before}; after: {describe_load()}."
        measured.notes.append(f"{NAMES[options.database]}: {took}")
    print(json.dumps(measured.as_json()) if options.json else write_figure({options.database: measured}))
    return 0


@contextlib.contextmanager
def prepared_place(database: str) -> Iterator[Place]:
    """Set Django up on a new, migrated database in a scratch folder; everything is gone afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="interviewprep-bench-")))
        if database == "postgresql":
            os.environ["TEST_DATABASE_URL"] = stack.enter_context(running_postgres())
        else:
            os.environ.pop("TEST_DATABASE_URL", None)
        url = stack.enter_context(empty_database(folder))
        os.environ.update(PLAIN, VAR_DIR=str(folder), DATABASE_URL=url, LOG_LEVEL="ERROR")
        _set_up_django()
        stack.callback(_let_go)
        yield Place(folder, url)


def _set_up_django() -> None:
    import django  # noqa: PLC0415 - settings are read from the environment that was just made
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


def _let_go() -> None:
    from django.db import connection, connections  # noqa: PLC0415 - as above

    connections.close_all()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


if __name__ == "__main__":
    sys.exit(main())
