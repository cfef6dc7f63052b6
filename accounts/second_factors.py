"""Second factors where no page asks for them: of programs, and of staff on their way to the admin."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from interviewprep.errors import DomainError
from interviewprep.logging import log_security


class SecondFactorRequired(DomainError):
    """This account has a second factor. Send its code, or a recovery code, as "otp"."""

    status = 401


def check_code(user: User, code: str) -> None:
    """Take a code of the user's app, or a recovery code, once. Raises ``SecondFactorRequired`` unless the user has no second factor."""
    factors = list(Authenticator.objects.filter(user=user))
    if not factors:
        return
    for factor in factors:
        if code and factor.type != Authenticator.Type.WEBAUTHN and factor.wrap().validate_code(code):
            factor.record_usage()
            return
    log_security("second_factor", user_id=user.pk, outcome="refused")
    raise SecondFactorRequired("This code is not right, or was used already." if code else "")


def has_one(user: User) -> bool:
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(factors.exists())


def forget_unproven(user: User) -> None:
    """Remove what was set up before any mailbox of the user had answered: it may be a stranger's, who signed up with the address.

    Without mail anybody may take any address; once there is mail, its owner comes with a code, and must not find a back door.
    """
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        count, _ = Authenticator.objects.filter(user=user).delete()
        if count:
            log_security("unproven_second_factors_removed", user_id=user.pk)


def way_to_show(user: User) -> str:
    """The page where the user shows it: with a code where an app is connected, else with a passkey."""
    has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")


def shown_at(request: HttpRequest) -> float | None:
    """When this session last showed a second factor, in seconds since 1970; None when it has not."""
    records = get_authentication_records(request, request.user if isinstance(request.user, User) else None)
    shown = [record["at"] for record in records if record.get("method") == "mfa" and record["at"] <= time.time()]
    return max(shown, default=None)
