"""Every write to an account."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from accounts.models import RateCounter, User
from accounts.personal_data import collect
from accounts.second_factors import check_code
from accounts.tokens import Pair, bump_epoch, open_family
from interviewprep.errors import DomainError, Unprocessable
from interviewprep.limits import client_network, count_hit
from interviewprep.logging import log_security

MAX_NAME_CHARACTERS = 80
NOT_YOUR_PASSWORD = "This is not your password. Type it again."  # noqa: S105 - told to a person
NOT_AN_ADDRESS = "Write a whole address, like ana@example.org."
MAX_EMAIL_CHARACTERS = 254


class InvalidAccount(Unprocessable):
    """This account can't be made as it is."""


class CredentialsRefused(Exception):
    """This address and password don't go together, or the address is not confirmed yet."""


class NotFromABrowser(DomainError):
    """A browser may be left open: delete the account on its page, which asks for the password."""

    status = 403


@dataclass(frozen=True, slots=True)
class NewAccount:
    email: str
    password: str
    name: str = ""


def find_faults(account: NewAccount) -> dict[str, list[str]]:
    checks: dict[str, Callable[[], None]] = {
        "email": lambda: check_email(account.email.strip()),
        "password": lambda: validate_password(account.password, User(email=account.email, name=account.name)),
        "name": lambda: _check_name(account.name),
    }
    faults: dict[str, list[str]] = {}
    for field, check in checks.items():
        try:
            check()
        except ValidationError as error:
            faults[field] = list(error.messages)
    return faults


def check_email(email: str) -> None:
    """Raises ``ValidationError`` unless mail can be sent there. Django's own check takes control characters within quotes."""
    EmailValidator(NOT_AN_ADDRESS)(email if email.isascii() and email.isprintable() else "")
    if len(email) > MAX_EMAIL_CHARACTERS:
        raise ValidationError(f"Use at most {MAX_EMAIL_CHARACTERS} characters.")


def _check_name(name: str) -> None:
    if len(name.strip()) > MAX_NAME_CHARACTERS:
        raise ValidationError(f"Use at most {MAX_NAME_CHARACTERS} characters.")
    if any(not c.isprintable() for c in name):
        raise ValidationError("A name is written in visible characters.")


def find_user(user_id: int) -> User:
    """The user's row, read afresh."""
    return User.objects.get(pk=user_id)


def is_confirmed(user: User) -> bool:
    """Whether the mailbox has answered; nobody asks it where no mail is configured."""
    if not settings.MAIL_CONFIGURED:
        return True
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())


def sign_in(request: HttpRequest | Request, *, email: str, password: str, otp: str = "") -> Pair:
    """A pair of tokens for an address, its password, and the code of its second factor where it has one. Every try is counted.

    Raises ``CredentialsRefused``, ``SecondFactorRequired`` and ``RateLimited``.
    """
    count_hit(request, "log_in_address", client_network(request))
    count_hit(request, "log_in", f"{email.strip().lower()} {client_network(request)}")
    user = authenticate(request, username=email, password=password)
    if not isinstance(user, User) or not is_confirmed(user):
        log_security("token_issued", user_id=None, outcome="refused")
        raise CredentialsRefused
    if otp:
        count_hit(request, "second_factor", user.pk)
    check_code(user, otp)
    return open_family(user)


def change_profile(user_id: int, *, name: str) -> User:
    """Change what the user may change about themselves."""
    try:
        _check_name(name)
    except ValidationError as error:
        raise InvalidAccount(fields={"name": list(error.messages)}) from error
    User.objects.filter(pk=user_id).update(name=name.strip())
    return find_user(user_id)


def change_password(user_id: int, *, old: str, new: str) -> User:
    """Set a new password; every session and token but the caller's own to come is dead at once."""
    user = find_user(user_id)
    faults = {} if user.check_password(old) else {"old": [NOT_YOUR_PASSWORD]}
    try:
        validate_password(new, user)
    except ValidationError as error:
        faults["new"] = list(error.messages)
    if faults:
        raise InvalidAccount(fields=faults)
    set_password(user_id, new)
    return find_user(user_id)


def set_password(user_id: int, password: str) -> None:
    """Set a password that has been found good; every session and token is dead at once."""
    hashed = make_password(password)
    with transaction.atomic(durable=True):
        User.objects.filter(pk=user_id).update(password=hashed)
        bump_epoch(user_id)
    log_security("password_changed", user_id=user_id)


def export_data(user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that is held about the user, by table."""
    log_security("data_exported", user_id=user_id)
    return collect(find_user(user_id))


def delete_account(user_id: int, *, password: str | None = None, is_browser: bool = False) -> None:
    """Delete the user with all that is theirs; their sessions and tokens are dead with the row they speak for.

    A browser has to bring the ``password``, since it may be left open; a program has shown it with its token.
    """
    if is_browser and password is None:
        raise NotFromABrowser
    if password is not None and not find_user(user_id).check_password(password):
        raise InvalidAccount(fields={"password": [NOT_YOUR_PASSWORD]})
    with transaction.atomic(durable=True):
        User.objects.filter(pk=user_id).delete()
    log_security("account_deleted", user_id=user_id)


def forget_counters(*, dry_run: bool) -> int:
    """Delete counts whose time is over; how many there are, or were."""
    ended = RateCounter.objects.filter(expires_at__lte=int(timezone.now().timestamp()))
    count = ended.count()
    if not dry_run:
        ended.delete()
    return count
