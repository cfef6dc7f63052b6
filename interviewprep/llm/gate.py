"""What every call passes on its way out: one of a few places, and the breaker. Thread-safe."""

import contextlib
import threading
from collections.abc import Iterator

from interviewprep.llm.breaker import Breaker
from interviewprep.llm.client import LLMError, failure


class Gate:
    """Lets so many calls out at a time, and none while the other end keeps failing."""

    def __init__(self, places: int, *, breaker: Breaker | None = None) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._breaker = breaker or Breaker()

    def beside(self) -> "Gate":
        """A gate to another service of the same server: of the same places, with a breaker of its own."""
        other = Gate(1)
        other._places = self._places
        return other

    @contextlib.contextmanager
    def place(self, *, patience_seconds: float) -> Iterator[None]:
        """Hold a place, or raise ``LLMError`` (``busy``) when none becomes free in time."""
        if not self._places.acquire(timeout=patience_seconds):
            raise failure("busy")
        try:
            yield
        finally:
            self._places.release()

    @contextlib.contextmanager
    def admitted(self) -> Iterator[None]:
        """Make one try, whose outcome the breaker learns. Raises ``LLMError`` (``breaker_open``) when there may be none."""
        era = self._breaker.admit()
        if era is None:
            raise failure("breaker_open", retry_after=self._breaker.seconds_to_wait())
        try:
            yield
            self._breaker.succeed(era)
        except LLMError as error:
            # A request that the server understands well enough to refuse says nothing against the server.
            (self._breaker.succeed if error.reason == "bad_request" else self._breaker.fail)(era)
            raise
        finally:
            self._breaker.release(era)
