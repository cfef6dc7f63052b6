"""Killing a process at a chosen statement: a forked child dies as kill -9 would have it, with nothing tidied up."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

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


def count_statements(work: Callable[[], object]) -> int:
    """How many statements some work executes when nobody stops it."""
    counter = Executioner(at=-1, when="never")
    with connection.execute_wrapper(counter):
        work()
    return counter.count


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
