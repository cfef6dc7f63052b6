"""The candidate's account."""

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


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

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="usage_day_not_negative",
                condition=Q(interviews__gte=0, turns__gte=0, llm_calls__gte=0, tokens__gte=0, cost__gte=0),
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
