"""A circuit breaker: when the model keeps failing it is left alone for a while, then tried by one call. Thread-safe."""

import threading
import time
from collections import deque
from collections.abc import Callable

FAILURES = 5
WINDOW_SECONDS = 60.0
PAUSE_SECONDS = 30.0


class Breaker:
    """Five failures within 60 s open it; after 30 s one call, the probe, decides whether it closes again.

    ``admit`` gives a call its era, which the call hands back with its outcome. A new era begins each time the breaker
    opens, so that calls from before can neither close it nor prolong the pause.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._era = 0
        self._failed_at: deque[float] = deque(maxlen=FAILURES)
        self._opened_at: float | None = None
        self._probing = False

    def admit(self) -> int | None:
        """The era in which a call may be made, or ``None``: then it may not."""
        with self._lock:
            if self._opened_at is None:
                return self._era
            if self._probing or self._clock() < self._opened_at + PAUSE_SECONDS:
                return None
            self._probing = True
            return self._era

    def succeed(self, era: int) -> None:
        with self._lock:
            if era == self._era and self._opened_at is not None:
                self._opened_at = None
                self._probing = False

    def fail(self, era: int) -> None:
        with self._lock:
            if era != self._era:
                return
            now = self._clock()
            self._failed_at.append(now)
            if self._opened_at is not None or self._is_window_full(now):
                self._open(now)

    def release(self, era: int) -> None:
        """The call ended without an outcome, or has told it already: another may be the probe."""
        with self._lock:
            if era == self._era:
                self._probing = False

    def seconds_to_wait(self) -> float:
        """Until the next probe may go out; 0 when calls are admitted."""
        with self._lock:
            return 0.0 if self._opened_at is None else max(0.0, self._opened_at + PAUSE_SECONDS - self._clock())

    def _is_window_full(self, now: float) -> bool:
        return len(self._failed_at) == FAILURES and now - self._failed_at[0] <= WINDOW_SECONDS

    def _open(self, now: float) -> None:
        self._opened_at = now
        self._probing = False
        self._failed_at.clear()
        self._era += 1
