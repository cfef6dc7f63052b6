"""A port for a server that is about to start."""

import contextlib
import random
import socket

# Below those that systems give to connections of their own: a server that takes seconds to start would find its port taken.
QUIET = range(20_000, 32_000)
TRIES = 100


def find_free_port() -> int:
    """A port of this machine on which nobody listens."""
    for port in random.sample(QUIET, TRIES):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"None of {TRIES} ports was free.")
