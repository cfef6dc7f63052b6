"""Every write to an account."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.models import RateCounter, User
from accounts.personal_data import collect
from accounts.tokens import bump_epoch
from interviewprep.errors import Unprocessable
from interviewprep.logging import log_security

MAX_NAME_CHARACTERS = 80
MAX_EMAIL_CHARACTERS = 254


class InvalidAccount(Unprocessable):
    """This account can't be made as it is."""


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
    validate_email(email if email.isascii() and email.isprintable() else "")
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
    if not user.check_password(old):
        raise InvalidAccount(fields={"old": ["This is not your password."]})
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise InvalidAccount(fields={"new": list(error.messages)}) from error
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


def delete_account(user_id: int, *, password: str | None = None) -> None:
    """Delete the user with all that is theirs; their sessions and tokens are dead with the row they speak for.

    A page asks for the ``password``, since a browser may be left open; a program has shown it with its token.
    """
    if password is not None and not find_user(user_id).check_password(password):
        raise InvalidAccount(fields={"password": ["This is not your password."]})
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
