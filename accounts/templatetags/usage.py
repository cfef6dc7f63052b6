"""Template filters for budgets: what they are called, and how much of them is used."""

from django import template

from accounts.budgets import Budget

register = template.Library()

NAMES = {
    "interviews": "Interviews started",
    "turns": "Messages sent",
    "model_calls": "Calls to the model",
    "tokens": "Tokens of the model",
    "money": "Money for the model",
    "dictated_seconds": "Seconds dictated",
    "spoken_characters": "Characters spoken by the server",
    "everybodys_money": "Money of the whole installation",
}


@register.filter
def budget_name(name: str) -> str:
    return NAMES[name]


@register.filter
def with_commas(number: int) -> str:
    return f"{number:,}"


@register.filter
def used_of(budget: Budget) -> str:
    """``3``, ``3 of 600, 597 left``, ``$0.12 of $1.00, $0.88 left``; anything spent at all is never shown as nothing."""
    used = _amount(budget, budget.used)
    if budget.limit is None:
        return used
    return f"{used} of {_amount(budget, budget.limit)}, {_amount(budget, budget.left)} left"


def _amount(budget: Budget, amount: object) -> str:
    if "money" not in budget.name:
        return f"{amount:,}"
    return f"${amount:,.4f}" if 0 < float(str(amount)) < 1 else f"${amount:,.2f}"
