"""The candidate's account."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.enums import Contrast, Dictation, ReduceMotion, TextSize, Theme, Voice
from interviews.enums import Difficulty


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """Somebody who signs in with an e-mail address. ``name`` is what the interviewer calls them; it may be empty."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=80, blank=True)
    auth_epoch = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="what was signed under an earlier one, cookie or token, is not valid any more",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()  # type: ignore[misc, assignment]

    class Meta:
        constraints = [models.CheckConstraint(name="user_email_lower_case", condition=Q(email=Lower(F("email"))))]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session is held against: it ends with the password, and with the epoch."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from map(self._session_hash, settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes) -> str:
        signed = f"{self.password}:{self.auth_epoch}"
        return salted_hmac("accounts.User.session", signed, secret=secret, algorithm="sha256").hexdigest()


class Preferences(models.Model):
    """How somebody likes it. No row: the defaults; empty: no preference. What is a catalogue's id is checked by the service."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="preferences")
    track = models.CharField(max_length=40, blank=True)
    target_role = models.CharField(max_length=40, blank=True)
    company_style = models.CharField(max_length=40, blank=True)
    difficulty = models.CharField(max_length=8, choices=Difficulty, blank=True)
    interviewer = models.CharField(max_length=40, blank=True)
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    contrast = models.CharField(max_length=6, choices=Contrast, default=Contrast.SYSTEM)
    text_size = models.CharField(max_length=6, choices=TextSize, default=TextSize.NORMAL)
    reduce_motion = models.CharField(max_length=6, choices=ReduceMotion, default=ReduceMotion.SYSTEM)
    voice = models.CharField(max_length=7, choices=Voice, default=Voice.OFF)
    voice_consent = models.CharField(
        max_length=255, blank=True, help_text="to whom they agreed that the interviewer's words go to be spoken"
    )
    dictation = models.CharField(max_length=3, choices=Dictation, default=Dictation.OFF)
    dictation_consent = models.CharField(
        max_length=255, blank=True, help_text="to whom they agreed that what they dictate goes"
    )
    email_notices = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(name="preferences_role_of_a_track", condition=Q(target_role="") | ~Q(track="")),
            models.CheckConstraint(
                name="preferences_difficulty_known", condition=Q(difficulty__in=["", *Difficulty.values])
            ),
            models.CheckConstraint(name="preferences_theme_known", condition=Q(theme__in=Theme.values)),
            models.CheckConstraint(name="preferences_contrast_known", condition=Q(contrast__in=Contrast.values)),
            models.CheckConstraint(name="preferences_text_size_known", condition=Q(text_size__in=TextSize.values)),
            models.CheckConstraint(
                name="preferences_reduce_motion_known", condition=Q(reduce_motion__in=ReduceMotion.values)
            ),
            models.CheckConstraint(name="preferences_voice_known", condition=Q(voice__in=Voice.values)),
            models.CheckConstraint(
                name="preferences_voice_consent_exactly_while_spoken",
                condition=Q(voice=Voice.SERVER) & ~Q(voice_consent="") | ~Q(voice=Voice.SERVER) & Q(voice_consent=""),
            ),
            models.CheckConstraint(name="preferences_dictation_known", condition=Q(dictation__in=Dictation.values)),
            models.CheckConstraint(
                name="preferences_consent_while_dictating",
                condition=Q(dictation_consent="") | Q(dictation=Dictation.ON),
            ),
        ]

    def __str__(self) -> str:
        return f"of {self.user_id}"


class TokenFamily(models.Model):
    """All refresh tokens that come of one sign-in. Revoked, none of them serves any more; ``ends_at`` is its absolute life."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_families")
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "token families"
        indexes = [models.Index(name="token_family_end", fields=["ends_at"])]

    def __str__(self) -> str:
        return f"{self.id}{' (revoked)' if self.revoked_at else ''}"


class RefreshRecord(models.Model):
    """A refresh token that was handed out, by the hash of its id. It serves once: ``used_at`` says when."""

    not_exported = ("token_hash",)

    token_hash = models.CharField(max_length=64, primary_key=True)
    family = models.ForeignKey(TokenFamily, on_delete=models.CASCADE, related_name="tokens")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.token_hash[:8]}{' (used)' if self.used_at else ''}"


class UsageDay(models.Model):
    """What one user has used on one day (UTC). Money in US dollars. Budgets are kept against these rows."""

    pk = models.CompositePrimaryKey("user", "day")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="usage_days")
    day = models.DateField()
    interviews = models.PositiveIntegerField(default=0)
    turns = models.PositiveIntegerField(default=0)
    llm_calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    dictated_seconds = models.PositiveIntegerField(default=0)
    spoken_characters = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="usage_day_not_negative",
                condition=Q(interviews__gte=0, turns__gte=0, llm_calls__gte=0, tokens__gte=0, cost__gte=0)
                & Q(dictated_seconds__gte=0, spoken_characters__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.interviews} interviews"


class BudgetDay(models.Model):
    """What the whole installation has spent on the model on one day (UTC), in US dollars."""

    day = models.DateField(primary_key=True)
    cost = models.DecimalField(max_digits=12, decimal_places=6, default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="budget_day_not_negative", condition=Q(cost__gte=0))]

    def __str__(self) -> str:
        return f"{self.day}: ${self.cost}"


class RateCounter(models.Model):
    """How often something was tried in a stretch of time. Read and written by ``interviewprep.counters`` alone."""

    key = models.CharField(max_length=255, primary_key=True)
    count = models.BigIntegerField()
    expires_at = models.BigIntegerField(db_index=True, help_text="seconds since 1970")

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class OutgoingMail(models.Model):
    """A mail that waits to be sent; gone once it was. Written and read by ``interviewprep.mail`` alone."""

    not_exported = ("body",)  # it may hold a code that is for the mailbox only

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="outgoing_mails")
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True, db_index=True, help_text="none: it was given up")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_fault = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}: {self.attempts} attempts"


class PendingSignUp(models.Model):
    """Somebody who asked for an account and has not shown yet that the mailbox is theirs. Never one row for two of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80, blank=True)
    password = models.CharField(max_length=128)
    code_hash = models.CharField(max_length=64)
    attempts_left = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="pending_sign_up_lower_case", condition=Q(email=Lower(F("email")))),
            models.CheckConstraint(name="pending_sign_up_attempts", condition=Q(attempts_left__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.attempts_left} attempts left"


class CacheEntry(models.Model):
    """The table of Django's database cache, here so that migrations make it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
