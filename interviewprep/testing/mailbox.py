"""Mail in tests: what was sent, as it arrives."""

from django.core import mail
from django.core.mail import EmailMessage

from interviewprep.mail import deliver_due
from interviewprep.testing.mail_server import find_code


class Mailbox:
    """Everybody's mail. Reading it first lets the postman do his round."""

    def read(self) -> list[EmailMessage]:
        """What came since the last time."""
        while deliver_due():
            pass
        found, mail.outbox[:] = list(mail.outbox), []
        return found

    def read_one(self) -> EmailMessage:
        (message,) = self.read()
        return message

    def read_code(self) -> str:
        """The code in the one mail that came."""
        return find_code(str(self.read_one().body))
