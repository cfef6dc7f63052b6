"""What a day (in UTC) allows: a user's interviews and turns, and what the model may cost, each user and all together.

Every count is one conditional UPDATE in the caller's transaction, after the interview's lock, the user's row before the
installation's. Where no interview or turn is left it is refused until midnight. Where no call to the model is left, the offline
interviewer leads: calls are set aside before they are made, and the truth takes their place after.
"""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from accounts.models import BudgetDay, UsageDay
from interviewprep.errors import DomainError
from interviewprep.limits import in_words
from interviewprep.speech import BROWSER, listener, reader

CENT_OF_A_CENT = Decimal("0.000001")
PER_MILLION = Decimal(1_000_000)
# What of a user's day is limited by which setting, where 0 is no limit. Budgets are told in this order.
LIMITS = {
    "interviews": "USER_DAY_INTERVIEWS",
    "turns": "USER_DAY_TURNS",
    "llm_calls": "LLM_USER_DAY_CALLS",
    "tokens": "USER_DAY_TOKENS",
    "cost": "LLM_USER_DAY_BUDGET_USD",
    "dictated_seconds": "USER_DAY_DICTATED_SECONDS",
    "spoken_characters": "USER_DAY_SPOKEN_CHARACTERS",
}


# ------------------------------------------------------------------ interviews and turns


class BudgetSpent(DomainError):
    """You have used all that this installation allows in a day. The next day begins at midnight UTC."""

    status = 429

    @classmethod
    def of(cls, what: str, *, now: datetime) -> "BudgetSpent":
        """With the limit on ``what``, and when the next day begins, in words and as a number."""
        limit: int = getattr(settings, LIMITS[what])
        told = TOLD[what].format(n=f"{limit:,}", s="s" * (limit != 1), time=in_words(limit))
        return cls(f"{told} {tell_next_day(now)}", retry_after=_seconds_left(now))


TOLD = {
    "interviews": "You have started {n} interview{s} today, as many as this installation allows.",
    "turns": "You have sent {n} message{s} today, as many as this installation allows.",
    "dictated_seconds": "With this recording you would have dictated for more than the {time} that this installation allows in a day.",
    "spoken_characters": "With this message you would have had more than the {n} character{s} spoken that this installation allows in a day.",
}


def tell_next_day(now: datetime) -> str:
    return f"The next day begins at midnight UTC, in {in_words(_seconds_left(now))}."


def count_interview(user_id: int, *, now: datetime) -> bool:
    """Add an interview to the user's day, if it allows one more. Runs first in the transaction that creates it."""
    return _take(user_id, _day_of(now), interviews=1)


def count_turn(user_id: int, *, now: datetime) -> bool:
    """Add a turn to the user's day, if it allows one more. Runs in the claim, once for each message."""
    return _take(user_id, _day_of(now), turns=1)


def count_speech(user_id: int, what: str, amount: int, *, now: datetime) -> bool:
    """Add dictated seconds or spoken characters to the user's day, if it allows so much more. Runs before anybody is sent them."""
    return _take(user_id, _day_of(now), **{what: amount})


def return_speech(user_id: int, what: str, amount: int, *, now: datetime) -> None:
    """Give back what was counted at that moment: nobody listened, or spoke."""
    _add(UsageDay.objects.filter(user_id=user_id, day=_day_of(now)), Q(), **{what: -amount})


# ------------------------------------------------------------------ calls to the model


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What some calls to the model use together: tokens in and out, and US dollars."""

    calls: int
    tokens: int
    cost: Decimal


def price_of(*, tokens_in: int, tokens_out: int) -> Decimal:
    """US dollars, rounded up to a millionth."""
    cost = (
        tokens_in * settings.LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS
        + tokens_out * settings.LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS
    ) / PER_MILLION
    return cost.quantize(CENT_OF_A_CENT, rounding=ROUND_UP)


def reserve_calls(user_id: int, *, now: datetime, estimate: ModelUse) -> bool:
    """Set calls aside, tokens and money with them, if the user's and the installation's limits allow all of them."""
    today = _day_of(now)
    if not _take(user_id, today, llm_calls=estimate.calls, tokens=estimate.tokens, cost=estimate.cost):
        return False
    if not settings.LLM_DAY_BUDGET_USD:
        return True
    everybody = BudgetDay.objects.filter(day=today)
    BudgetDay.objects.bulk_create([BudgetDay(day=today)], ignore_conflicts=True)
    if _add(everybody, Q(cost__lte=settings.LLM_DAY_BUDGET_USD - estimate.cost), cost=estimate.cost):
        return True
    mine = UsageDay.objects.filter(user_id=user_id, day=today)
    _add(mine, Q(), llm_calls=-estimate.calls, tokens=-estimate.tokens, cost=-estimate.cost)
    return False


def settle_calls(user_id: int, *, day: date, reserved: ModelUse, used: ModelUse) -> None:
    """Put what was really used in the place of what was set aside on that day."""
    cost = used.cost - reserved.cost
    mine = UsageDay.objects.filter(user_id=user_id, day=day)
    _add(mine, Q(), llm_calls=used.calls - reserved.calls, tokens=used.tokens - reserved.tokens, cost=cost)
    if settings.LLM_DAY_BUDGET_USD and cost:
        _add(BudgetDay.objects.filter(day=day), Q(), cost=cost)


# ------------------------------------------------------------------ counting


def _take(user_id: int, day: date, **amounts: Decimal | int) -> bool:
    """Add to the user's day, which begins with its first use, where every limit leaves room for it."""
    room = Q()
    for column, amount in amounts.items():
        if limit := getattr(settings, LIMITS[column]):
            room &= Q(**{f"{column}__lte": limit - amount})
    mine = UsageDay.objects.filter(user_id=user_id, day=day)
    if _add(mine, room, **amounts):
        return True
    UsageDay.objects.bulk_create([UsageDay(user_id=user_id, day=day)], ignore_conflicts=True)
    return _add(mine, room, **amounts)


def _add(rows: QuerySet[Any], condition: Q, **amounts: Decimal | int) -> bool:
    """Compare and add in one statement, so that two callers can't both take the last of it."""
    return rows.filter(condition).update(**{name: F(name) + amount for name, amount in amounts.items()}) > 0


def _day_of(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _end_of_day(now: datetime) -> datetime:
    return datetime.combine(_day_of(now) + timedelta(days=1), time(), UTC)


def _seconds_left(now: datetime) -> int:
    """Until midnight UTC, rounded up: whoever waits so long meets a new day."""
    return math.ceil((_end_of_day(now) - now).total_seconds())


# ------------------------------------------------------------------ what is left


@dataclass(frozen=True, slots=True)
class Budget:
    """One allowance of a day: ``limit`` None means none.

    ``name`` is interviews, turns, model_calls, tokens, money, dictated_seconds (where a server listens), spoken_characters (where one
    speaks) or everybodys_money.
    """

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


NAMES = {"llm_calls": "model_calls", "cost": "money"}  # where a budget is not called as its column is


def budgets_of(user_id: int, *, now: datetime) -> tuple[Budget, ...]:
    """What a user has used today, and of which limits."""
    today, resets_at = _day_of(now), _end_of_day(now)
    row = UsageDay.objects.filter(user_id=user_id, day=today).first() or UsageDay(user_id=user_id, day=today)
    served = {"dictated_seconds": listener(), "spoken_characters": reader()}
    mine = [
        (NAMES.get(column, column), Decimal(getattr(row, column)), Decimal(getattr(settings, setting)) or None)
        for column, setting in LIMITS.items()
        if column not in served or served[column] != BROWSER
    ]
    if settings.LLM_DAY_BUDGET_USD:
        mine.append(("everybodys_money", spent_by_everybody(today), settings.LLM_DAY_BUDGET_USD))
    return tuple(Budget(name, used, limit, resets_at) for name, used, limit in mine)


def count_left(user_id: int, what: str, *, now: datetime) -> int | None:
    """How many interviews or turns the user's day still allows; None without a limit."""
    limit: int = getattr(settings, LIMITS[what])
    if not limit:
        return None
    used = UsageDay.objects.filter(user_id=user_id, day=_day_of(now)).values_list(what, flat=True).first()
    return max(limit - (used or 0), 0)


def limits_of_an_interview() -> dict[str, int | None]:
    """What each interview may take by itself, whatever the day: turns, and tokens of the model for its interviewer."""
    return {"turns": settings.INTERVIEW_TURNS or None, "tokens": settings.INTERVIEW_TOKENS or None}


def spent_by_everybody(day: date) -> Decimal:
    """US dollars of the whole installation's budget that a day has used."""
    found = BudgetDay.objects.filter(day=day).values_list("cost", flat=True).first()
    return Decimal(found or 0)


def is_installation_budget_spent(*, now: datetime) -> bool:
    """Whether the model is left alone until midnight (UTC), for everybody."""
    limit = settings.LLM_DAY_BUDGET_USD
    return bool(limit) and spent_by_everybody(_day_of(now)) >= limit
