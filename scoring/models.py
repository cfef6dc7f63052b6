"""Evaluations as rows: attempts, ratings, and the words behind them. Append-only but for ``current``."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from interviews.enums import CANDIDATE_KINDS, MessageKind
from interviews.models import Interview, InterviewQuestion, Message
from interviews.validation import MAX_CHARACTERS
from scoring.levels import TIERS, Signal
from scoring.totals import HIGH, LOW, MEDIUM


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
    tier = models.CharField(max_length=10, help_text="the kind of company that level and signal are read for")
    hire_signal = models.CharField(max_length=10)
    confidence = models.CharField(max_length=6)
    margin = models.PositiveSmallIntegerField(null=True, blank=True, help_text="± points around the overall")
    level = models.CharField(max_length=20)
    level_label = models.CharField(max_length=120)
    summary = models.TextField()
    strengths = models.JSONField(default=list)
    weaknesses = models.JSONField(default=list)
    next_steps = models.JSONField(default=list)
    patterns = models.JSONField(default=list)
    moments = models.JSONField(default=list)
    narrative_by_model = models.BooleanField(default=False, help_text="else it was put together from the findings")
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
            models.CheckConstraint(name="evaluation_tier_known", condition=Q(tier__in=TIERS)),
            models.CheckConstraint(name="evaluation_signal_known", condition=Q(hire_signal__in=[*Signal])),
            models.CheckConstraint(name="evaluation_confidence_known", condition=Q(confidence__in=[HIGH, MEDIUM, LOW])),
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


class SelfAssessment(models.Model):
    """How the candidate saw themselves before they saw the score. Given once, or passed over: then it has no levels."""

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="self_assessment")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"of {self.interview_id}"


class SelfRating(models.Model):
    """The level 0–5 that a candidate gave themselves on one competency."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="ratings")
    competency = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="self_rating_competency_unique", fields=["assessment", "competency"]),
            models.CheckConstraint(name="self_rating_level_0_to_5", condition=Q(level__gte=0, level__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.competency}: {self.level}"


class JudgingLease(models.Model):
    """The right to judge something of a finished interview again. ``fence`` counts claims: only the newest may commit."""

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="judging_lease")
    fence = models.PositiveBigIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True, help_text="somebody is at work until then")

    def __str__(self) -> str:
        return f"of {self.interview_id}, fence {self.fence}"


class Reanswer(models.Model):
    """A question answered again after the interview. Append-only: what is filled in later, once, is the judgement."""

    slot = models.ForeignKey(InterviewQuestion, on_delete=models.CASCADE, related_name="reanswers")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    content = models.TextField()
    kind = models.CharField(max_length=16, choices=MessageKind, default=MessageKind.TEXT)
    language = models.CharField(max_length=20, blank=True)
    result = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, blank=True)
    model = models.CharField(max_length=200, blank=True)
    prompt_version = models.CharField(max_length=80, blank=True)
    rubric_version = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="reanswer_number_unique", fields=["slot", "number"]),
            models.UniqueConstraint(name="reanswer_key_unique", fields=["slot", "key"]),
            models.CheckConstraint(name="reanswer_number_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(name="reanswer_not_empty", condition=~Q(content="")),
            models.CheckConstraint(
                name="reanswer_within_8000_characters", condition=LessThanOrEqual(Length("content"), MAX_CHARACTERS)
            ),
            models.CheckConstraint(name="reanswer_kind_known", condition=Q(kind__in=CANDIDATE_KINDS)),
            models.CheckConstraint(
                name="reanswer_judged_exactly_when_sourced",
                condition=Q(result__isnull=True, source="", rubric_version="")
                | Q(result__isnull=False, source__in=Source.values) & ~Q(rubric_version=""),
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} at {self.slot_id}"


class AgreementReport(models.Model):
    """How well a scorer agreed with human raters when it was last measured. ``model`` is empty for the share of the reference's words."""

    created_at = models.DateTimeField(auto_now_add=True)
    model = models.CharField(max_length=200, blank=True)
    prompt_version = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=200)
    answers = models.PositiveIntegerField()
    figures = models.JSONField(help_text="one entry a comparison, as ``agreement.Agreement``")

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(name="agreement_of_model", fields=["model", "-created_at"])]
        constraints = [models.CheckConstraint(name="agreement_of_answers", condition=Q(answers__gte=1))]

    def __str__(self) -> str:
        return f"{self.model or 'word share'}, {self.answers} answers"
