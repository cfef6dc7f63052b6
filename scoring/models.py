"""Evaluations as rows: attempts, ratings, and the words behind them. Append-only but for ``current``."""

from django.db import models
from django.db.models import F, Q

from interviews.models import Interview, Message


class Source(models.TextChoices):
    LLM = "llm", "model"
    OFFLINE = "offline"


class Evaluation(models.Model):
    """All ratings of one interview, as one attempt saw it. ``overall`` is null when nothing was assessed."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="evaluations")
    attempt = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    overall = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    provisional = models.BooleanField(
        default=False, help_text="an offline estimate stands in for the model's evaluation"
    )
    covers_seq = models.PositiveIntegerField(help_text="the last message it has read")
    rubric_version = models.CharField(max_length=80)
    prompt_version = models.CharField(max_length=80, blank=True)
    formula_version = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=20)
    level_label = models.CharField(max_length=120)
    summary = models.TextField()
    strengths = models.JSONField(default=list)
    weaknesses = models.JSONField(default=list)
    next_steps = models.JSONField(default=list)
    question_results = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-attempt"]
        constraints = [
            models.UniqueConstraint(name="evaluation_attempt_unique", fields=["interview", "attempt"]),
            models.UniqueConstraint(name="evaluation_one_current", fields=["interview"], condition=Q(current=True)),
            models.CheckConstraint(
                name="evaluation_overall_0_to_100",
                condition=Q(overall__isnull=True) | Q(overall__gte=0, overall__lte=100),
            ),
            models.CheckConstraint(name="evaluation_source_known", condition=Q(source__in=Source.values)),
            models.CheckConstraint(
                name="evaluation_provisional_only_offline", condition=Q(provisional=False) | Q(source=Source.OFFLINE)
            ),
            models.CheckConstraint(name="evaluation_attempt_from_1", condition=Q(attempt__gte=1)),
        ]

    def __str__(self) -> str:
        return f"attempt {self.attempt}: {self.overall}"


class Rating(models.Model):
    """A level 0–5 on one competency, or null for not assessed; ``score`` is the level on 0–10."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="ratings")
    competency = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="rating_competency_unique", fields=["evaluation", "competency"]),
            models.CheckConstraint(
                name="rating_score_is_twice_the_level",
                condition=Q(level__isnull=True, score__isnull=True)
                | Q(level__isnull=False, score__isnull=False, level__gte=0, level__lte=5, score=F("level") * 2),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency}: {'not assessed' if self.level is None else self.level}"


class Evidence(models.Model):
    """Words behind a rating: ``message.content[start:end] == quote``."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="evidence")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="evidence")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(name="evidence_offsets_in_order", condition=Q(start__lt=F("end"))),
        ]

    def __str__(self) -> str:
        return self.quote
