"""What listening and speaking share: counted before a server is asked, given back where it did not answer, logged without a word."""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from accounts.budgets import BudgetSpent, count_speech, return_speech
from interviewprep.errors import Unavailable
from interviewprep.llm import LLMError

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5


@contextmanager
def counted(user_id: int, what: str, amount: int) -> Iterator[None]:
    """Take so much from the day before anybody is asked, and give it back when nobody answered."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        has_room = count_speech(user_id, what, amount, now=now)
    if not has_room:
        raise BudgetSpent.of(what, now=now)
    connection.close()  # none is held while somebody listens or speaks
    try:
        yield
    except Unavailable:
        with transaction.atomic(durable=True):
            return_speech(user_id, what, amount, now=now)
        raise


@contextmanager
def on_record(event: str, *, refusal: type[Unavailable], **facts: object) -> Iterator[None]:
    """A call to the server: what came of it is logged, and a failure is told as ``refusal``, with when to come back."""
    began = time.monotonic()
    outcome = "broke_off"
    try:
        yield
        outcome = "done"
    except LLMError as error:
        outcome = error.reason
        wait = RETRY_SECONDS if error.retry_after is None else math.ceil(error.retry_after)
        raise refusal(retry_after=max(wait, 1)) from None
    finally:
        took = {"took_ms": round(1000 * (time.monotonic() - began))}
        level = logging.INFO if outcome == "done" else logging.WARNING
        logger.log(level, event, extra={**facts, "outcome": outcome, **took})
