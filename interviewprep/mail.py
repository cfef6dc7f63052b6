"""Mail that is written with what it tells of and sent afterwards: a row of the caller's transaction, delivered by a thread of its own.

No request waits for a mail server, none is told of what was then rolled back, and a server that is away costs a delay, not a mail.
A process that dies between sending and noting it sends twice: better than never.
"""

import logging
import smtplib
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, connections, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import OutgoingMail

logger = logging.getLogger(__name__)

# How long to wait after the first, second… attempt that failed. After the last one it is given up.
WAITS = tuple(map(timedelta, (0,) * 6, (10, 60, 300, 1_800, 7_200, 28_800)))
SENDING = timedelta(minutes=2)  # nobody else tries meanwhile; above the mail server's time limit
LOOK_EVERY_SECONDS = 30.0
BATCH = 20
MAX_SUBJECT_CHARACTERS = 200


def send_later(to: str, subject: str, body: str, *, user_id: int | None = None) -> None:
    """Send a mail once the caller's transaction has been committed; nothing where no mail is configured.

    It goes with ``user_id``: a mail to somebody who is deleted meanwhile is not sent.
    """
    if not settings.MAIL_CONFIGURED:
        return
    if len(subject) > MAX_SUBJECT_CHARACTERS:
        raise ValueError(f"A subject has at most {MAX_SUBJECT_CHARACTERS} characters, this one {len(subject)}.")
    OutgoingMail.objects.create(to=to, subject=subject, body=body, user_id=user_id, due_at=timezone.now())
    transaction.on_commit(Postman.wake)


class OutboxBackend(BaseEmailBackend):
    """What Django and its packages send through: the same way as our own mail. Plain text to one address at a time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments or getattr(message, "alternatives", None) or message.cc or message.bcc:
                raise ValueError("The outbox takes plain text without attachments or copies.")
            for address in message.to:
                send_later(address, str(message.subject), str(message.body))
        return len(email_messages)


def deliver_due() -> int:
    """Try every mail that is due; how many were sent. Each is taken by compare-and-swap, so two processes never send the same one."""
    due = OutgoingMail.objects.filter(due_at__lte=timezone.now()).order_by("due_at")[:BATCH]
    return sum(_deliver(mail) for mail in due if _take(mail))


def forget_given_up(*, before: datetime, dry_run: bool) -> int:
    """Delete mail that could not be sent and was written before; how many there are, or were."""
    given_up = OutgoingMail.objects.filter(due_at=None, created_at__lt=before)
    count = given_up.count()
    if not dry_run:
        given_up.delete()
    return count


def _take(mail: OutgoingMail) -> bool:
    mine = OutgoingMail.objects.filter(pk=mail.pk, due_at=mail.due_at)
    return mine.update(due_at=timezone.now() + SENDING, attempts=F("attempts") + 1) == 1


def _deliver(mail: OutgoingMail) -> bool:
    connection = get_connection(backend=settings.MAIL_BACKEND)
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.to], connection=connection).send()
    except (
        smtplib.SMTPException,
        OSError,
        ValueError,
    ) as error:  # the last: it can't be put into words that mail allows
        _put_off(mail, error)
        return False
    OutgoingMail.objects.filter(pk=mail.pk).delete()
    logger.info("mail_sent", extra={"mail": mail.pk, "attempts": mail.attempts + 1, "outcome": "done"})
    return True


def _put_off(mail: OutgoingMail, error: Exception) -> None:
    is_refused_for_good = isinstance(error, smtplib.SMTPRecipientsRefused | ValueError)
    wait = None if is_refused_for_good or mail.attempts >= len(WAITS) else WAITS[mail.attempts]
    due_at = None if wait is None else timezone.now() + wait
    OutgoingMail.objects.filter(pk=mail.pk).update(due_at=due_at, last_fault=type(error).__name__)
    outcome = "given_up" if due_at is None else "will_be_tried_again"
    logger.warning("mail_failed", extra={"mail": mail.pk, "fault": type(error).__name__, "outcome": outcome})


class Postman:
    """The thread of a server process that delivers mail: when there is some, and every half minute what others left."""

    _awake: ClassVar[threading.Event] = threading.Event()
    _is_over: ClassVar[threading.Event] = threading.Event()
    _thread: ClassVar[threading.Thread | None] = None

    @classmethod
    def start(cls) -> None:
        """Begin in this process, once, where mail is configured."""
        if settings.MAIL_CONFIGURED and cls._thread is None:
            cls._is_over.clear()
            cls._thread = threading.Thread(target=cls._work, name="postman", daemon=True)
            cls._thread.start()

    @classmethod
    def stop(cls) -> None:
        """End after the round that is under way."""
        thread, cls._thread = cls._thread, None
        cls._is_over.set()
        cls.wake()
        if thread is not None:
            thread.join()

    @classmethod
    def wake(cls) -> None:
        """There is mail."""
        cls._awake.set()

    @classmethod
    def _work(cls) -> None:
        while not cls._is_over.is_set():
            cls._awake.clear()
            try:
                deliver_due()
            except DatabaseError as error:
                logger.warning("postman_waits", extra={"fault": type(error).__name__, "outcome": "will_be_tried_again"})
            finally:
                connections.close_all()
            cls._awake.wait(LOOK_EVERY_SECONDS)
