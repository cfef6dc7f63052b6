"""What allauth asks of us: our words, our client address, our way to set a password, and secrets that are not kept in the clear."""

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes

from accounts import services
from interviewprep.limits import RateLimited, client_address, count_mail, is_address, refuse
from interviewprep.logging import log_security

NOT_THE_CODE = "This is not the code, or not any more. Check it, or have another one sent."
NOT_THE_FACTOR = "This is not the code, or not any more. Wait for the next one, or use a recovery code."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Log-ins, resets and changes of address, with what is put on record about them."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This address and password don't go together. Check both and try again.",
        "incorrect_code": NOT_THE_CODE,
        "incorrect_password": services.NOT_YOUR_PASSWORD,
        "duplicate_email": "This is your address already.",
        "email_taken": "This address can't be used.",
        "same_as_current": "This is the same address as before.",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the list of devices, whose column takes addresses only: not what a proxy writes in place of one."""
        address = client_address(request)
        return address if is_address(address) else "0.0.0.0"  # noqa: S104 - nothing is bound to it

    def clean_email(self, email: str) -> str:
        services.check_email(email)
        return email

    def should_send_confirmation_mail(self, request: HttpRequest, email_address: EmailAddress, *args: Any) -> bool:
        """At a log-in to an account from before there was mail: a mail like any other that somebody may ask for."""
        try:
            count_mail(request, email_address.email)
        except RateLimited as error:
            raise ImmediateHttpResponse(refuse(request, error)) from error
        return True

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """Who has a second factor shows it: the password alone must neither take it off nor add another."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in ways if way["id"] != "reauthenticate"] or ways

    def format_email_subject(self, subject: str) -> str:
        return subject

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages are pages. Only what a passkey is asked for is fetched."""
        return request.path == reverse("mfa_login_webauthn") and request.headers.get("Accept") == "application/json"

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """With links that lead to where this installation says it is, not to the host that somebody asked for."""
        found: EmailMessage = super().render_mail(
            template_prefix, email, context | {"site": settings.PUBLIC_URL}, headers
        )
        return found

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        log_security("logged_in", user_id=user.pk)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log_security("logged_in", user_id=None, outcome="refused")

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *args: Any, **kwargs: Any) -> None:
        """What the owner is told of is put on record as well: ``totp_activated``, ``email_changed``, ``webauthn_removed``…"""
        log_security(template_prefix.rpartition("/")[2], user_id=user.pk)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """After a reset: whoever was signed in with the old one is not any more."""
        services.set_password(user.pk, password)
        user.refresh_from_db()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: what proves them is encrypted with the secret key, so that a copy of the database does not give it away."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NOT_THE_FACTOR,
        "unverified_email": "Confirm your e-mail address first.",
        "cannot_delete_authenticator": "Staff need a second factor: add another one before you remove the last.",
    }

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one of a member of staff stays."""
        if not authenticator.user.is_staff:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"


def _vault() -> MultiFernet:
    """Of the secret key, and of those before it: a new one does not lock anybody out."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(secret))) for secret in secrets])


def _derive(secret: str | bytes) -> bytes:
    return hashlib.sha256(b"accounts.second_factor:" + force_bytes(secret)).digest()
