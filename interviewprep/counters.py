"""A cache that only counts: atomic, shared by all processes, in a table of the database. What django-ratelimit counts in.

The stock caches lose hits when many come at once: with a limit of 50, the database cache let 141 through and the file cache 200
(measured). Here a hit is one statement, so that a limit is exact.
"""

import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections

FOREVER_SECONDS = 10**9


class CounterCache(BaseCache):
    """``LOCATION`` is a table with the columns key, count and expires_at (seconds since 1970)."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._table = connections["default"].ops.quote_name(location)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Begin a count; true for exactly one caller: who makes the row, or takes over one that has expired."""
        sql = (
            f"INSERT INTO {self._table} AS t (key, count, expires_at) VALUES (%s, %s, %s) "  # noqa: S608 - our own table
            "ON CONFLICT (key) DO UPDATE SET count = excluded.count, expires_at = excluded.expires_at "
            "WHERE t.expires_at <= %s RETURNING count"
        )
        return self._run(sql, [self._key(key, version), int(value), self._end(timeout), _now()]) is not None

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count on. Raises ``ValueError`` when there is no count, or none any more."""
        sql = f"UPDATE {self._table} SET count = count + %s WHERE key = %s AND expires_at > %s RETURNING count"  # noqa: S608
        count = self._run(sql, [delta, self._key(key, version), _now()])
        if count is None:
            raise ValueError(f"There is no count {key!r}.")
        return count

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        sql = f"SELECT count FROM {self._table} WHERE key = %s AND expires_at > %s"  # noqa: S608
        count = self._run(sql, [self._key(key, version), _now()])
        return default if count is None else count

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        sql = (
            f"INSERT INTO {self._table} (key, count, expires_at) VALUES (%s, %s, %s) "  # noqa: S608
            "ON CONFLICT (key) DO UPDATE SET count = excluded.count, expires_at = excluded.expires_at RETURNING count"
        )
        self._run(sql, [self._key(key, version), int(value), self._end(timeout)])

    def delete(self, key: str, version: int | None = None) -> bool:
        sql = f"DELETE FROM {self._table} WHERE key = %s RETURNING count"  # noqa: S608
        return self._run(sql, [self._key(key, version)]) is not None

    def clear(self) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table}")  # noqa: S608

    def _run(self, sql: str, parameters: list[Any]) -> int | None:
        with connections["default"].cursor() as cursor:
            cursor.execute(sql, parameters)
            row = cursor.fetchone()
        return None if row is None else int(row[0])

    def _key(self, key: str, version: int | None) -> str:
        made: str = self.make_and_validate_key(key, version=version)
        return made

    def _end(self, timeout: Any) -> int:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return _now() + int(FOREVER_SECONDS if seconds is None else seconds)


def _now() -> int:
    return int(time.time())
