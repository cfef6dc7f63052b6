"""Mail is written with what it tells of, sent afterwards by a thread of its own, and tried again when the mail server is away."""

import smtplib
import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage, send_mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.services import delete_account
from interviewprep.mail import WAITS, Postman, deliver_due, forget_given_up, send_later
from interviewprep.testing.factories import make_user
from interviewprep.testing.mail_server import running_mail_server
from interviewprep.testing.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(mailbox, settings):
    settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = "127.0.0.1", False, ""
    with running_mail_server() as server:
        settings.EMAIL_PORT = server.port
        yield server


def waiting():
    return list(OutgoingMail.objects.values_list("attempts", "last_fault"))


def test_a_mail_reaches_a_real_mail_server_and_is_forgotten(server):
    send_later("ada@example.org", "Grüße", "Hello,\n\nthis is it.")
    assert deliver_due() == 1
    (message,) = server.delivered
    assert "To: ada@example.org" in message
    assert "this is it." in message
    assert OutgoingMail.objects.count() == 0


def test_what_is_rolled_back_is_not_told(mailbox):
    with transaction.atomic():
        send_later("ada@example.org", "Your account is ready", "It is.")
        transaction.set_rollback(True)
    assert mailbox.read() == []


def test_no_request_waits_for_the_mail_server(mailbox, settings):
    """What Django sends, and its packages, goes the same way."""
    settings.MAIL_BACKEND = "no such backend: it must not be asked now"
    send_mail("Subject", "Body", None, ["ada@example.org", "bob@example.org"])
    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == ["ada@example.org", "bob@example.org"]


def test_a_mail_server_that_is_away_costs_a_delay_and_no_mail(server):
    server.refusals = 2
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_later("ada@example.org", "Subject", "Body")
        assert (deliver_due(), waiting()) == (0, [(1, "SMTPSenderRefused")])
        assert deliver_due() == 0
        clock.shift(WAITS[0])
        assert (deliver_due(), waiting()) == (0, [(2, "SMTPSenderRefused")])
        clock.shift(WAITS[1] - timedelta(seconds=1))
        assert deliver_due() == 0
        clock.shift(timedelta(seconds=1))
        assert (deliver_due(), waiting()) == (1, [])


def test_a_port_where_nobody_listens_is_a_delay_too(server, settings):
    settings.EMAIL_PORT = 9
    send_later("ada@example.org", "Subject", "Body")
    assert (deliver_due(), waiting()) == (0, [(1, "ConnectionRefusedError")])


def test_a_mailbox_that_does_not_exist_is_given_up_at_once_and_purged_later(server):
    server.unknown = frozenset({"nobody@example.org"})
    send_later("nobody@example.org", "Subject", "Body")
    assert (deliver_due(), waiting()) == (0, [(1, smtplib.SMTPRecipientsRefused.__name__)])
    assert OutgoingMail.objects.get().due_at is None
    assert forget_given_up(before=timezone.now() - timedelta(days=1), dry_run=False) == 0
    assert forget_given_up(before=timezone.now(), dry_run=True) == 1
    assert forget_given_up(before=timezone.now(), dry_run=False) == 1
    assert OutgoingMail.objects.count() == 0


def test_after_the_last_wait_it_is_given_up(server):
    server.refusals = 100
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_later("ada@example.org", "Subject", "Body")
        for wait in (*WAITS, timedelta(0)):
            deliver_due()
            clock.shift(wait)
        assert OutgoingMail.objects.values_list("attempts", "due_at").get() == (len(WAITS) + 1, None)


@pytest.mark.storm
def test_eight_postmen_send_each_mail_once(server):
    for number in range(10):
        send_later(f"ada{number}@example.org", "Subject", "Body")

    def work():
        while deliver_due():
            pass

    race(*[work] * 8)
    assert sorted(text.partition("To: ")[2].split("@")[0] for text in server.delivered) == [
        f"ada{n}" for n in range(10)
    ]


@pytest.fixture
def postman(server):
    Postman.start()
    yield
    Postman.stop()


def test_the_postman_of_a_server_process_sends_what_is_committed(server, postman):
    with transaction.atomic():
        send_later("ada@example.org", "Subject", "Body")
        time.sleep(0.3)
        assert server.delivered == []
    deadline = time.monotonic() + 20
    while OutgoingMail.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(server.delivered) == 1


def test_mail_to_somebody_who_is_deleted_meanwhile_is_not_sent(mailbox):
    user = make_user()
    send_later(user.email, "Subject", "Body", user_id=user.pk)
    delete_account(user.pk)
    assert mailbox.read() == []


def test_without_a_mail_server_nothing_is_kept_to_be_sent():
    send_later("ada@example.org", "Subject", "Body")
    assert OutgoingMail.objects.count() == 0
    assert mail.outbox == []


@pytest.mark.parametrize("extra", [{"cc": ["bob@example.org"]}, {"attachments": [("a.txt", "a", "text/plain")]}])
def test_what_the_outbox_cannot_carry_is_refused_rather_than_dropped(mailbox, extra):
    with pytest.raises(ValueError, match="plain text"):
        EmailMessage("Subject", "Body", to=["ada@example.org"], **extra).send()


def test_a_subject_that_is_too_long_is_refused_rather_than_cut(mailbox):
    with pytest.raises(ValueError, match="201"):
        send_later("ada@example.org", "x" * 201, "Body")
    assert connection.in_atomic_block is False


def test_a_mail_that_cannot_be_written_is_given_up_and_holds_up_no_other(server):
    send_later("ada@example.org", "Subject\nBcc: eve@example.org", "Body")
    send_later("ada@example.org", "Subject", "Body")
    assert deliver_due() == 1
    (message,) = server.delivered
    assert "eve@example.org" not in message
    assert list(OutgoingMail.objects.values_list("due_at", "last_fault")) == [(None, "BadHeaderError")]
