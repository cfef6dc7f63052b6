"""What every model call has in common: the one exception that leaves the door, and no transaction behind it."""

from django.db import transaction


class LLMError(Exception):
    """The model could not be reached, or did not say anything that can be used. ``reason`` never quotes the provider."""

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


def refuse_open_transaction() -> None:
    """Raise ``RuntimeError`` when a transaction is open: a model call must never hold a lock or a connection."""
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("The model was asked inside a database transaction.")
