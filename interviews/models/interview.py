"""The interview as rows: the protocol's tables. Changed only through ``turns``, ``finalizing`` and ``services``.

Whatever must never happen is a constraint here, so that it stays impossible when a service is wrong.
"""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from interviews.delivery import MAX_SPOKEN_SECONDS, MAX_SPOKEN_WORDS
from interviews.enums import (
    CANDIDATE_KINDS,
    CallOutcome,
    Difficulty,
    Intent,
    MessageKind,
    Outcome,
    Source,
    Speaker,
    Stage,
    TurnKind,
    TurnOutcome,
    TurnStatus,
)
from interviews.models.bank import Question, draw_shuffle_key, known_values
from interviews.validation import MAX_CHARACTERS

MAX_TURN_ATTEMPTS = 3
MAX_QUESTIONS = 50


class InterviewQuerySet(models.QuerySet["Interview"]):
    def owned_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Where every request starts: what is not yours does not exist."""
        return self.filter(user_id=user.pk)


class Interview(models.Model):
    """One sitting of one candidate. ``fence`` counts claims: only the newest one may commit."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interviews")
    track = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    company_style = models.CharField(max_length=40)
    difficulty = models.CharField(max_length=8, choices=Difficulty)
    adaptive = models.BooleanField(default=False)
    interviewer = models.CharField(max_length=40)
    job_description = models.TextField(blank=True)
    behavioral_questions_target = models.PositiveSmallIntegerField()
    max_questions = models.PositiveSmallIntegerField()
    max_followups_per_question = models.PositiveSmallIntegerField()
    chosen = models.JSONField(
        default=list, blank=True, help_text="slugs of the questions to ask, in order; else the bank's"
    )
    seed = models.PositiveIntegerField(default=draw_shuffle_key, editable=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.INTRO)
    next_seq = models.PositiveIntegerField(default=1)
    fence = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finalized_at = models.DateTimeField(null=True, blank=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            known_values("interview_stage_known", "stage", Stage.values),
            known_values("interview_difficulty_known", "difficulty", Difficulty.values),
            models.CheckConstraint(
                name="interview_1_to_50_questions", condition=Q(max_questions__gte=1, max_questions__lte=MAX_QUESTIONS)
            ),
            models.CheckConstraint(
                name="interview_behavioral_within_questions",
                condition=Q(behavioral_questions_target__gte=0, behavioral_questions_target__lte=F("max_questions")),
            ),
            models.CheckConstraint(
                name="interview_done_exactly_when_finalized",
                condition=Q(stage=Stage.DONE, finalized_at__isnull=False)
                | ~Q(stage=Stage.DONE) & Q(finalized_at__isnull=True),
            ),
        ]
        indexes = [models.Index(name="interview_of_user_newest", fields=["user", "-created_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.stage})"

    def get_absolute_url(self) -> str:
        return reverse("interviews:room", args=[self.public_id])


class InterviewQuestion(models.Model):
    """A question as asked in one interview; ``snapshot`` is the text as it was then (``QuestionSnapshot``)."""

    not_exported = ("snapshot",)  # it holds the answer to a question that may still be open; its words are messages

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="slots")
    snapshot = models.JSONField()
    followups_used = models.PositiveSmallIntegerField(default=0)
    hints_used = models.PositiveSmallIntegerField(default=0)
    next_follow_up = models.PositiveSmallIntegerField(default=0, help_text="index of the first follow-up not used yet")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="slot_position_unique", fields=["interview", "position"]),
            models.UniqueConstraint(name="slot_question_unique", fields=["interview", "question"]),
            models.UniqueConstraint(
                name="slot_one_open_per_interview", fields=["interview"], condition=Q(outcome=Outcome.OPEN)
            ),
            known_values("slot_outcome_known", "outcome", Outcome.values),
            models.CheckConstraint(name="slot_hints_0_to_3", condition=Q(hints_used__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.position + 1}: {self.snapshot.get('title', '')}"


class Turn(models.Model):
    """One exchange: the unit that is claimed, committed and replayed. ``key`` is the client's idempotency key."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="turns")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=TurnKind)
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=TurnStatus)
    fence = models.PositiveBigIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=TurnOutcome, default=TurnOutcome.PENDING, blank=True)
    stage_after = models.CharField(max_length=10, choices=Stage, blank=True, help_text="so that a replay says the same")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            known_values("turn_kind_known", "kind", TurnKind.values),
            known_values("turn_outcome_known", "outcome", TurnOutcome.values),
            models.UniqueConstraint(name="turn_key_unique", fields=["interview", "key"]),
            models.UniqueConstraint(
                name="turn_one_open_per_interview", fields=["interview"], condition=~Q(status=TurnStatus.DONE)
            ),
            models.UniqueConstraint(
                name="turn_one_finalize_per_interview", fields=["interview"], condition=Q(kind=TurnKind.FINALIZE)
            ),
            models.UniqueConstraint(
                name="turn_one_start_per_interview", fields=["interview"], condition=Q(kind=TurnKind.START)
            ),
            models.CheckConstraint(
                name="turn_leased_exactly_when_active",
                condition=Q(status=TurnStatus.ACTIVE, lease_expires_at__isnull=False, outcome="")
                | Q(status=TurnStatus.RETRYABLE, lease_expires_at__isnull=True, outcome="")
                | Q(status=TurnStatus.DONE, lease_expires_at__isnull=True) & ~Q(outcome="") & ~Q(stage_after=""),
            ),
            models.CheckConstraint(
                name="turn_attempts_bounded", condition=Q(attempt__gte=1, attempt__lte=MAX_TURN_ATTEMPTS)
            ),
        ]
        indexes = [
            models.Index(name="turn_leases", fields=["lease_expires_at"], condition=Q(status=TurnStatus.ACTIVE)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status} (attempt {self.attempt})"


class Message(models.Model):
    """One line of the transcript. Never changed after it was written."""

    # Without an index of its own: two others begin with it.
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="messages", db_index=False)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveIntegerField()
    speaker = models.CharField(max_length=12, choices=Speaker)
    kind = models.CharField(max_length=16, choices=MessageKind)
    content = models.TextField()
    language = models.CharField(max_length=20, blank=True, help_text="of a code message")
    intent = models.CharField(max_length=10, choices=Intent, blank=True, help_text="the candidate's button")
    slot = models.ForeignKey(
        InterviewQuestion, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    source = models.CharField(max_length=10, choices=Source)
    spoken_seconds = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of an answer that was dictated")
    spoken_words = models.PositiveSmallIntegerField(null=True, blank=True, help_text="how many of it were dictated")
    spoken_pauses = models.PositiveSmallIntegerField(null=True, blank=True, help_text="none: nobody measured them")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["seq"]
        # On which days somebody practised is told by the index alone, without a word of what was said.
        indexes = [models.Index(name="message_said_when", fields=["interview", "speaker", "created_at"])]
        constraints = [
            models.UniqueConstraint(name="message_seq_unique", fields=["interview", "seq"]),
            models.UniqueConstraint(
                name="message_one_wrap_up_per_interview",
                fields=["interview"],
                condition=Q(kind=MessageKind.WRAP_UP),
            ),
            models.UniqueConstraint(
                name="message_one_candidate_per_turn", fields=["turn"], condition=Q(speaker=Speaker.CANDIDATE)
            ),
            models.CheckConstraint(name="message_seq_from_1", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="message_spoken_in_words_by_the_candidate",
                condition=Q(spoken_seconds__isnull=True, spoken_words__isnull=True, spoken_pauses__isnull=True)
                | Q(
                    speaker=Speaker.CANDIDATE,
                    kind=MessageKind.TEXT,
                    spoken_seconds__isnull=False,  # a check that comes to null holds
                    spoken_words__isnull=False,
                    spoken_seconds__gte=1,
                    spoken_seconds__lte=MAX_SPOKEN_SECONDS,
                    spoken_words__gte=1,
                    spoken_words__lte=MAX_SPOKEN_WORDS,
                ),
            ),
            models.CheckConstraint(
                name="message_pauses_fit_into_what_was_spoken",
                condition=Q(spoken_pauses__isnull=True) | Q(spoken_pauses__lte=F("spoken_seconds")),
            ),
            models.CheckConstraint(name="message_not_empty", condition=~Q(content="")),
            models.CheckConstraint(
                name="message_within_8000_characters",
                condition=LessThanOrEqual(Length("content"), MAX_CHARACTERS),
            ),
            models.CheckConstraint(
                name="message_kind_fits_speaker",
                condition=Q(
                    speaker=Speaker.CANDIDATE,
                    source=Source.CANDIDATE,
                    kind__in=CANDIDATE_KINDS,
                    intent__in=Intent.values,
                )
                | Q(speaker=Speaker.INTERVIEWER, source__in=[Source.LLM, Source.OFFLINE], intent="")
                & Q(kind__in=[k for k in MessageKind if k not in CANDIDATE_KINDS]),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.seq} {self.speaker}"


class Observation(models.Model):
    """A level seen in one message. Append-only; a candidate's skill state is a fold over these rows."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="observations")
    competency = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    quote = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="observation_competency_unique", fields=["message", "competency"]),
            models.CheckConstraint(name="observation_level_0_to_5", condition=Q(level__gte=0, level__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.competency} {self.level}"


class Coverage(models.Model):
    """A key point that was said in a slot, and where: ``message.content[start:end] == quote``. Append-only."""

    slot = models.ForeignKey(InterviewQuestion, on_delete=models.CASCADE, related_name="coverage")
    key_point = models.SlugField(max_length=80)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="coverage")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(name="coverage_key_point_unique", fields=["slot", "key_point"]),
            models.CheckConstraint(name="coverage_offsets_in_order", condition=Q(start__lt=F("end"))),
        ]

    def __str__(self) -> str:
        return self.key_point


class LLMCall(models.Model):
    """One call to the model. Written as ``started`` in the claim, so that a crash cannot hide a call that was paid for."""

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="llm_calls")
    fence = models.PositiveBigIntegerField()
    purpose = models.CharField(max_length=20)
    provider = models.CharField(max_length=200, blank=True)
    model_asked = models.CharField(max_length=200, blank=True)
    model_answered = models.CharField(max_length=200, blank=True)
    prompt_name = models.CharField(max_length=40, blank=True)
    prompt_version = models.CharField(max_length=64, blank=True)
    tokens_in = models.PositiveIntegerField(null=True, blank=True)
    tokens_out = models.PositiveIntegerField(null=True, blank=True)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True, help_text="US dollars")
    raw_reply = models.TextField(blank=True, help_text="kept for 30 days")
    parse_flags = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=10, choices=CallOutcome, default=CallOutcome.STARTED)
    reason = models.CharField(max_length=200, blank=True)
    committed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "LLM call"
        indexes = [models.Index(name="llm_call_newest", fields=["created_at", "outcome"])]
        constraints = [
            known_values("llm_call_outcome_known", "outcome", CallOutcome.values),
            models.CheckConstraint(
                name="llm_call_committed_only_when_ok", condition=Q(committed=False) | Q(outcome=CallOutcome.OK)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.outcome}"
