"""What the model may cost: a reservation before each call, the truth after it. A day is a day in UTC.

Both run inside the caller's transaction, after the interview's lock, the user's row before the installation's. Where no
limit allows a call, the offline interviewer leads; nobody is ever kept waiting for money.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from accounts.models import BudgetDay, UsageDay

CENT_OF_A_CENT = Decimal("0.000001")
PER_MILLION = Decimal(1_000_000)


def price_of(*, tokens_in: int, tokens_out: int) -> Decimal:
    """US dollars, rounded up to a millionth."""
    cost = (
        tokens_in * settings.LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS
        + tokens_out * settings.LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS
    ) / PER_MILLION
    return cost.quantize(CENT_OF_A_CENT, rounding=ROUND_UP)


def reserve_calls(user_id: int, *, now: datetime, estimate: Decimal, calls: int = 1) -> bool:
    """Count calls of the user's day and set their money aside, if the user's and the installation's limits allow all of them.

    ``estimate`` is in US dollars for all of them together.
    """
    today = now.astimezone(UTC).date()
    mine = UsageDay.objects.filter(user_id=user_id, day=today)
    room = _room_for_user(estimate, calls)
    if not _add(mine, room, llm_calls=calls, cost=estimate):
        UsageDay.objects.bulk_create([UsageDay(user_id=user_id, day=today)], ignore_conflicts=True)
        if not _add(mine, room, llm_calls=calls, cost=estimate):
            return False
    if not settings.LLM_DAY_BUDGET_USD:
        return True
    everybody = BudgetDay.objects.filter(day=today)
    BudgetDay.objects.bulk_create([BudgetDay(day=today)], ignore_conflicts=True)
    if _add(everybody, Q(cost__lte=settings.LLM_DAY_BUDGET_USD - estimate), cost=estimate):
        return True
    _add(mine, Q(), llm_calls=-calls, cost=-estimate)
    return False


def settle_calls(
    user_id: int, *, day: date, reserved: Decimal, cost: Decimal, tokens: int, more_calls: int = 0
) -> None:
    """Put what was really spent in the place of what was set aside; ``more_calls`` were made beyond the reserved one."""
    mine = UsageDay.objects.filter(user_id=user_id, day=day)
    _add(mine, Q(), llm_calls=more_calls, cost=cost - reserved, tokens=tokens)
    if settings.LLM_DAY_BUDGET_USD and cost != reserved:
        _add(BudgetDay.objects.filter(day=day), Q(), cost=cost - reserved)


def _room_for_user(estimate: Decimal, calls: int) -> Q:
    room = Q()
    if settings.LLM_USER_DAY_CALLS:
        room &= Q(llm_calls__lte=settings.LLM_USER_DAY_CALLS - calls)
    if settings.LLM_USER_DAY_BUDGET_USD:
        room &= Q(cost__lte=settings.LLM_USER_DAY_BUDGET_USD - estimate)
    return room


def _add(rows: QuerySet[Any], condition: Q, **amounts: Decimal | int) -> bool:
    """Compare and add in one statement, so that two callers can't both take the last of it."""
    return rows.filter(condition).update(**{name: F(name) + amount for name, amount in amounts.items()}) > 0


# ------------------------------------------------------------------ what is left


@dataclass(frozen=True, slots=True)
class Budget:
    """One allowance of a day: ``limit`` None means none. ``name`` is interviews, model_calls, money or everybodys_money."""

    name: str
    used: Decimal
    limit: Decimal | None
    resets_at: datetime

    @property
    def is_spent(self) -> bool:
        return self.limit is not None and self.used >= self.limit

    @property
    def left(self) -> Decimal | None:
        return None if self.limit is None else max(self.limit - self.used, Decimal(0))


def budgets_of(user_id: int, *, now: datetime) -> tuple[Budget, ...]:
    """What a user has used today, and of which limits."""
    today = now.astimezone(UTC).date()
    resets_at = datetime.combine(today + timedelta(days=1), time(), UTC)
    row = UsageDay.objects.filter(user_id=user_id, day=today).first() or UsageDay(user_id=user_id, day=today)
    used = [
        ("interviews", Decimal(row.interviews), None),
        ("model_calls", Decimal(row.llm_calls), Decimal(settings.LLM_USER_DAY_CALLS) or None),
        ("money", Decimal(row.cost), settings.LLM_USER_DAY_BUDGET_USD or None),
    ]
    if settings.LLM_DAY_BUDGET_USD:
        used.append(("everybodys_money", spent_by_everybody(today), settings.LLM_DAY_BUDGET_USD))
    return tuple(Budget(name, amount, limit, resets_at) for name, amount, limit in used)


def spent_by_everybody(day: date) -> Decimal:
    """US dollars of the whole installation's budget that a day has used."""
    found = BudgetDay.objects.filter(day=day).values_list("cost", flat=True).first()
    return Decimal(found or 0)


def is_installation_budget_spent(*, now: datetime) -> bool:
    """Whether the model is left alone until midnight (UTC), for everybody."""
    limit = settings.LLM_DAY_BUDGET_USD
    return bool(limit) and spent_by_everybody(now.astimezone(UTC).date()) >= limit
