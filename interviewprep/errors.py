"""The ways in which a request can be refused. Apps subclass these; a subclass's docstring is what the person reads.

DomainError
├── BadRequest       400
├── Conflict         409
├── Unprocessable    422
└── Unavailable      503
"""

import logging
import re
from collections.abc import Mapping, Sequence

logger = logging.getLogger(__name__)

Fields = Mapping[str, Sequence[str]]


class DomainError(Exception):
    """This can't be done."""

    status = 400

    def __init__(
        self, detail: str = "", *, fields: Fields | None = None, stage: str = "", retry_after: int | None = None
    ) -> None:
        """``detail`` replaces the docstring; ``stage`` is where the interview stands; ``retry_after`` is in seconds."""
        self.detail = detail or " ".join((type(self).__doc__ or "").split())
        self.fields: dict[str, list[str]] = {name: list(faults) for name, faults in (fields or {}).items()}
        if stage:
            self.fields["stage"] = [stage]
        self.retry_after = retry_after
        super().__init__(self.detail)

    @property
    def code(self) -> str:
        """``TurnInProgress`` → ``turn_in_progress``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def headline(self) -> str:
        """What happened: the first sentence of the detail."""
        first, stop, _ = self.detail.partition(". ")
        return first + stop.strip()

    @property
    def advice(self) -> str:
        """What follows it, as a rule what to do; may be empty."""
        return self.detail.partition(". ")[2]

    def as_body(self) -> dict[str, object]:
        """The one shape in which an error is told."""
        body: dict[str, object] = {"code": self.code, "detail": self.detail}
        if self.fields:
            body["fields"] = self.fields
        return body


class BadRequest(DomainError):
    """This request can't be understood."""


class Conflict(DomainError):
    """This is no longer possible."""

    status = 409


class Unprocessable(DomainError):
    """Something in this needs changing before it can be taken."""

    status = 422


class Unavailable(DomainError):
    """Something we depend on did not answer."""

    status = 503


def log_refusal(code: str, *, user_id: object, fields: Fields) -> None:
    """Put a refusal on record: who, what and which fields, with the rule that was broken. Never what was sent."""
    logger.info("request_refused", extra={"user_id": user_id, "code": code, "fields": sorted(fields)})
