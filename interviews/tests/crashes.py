"""Killing a process at a chosen statement: a forked child dies as kill -9 would have it, with nothing tidied up."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

SURVIVED, KILLED = 0, 9


@dataclass(slots=True)
class Executioner:
    """Counts statements and ends the process before or after the n-th one, with no goodbye."""

    at: int
    when: str
    count: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if self.count == self.at and self.when == "before":
            os._exit(KILLED)
        result = execute(sql, params, many, context)
        if self.count == self.at and self.when == "after":
            os._exit(KILLED)
        return result


@dataclass(slots=True)
class Witness:
    """Notes for each statement how many statements had been committed before it."""

    committed: int = 0
    seen: list[int] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen.append(self.committed)
        result = execute(sql, params, many, context)
        if connection.in_atomic_block:
            transaction.on_commit(self._note_commit)
        return result

    def _note_commit(self) -> None:
        self.committed += 1


def find_moments(work: Callable[[], object]) -> list[tuple[int, str]]:
    """When to kill some work: before each statement, and after those that a commit follows, and the last.

    Death after any other statement leaves what death before the next one leaves: nothing was committed in between.
    """
    witness = Witness()
    with connection.execute_wrapper(witness):
        work()
    after = [*witness.seen[1:], None]
    return [
        (at, when)
        for at, (before, following) in enumerate(zip(witness.seen, after, strict=True), start=1)
        for when in ("before", "after")
        if when == "before" or before != following
    ]


def die_during(work: Callable[[], object], *, at: int, when: str) -> bool:
    """Do the work in a child process that dies at a statement; whether it was killed (else it came to its end)."""
    connection.close()  # a child must not inherit the parent's connection
    child = os.fork()
    if child == 0:
        _live_and_die(work, Executioner(at, when))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (SURVIVED, KILLED):
        raise RuntimeError(f"The child ended with {code} instead of being killed at statement {at}.")
    return code == KILLED


def _live_and_die(work: Callable[[], object], executioner: Executioner) -> None:
    """Never returns: the child must not go on with the parent's tests, whatever happens in it."""
    code = 3
    try:
        # A connection made by a wrapped statement is not wrapped yet, so it is made first.
        connection.ensure_connection()
        with connection.execute_wrapper(executioner):
            work()
        code = SURVIVED
    finally:
        os._exit(code)
