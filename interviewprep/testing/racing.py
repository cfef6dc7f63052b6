"""Doing the same thing many times at the same moment, in real threads with connections of their own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")

LONGEST_WAIT_SECONDS = 20


def race(*attempts: Callable[[], T]) -> Sequence[T]:
    """What each attempt returned, in their order. None begins before all are ready; an error of one is raised."""
    start = threading.Barrier(len(attempts), timeout=LONGEST_WAIT_SECONDS)

    def run(attempt: Callable[[], T]) -> T:
        try:
            start.wait()
            return attempt()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as threads:
        return list(threads.map(run, attempts))
