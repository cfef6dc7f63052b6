"""Tokens for programs: a refresh token serves once, and who shows a used one ends its whole family.

A thief and the owner can't both go on: whoever comes second shows a used token, and both are signed out. Within a few seconds of
its use it is taken for a program that asked twice, and refused without harm.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.models import RefreshRecord, TokenFamily, User
from interviewprep.errors import Conflict
from interviewprep.logging import log_security

GRACE = timedelta(seconds=10)
FAMILY, EPOCH = "family", "epoch"


class TokenNotValid(Exception):
    """This refresh token serves nobody any more."""


class TokenJustUsed(Conflict):
    """This refresh token was used a moment ago. Go on with the pair that it brought."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What a program holds: ``access`` for ten minutes, ``refresh`` for the next pair."""

    access: str
    refresh: str


def open_family(user: User) -> Pair:
    """A first pair, after signing in."""
    with transaction.atomic(durable=True):
        ends_at = timezone.now() + settings.REFRESH_FAMILY_LIFETIME
        pair = _issue(user, TokenFamily.objects.create(user=user, ends_at=ends_at))
    log_security("token_issued", user_id=user.pk)
    return pair


def refresh_pair(text: str) -> Pair:
    """The next pair. Raises ``TokenNotValid``, and ``TokenJustUsed`` within the grace of its first use."""
    claims = _read(text)
    with transaction.atomic(durable=True):
        found = _swap(claims, now=timezone.now())
    # After the block: what was revoked on the way stays revoked.
    if isinstance(found, Exception):
        raise found
    return found


def revoke(text: str) -> None:
    """End the family of a refresh token; one that is not valid any more needs no ending."""
    try:
        claims = _read(text)
    except TokenNotValid:
        return
    TokenFamily.objects.filter(pk=claims[FAMILY], revoked_at=None).update(revoked_at=timezone.now())


def end_everything(user_id: int) -> None:
    """Every session, access and refresh token of the user is dead at once."""
    with transaction.atomic(durable=True):
        bump_epoch(user_id)
    log_security("logged_out_everywhere", user_id=user_id)


def bump_epoch(user_id: int) -> None:
    """The same within a transaction of the caller's."""
    User.objects.filter(pk=user_id).update(auth_epoch=F("auth_epoch") + 1)
    TokenFamily.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=timezone.now())


def forget_ended_families(*, before: datetime, dry_run: bool) -> int:
    """Delete families that ended before; how many there are, or were."""
    ended = TokenFamily.objects.filter(ends_at__lt=before)
    count = ended.count()
    if not dry_run:
        ended.delete()
    return count


def _swap(claims: dict[str, Any], *, now: datetime) -> Pair | Exception:
    """Under the family's lock: the token is used once, by compare-and-swap on its own row."""
    family = TokenFamily.objects.select_for_update().filter(pk=claims[FAMILY]).first()
    user = User.objects.filter(pk=family.user_id, is_active=True).first() if family else None
    if family is None or user is None or family.revoked_at or family.ends_at <= now or user.auth_epoch != claims[EPOCH]:
        return TokenNotValid()
    mine = RefreshRecord.objects.filter(token_hash=_hash(claims["jti"]), family=family)
    if mine.filter(used_at=None).update(used_at=now):
        return _issue(user, family)
    used_at = mine.values_list("used_at", flat=True).first()
    if used_at is not None and used_at > now - GRACE:
        return TokenJustUsed(retry_after=1)
    TokenFamily.objects.filter(pk=family.pk).update(revoked_at=now)
    log_security("token_replayed", user_id=user.pk, outcome="family_revoked")
    return TokenNotValid()


def _issue(user: User, family: TokenFamily) -> Pair:
    token = RefreshToken.for_user(user)
    token[FAMILY], token[EPOCH] = str(family.pk), user.auth_epoch
    left = family.ends_at - timezone.now()
    if left < token.lifetime:
        token.set_exp(lifetime=left)
    RefreshRecord.objects.create(token_hash=_hash(token["jti"]), family=family)
    return Pair(str(token.access_token), str(token))


def _read(text: str) -> dict[str, Any]:
    """The claims of a refresh token that we signed and that has not run out."""
    try:
        claims = dict(RefreshToken(text).payload)  # type: ignore[arg-type]
    except TokenError as error:
        raise TokenNotValid from error
    if not {FAMILY, EPOCH, "jti"} <= claims.keys():
        raise TokenNotValid
    return claims


def _hash(jti: str) -> str:
    return hashlib.sha256(jti.encode()).hexdigest()
