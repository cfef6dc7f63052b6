"""Counting SQL statements as they are sent, on both databases alike."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from psycopg.pq import TransactionStatus

TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass(slots=True)
class Tally:
    """What was sent: ``statements`` without BEGIN and COMMIT, and ``transactions`` by their beginnings."""

    statements: int = 0
    transactions: int = 0
    sent: list[tuple[str, Any]] = field(default_factory=list)

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """An execute wrapper. SQLite is sent BEGIN; PostgreSQL's driver begins with the first statement by itself."""
        word = sql.lstrip().split(None, 1)[0].upper()
        self.transactions += word == "BEGIN" or _driver_will_begin()
        if word not in TRANSACTION_WORDS:
            self.statements += 1
            self.sent.append((sql, params))
        return execute(sql, params, many, context)


def _driver_will_begin() -> bool:
    if connection.vendor != "postgresql" or connection.get_autocommit():
        return False
    return bool(connection.connection.info.transaction_status == TransactionStatus.IDLE)


@contextlib.contextmanager
def counted() -> Iterator[Tally]:
    """Count what this thread's connection sends inside the block."""
    tally = Tally()
    with connection.execute_wrapper(tally.note):
        yield tally
