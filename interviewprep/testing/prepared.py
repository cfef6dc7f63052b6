"""What ``manage.py prepare`` makes, made once a run and given to each server of it: a database with the bank, and the static files."""

import contextlib
import fcntl
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
DONE = "prepared"


@contextlib.contextmanager
def prepared_database(folder: Path) -> Iterator[str]:
    """The URL of a new database with the bank in it; the static files stand in the folder."""
    template = _prepare_once()
    (folder / "static").symlink_to(template / "static")
    if _server():
        with _new_on_postgres(_name_of(template)) as url:
            yield url
        return
    with (
        contextlib.closing(sqlite3.connect(template / "db.sqlite3")) as whole,
        contextlib.closing(sqlite3.connect(folder / "db.sqlite3")) as copy,
    ):
        whole.backup(copy)
    yield _file_in(folder)


@contextlib.contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The URL of a new, empty database: on the PostgreSQL of ``TEST_DATABASE_URL``, else an SQLite file."""
    if not _server():
        yield _file_in(folder)
        return
    with _new_on_postgres() as url:
        yield url


def kept_environment() -> dict[str, str]:
    """What a process that a test starts sees of ours: no setting of whoever runs the suite."""
    return {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}


@cache
def _prepare_once() -> Path:
    """The folder of what is prepared, by the first of a run's processes that asks; the others wait for it."""
    template = _template()
    template.mkdir(exist_ok=True)
    with (template / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (template / DONE).exists():
            _prepare(template)
            (template / DONE).touch()
    return template


def drop_template() -> None:
    """Leave nothing on a PostgreSQL that goes on when the run has ended."""
    if _server():
        _drop(_name_of(_template()))


def _template() -> Path:
    return Path(os.environ["TEST_SCRATCH_DIR"]) / DONE


def _prepare(template: Path) -> None:
    url = _create(_name_of(template)) if _server() else _file_in(template)
    environment = {**kept_environment(), "VAR_DIR": str(template), "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "prepare"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Nothing could be prepared:\n{done.stdout}{done.stderr}")


def _server() -> str:
    return os.environ.get("TEST_DATABASE_URL", "")


def _file_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'db.sqlite3'}"


def _name_of(template: Path) -> str:
    """Of the template on PostgreSQL: another run that uses the same server has another folder."""
    return f"test_{uuid.uuid5(uuid.NAMESPACE_URL, template.as_uri()).hex}"


@contextlib.contextmanager
def _new_on_postgres(template: str = "template0") -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    url = _create(name, template)
    try:
        yield url
    finally:
        _drop(name)


def _drop(name: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _create(name: str, template: str = "template0") -> str:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlsplit(_server())._replace(path=f"/{name}").geturl()
