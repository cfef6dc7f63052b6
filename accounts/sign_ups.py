"""Signing up: no account exists before its mailbox has answered with a code.

So nobody takes an address that is not theirs, nobody's password opens an account that somebody else confirmed, and whether an
address is taken is told to its mailbox alone. Where no mail is configured, the account is there at once, and the answer is the same.
"""

import uuid
from typing import NoReturn

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from rest_framework.request import Request

from accounts.models import PendingSignUp, User
from accounts.services import InvalidAccount, NewAccount, find_faults
from interviewprep.limits import count_mail
from interviewprep.logging import log_security
from interviewprep.mail import send_later

ATTEMPTS = 5
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # none that looks like another, and no vowels to make words of
CODE_LENGTH = 8


def begin(request: HttpRequest | Request, account: NewAccount) -> uuid.UUID | None:
    """Send a code, or to an address that has an account, that it has one; the sign-up that the code is for.

    None where no mail is configured. The same work for a taken address. Raises ``InvalidAccount`` with every fault, and
    ``RateLimited``.
    """
    faults = find_faults(account)
    if faults:
        raise InvalidAccount(fields=faults)
    email = account.email.strip().lower()
    count_mail(request, email)  # not before: a few poor passwords would use up the hour's mails
    hashed = make_password(account.password)
    if not settings.MAIL_CONFIGURED:
        with transaction.atomic(durable=True):
            user = _make_user(email=email, name=account.name.strip(), hashed=hashed)
        log_security("signed_up", user_id=user and user.pk, outcome="done" if user else "refused")
        return None
    with transaction.atomic(durable=True):
        pending = PendingSignUp(email=email, name=account.name.strip(), password=hashed)
        _send_code(pending)
    log_security("sign_up_begun", user_id=None)
    return pending.pk


def resend(sign_up: uuid.UUID) -> None:
    """Send another code; the one before it serves no more. Nothing happens where the time is over."""
    with transaction.atomic(durable=True):
        pending = _alive(sign_up)
        if pending is not None:
            _send_code(pending)


def address_of(sign_up: uuid.UUID) -> str | None:
    """Where the code was sent; None where the time is over."""
    found = PendingSignUp.objects.filter(pk=sign_up, expires_at__gt=timezone.now())
    return found.values_list("email", flat=True).first()


def confirm(sign_up: uuid.UUID, *, code: str, password: str | None) -> User:
    """Make the account. Raises ``InvalidAccount`` when the code is not the one, or not any more.

    Who did not begin the sign-up in the same browser shows the ``password`` too: a code alone would open what somebody else began.
    """
    is_theirs = password is None or _is_password_of(sign_up, password)
    with transaction.atomic(durable=True):
        user = _redeem(sign_up, code if is_theirs else "")
    if user is None:
        _refuse()
    log_security("signed_up", user_id=user.pk)
    return user


def forget_expired(*, dry_run: bool) -> int:
    """Delete sign-ups that nobody confirmed in time; how many there are, or were."""
    expired = PendingSignUp.objects.filter(expires_at__lte=timezone.now())
    count = expired.count()
    if not dry_run:
        expired.delete()
    return count


def _refuse() -> NoReturn:
    log_security("signed_up", user_id=None, outcome="refused")
    raise InvalidAccount(
        fields={"code": ["This is not the code, or not any more. Check it, or have another one sent."]}
    )


def _alive(sign_up: uuid.UUID) -> PendingSignUp | None:
    return PendingSignUp.objects.select_for_update().filter(pk=sign_up, expires_at__gt=timezone.now()).first()


def _send_code(pending: PendingSignUp) -> None:
    """Write the code's hash and the mail. The mailbox of a taken address gets no code, so that none can be right."""
    code = get_random_string(CODE_LENGTH, LETTERS)
    pending.code_hash = _hash(pending.pk, code)
    pending.attempts_left = ATTEMPTS
    pending.expires_at = timezone.now() + settings.SIGN_UP_CODE_LIFETIME
    pending.save()
    is_taken = User.objects.filter(email=pending.email).exists()
    kind = "address_taken" if is_taken else "sign_up_code"
    context = {"code": f"{code[:4]}-{code[4:]}", "site": settings.PUBLIC_URL, "sign_up": pending.pk}
    subject = "You have an account already" if is_taken else "Your code for Interviewprep"
    send_later(pending.email, subject, render_to_string(f"accounts/mail/{kind}.txt", context))


def _is_password_of(sign_up: uuid.UUID, password: str) -> bool:
    """With the same work where there is no such sign-up."""
    hashed = PendingSignUp.objects.filter(pk=sign_up).values_list("password", flat=True).first()
    return check_password(password, hashed) if hashed else bool(make_password(password) is None)


def _redeem(sign_up: uuid.UUID, code: str) -> User | None:
    pending = _alive(sign_up)
    if pending is None or not pending.attempts_left:
        return None
    if not constant_time_compare(_hash(pending.pk, code), pending.code_hash):
        pending.attempts_left -= 1
        pending.save(update_fields=["attempts_left"])
        return None
    user = _make_user(email=pending.email, name=pending.name, hashed=pending.password)
    pending.delete()
    if user is not None:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _make_user(*, email: str, name: str, hashed: str) -> User | None:
    """The new user; None when the address has an account, perhaps since a moment ago. The salted hash tells ours from another's."""
    User.objects.bulk_create([User(email=email, name=name, password=hashed)], ignore_conflicts=True)
    user = User.objects.get(email=email)
    return user if user.password == hashed else None


def _hash(pk: uuid.UUID, code: str) -> str:
    """What is kept of a code. How it is typed, with or without the hyphen, in small letters, does not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("accounts.sign_up", f"{pk}:{plain}", algorithm="sha256").hexdigest()
