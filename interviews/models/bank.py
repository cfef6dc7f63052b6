"""The question bank as rows. The loader and the admin write it."""

import random

from django.db import models
from django.db.models import Q

from interviews.enums import Difficulty, Kind, QuestionState

SHUFFLE_KEYS = 2**31


def draw_shuffle_key() -> int:
    """Where a question stands in the shuffled order of its track."""
    return random.randrange(SHUFFLE_KEYS)  # noqa: S311 - variety, not secrecy


def known_values(name: str, field: str, values: list[str]) -> models.CheckConstraint:
    """The database takes only the words of a closed set."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": values}))


class Question(models.Model):
    """One question of the bank. ``loaded_hash`` is the file entry it came from; empty when a curator wrote it."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=90)
    kind = models.CharField(max_length=16, choices=Kind)
    difficulty = models.CharField(max_length=8, choices=Difficulty)
    companies = models.JSONField(default=list, blank=True, help_text="ids of the company styles it suits best")
    tags = models.JSONField(default=list, blank=True)
    prompt = models.TextField()
    clarifications = models.JSONField(default=list, blank=True, help_text='[{"ask": ["stem", …], "say": "fact"}, …]')
    red_flags = models.JSONField(default=list, blank=True)
    model_answer = models.TextField(help_text="shown only after an interview")
    cases = models.JSONField(null=True, blank=True, help_text="what a coding answer is run with (``CasesEntry``)")
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.DRAFT)
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            known_values("question_kind_known", "kind", Kind.values),
            known_values("question_difficulty_known", "difficulty", Difficulty.values),
            known_values("question_state_known", "state", QuestionState.values),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionTrack(models.Model):
    """A question's place in a track where it may be asked: in which cell, and where in its shuffled order.

    ``kind`` and ``difficulty`` are the question's own. An index can't reach into another table, and without one a rare
    cell is searched question by question; ``interviews.bank.placing`` keeps them, ``check_integrity`` looks after it.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="tracks")
    track = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=Kind, editable=False)
    difficulty = models.CharField(max_length=8, choices=Difficulty, editable=False)
    shuffle_key = models.PositiveIntegerField(default=draw_shuffle_key, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="question_track_once", fields=["question", "track"])]
        indexes = [
            # Covering: a cell is walked in its shuffled order without a look at the table; one of several kinds, or of one.
            models.Index(name="question_track_cell", fields=["track", "difficulty", "shuffle_key", "kind", "question"]),
            models.Index(name="question_track_kind", fields=["track", "difficulty", "kind", "shuffle_key", "question"]),
        ]

    def __str__(self) -> str:
        return self.track


class KeyPoint(models.Model):
    """Something a good answer to its question contains."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="key_points")
    order = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=60)
    text = models.TextField()
    competency = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField(default=1)
    cues = models.JSONField(default=list, help_text="words and phrases people use for it")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="key_point_order_unique", fields=["question", "order"]),
            models.UniqueConstraint(name="key_point_slug_unique", fields=["question", "slug"]),
            models.CheckConstraint(name="key_point_weight_1_to_3", condition=Q(weight__gte=1, weight__lte=3)),
        ]

    def __str__(self) -> str:
        return self.name


class FollowUp(models.Model):
    """A planned second question, asked when the key point it aims at is missing."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="follow_ups")
    order = models.PositiveSmallIntegerField()
    aims_at = models.SlugField(max_length=80, help_text="slug of a key point of this question")
    text = models.TextField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="follow_up_order_unique", fields=["question", "order"])]

    def __str__(self) -> str:
        return self.text


class Hint(models.Model):
    """Help in three steps: 1 turns the head, 2 names the idea, 3 starts the work."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="hints")
    level = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(name="hint_level_unique", fields=["question", "level"]),
            models.CheckConstraint(name="hint_level_1_to_3", condition=Q(level__gte=1, level__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.text}"
