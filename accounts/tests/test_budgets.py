"""What the model may cost: never a call more than the limits allow, whoever asks at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import repeat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.budgets import budgets_of, price_of, reserve_calls, settle_calls
from accounts.models import BudgetDay, UsageDay
from interviewprep import settings as project_settings
from interviewprep.testing.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
TODAY = NOW.date()
DIME = Decimal("0.10")


def reserve(user_id, *, estimate=DIME, now=NOW):
    with transaction.atomic(durable=True):
        return reserve_calls(user_id, now=now, estimate=estimate)


def reserve_at_once(user_ids):
    """As many threads as ids, all at the same moment. Returns how many were granted."""
    barrier = threading.Barrier(len(user_ids), timeout=20)

    def take(user_id):
        try:
            barrier.wait()
            return reserve(user_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(user_ids)) as threads:
        return sum(threads.map(take, user_ids))


def used(user):
    return UsageDay.objects.values_list("llm_calls", "cost", "tokens").get(user=user, day=TODAY)


def test_a_price_is_rounded_up_to_a_millionth_of_a_dollar(settings):
    settings.LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS = Decimal("0.15")
    settings.LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS = Decimal("0.6")
    assert price_of(tokens_in=1_000_000, tokens_out=1_000_000) == Decimal("0.75")
    assert price_of(tokens_in=1, tokens_out=0) == Decimal("0.000001")
    assert price_of(tokens_in=0, tokens_out=0) == 0


@pytest.mark.parametrize("value", ["-1", "a lot", "NaN", "1e999", "1,50"])
def test_an_amount_that_is_none_is_refused_at_the_start(monkeypatch, value):
    monkeypatch.setenv("LLM_DAY_BUDGET_USD", value)
    with pytest.raises(ImproperlyConfigured, match="LLM_DAY_BUDGET_USD is not an amount"):
        project_settings._dollars("LLM_DAY_BUDGET_USD")


def test_without_limits_every_call_is_granted_and_counted(user, settings):
    settings.LLM_USER_DAY_CALLS = 0
    assert [reserve(user.pk) for _ in range(3)] == [True] * 3
    assert used(user) == (3, Decimal("0.30"), 0)
    assert BudgetDay.objects.count() == 0


def test_a_user_is_granted_exactly_the_calls_of_a_day_by_32_threads(user, settings):
    settings.LLM_USER_DAY_CALLS = 10
    assert reserve_at_once(list(repeat(user.pk, 32))) == 10
    assert used(user)[0] == 10


def test_a_user_is_granted_exactly_the_money_of_a_day_by_32_threads(user, settings):
    settings.LLM_USER_DAY_BUDGET_USD = Decimal("0.75")
    assert reserve_at_once(list(repeat(user.pk, 32))) == 7
    assert used(user)[:2] == (7, Decimal("0.70"))


def test_all_users_together_are_granted_exactly_the_installation_s_money(settings):
    settings.LLM_DAY_BUDGET_USD = Decimal("1.05")
    users = [make_user() for _ in range(8)]
    assert reserve_at_once([user.pk for user in users for _ in range(4)]) == 10
    assert BudgetDay.objects.get(day=TODAY).cost == Decimal("1.00")
    rows = UsageDay.objects.values_list("llm_calls", "cost")
    assert (sum(calls for calls, _ in rows), sum(cost for _, cost in rows)) == (10, Decimal("1.00"))


def test_the_truth_takes_the_place_of_what_was_set_aside(user, settings):
    settings.LLM_DAY_BUDGET_USD = Decimal(1)
    reserve(user.pk)
    settle_calls(user.pk, day=TODAY, reserved=DIME, cost=Decimal("0.02"), tokens=700, more_calls=1)
    assert used(user) == (2, Decimal("0.02"), 700)
    assert BudgetDay.objects.get().cost == Decimal("0.02")


def test_a_new_day_begins_at_midnight_utc(user, settings):
    settings.LLM_USER_DAY_CALLS = 1
    assert reserve(user.pk)
    assert not reserve(user.pk)
    assert reserve(user.pk, now=datetime(2026, 3, 2, 0, 0, tzinfo=UTC))
    assert {row.day for row in UsageDay.objects.all()} == {date(2026, 3, 1), date(2026, 3, 2)}


def test_one_user_s_budget_is_nobody_else_s(user, settings):
    settings.LLM_USER_DAY_CALLS = 1
    assert reserve(user.pk)
    assert reserve(make_user().pk)


def test_what_is_left_is_told_with_its_limit_and_its_end(user, settings):
    settings.LLM_USER_DAY_CALLS, settings.LLM_DAY_BUDGET_USD = 2, Decimal("0.15")
    reserve(user.pk)
    told = {b.name: (b.used, b.limit, b.left, b.is_spent) for b in budgets_of(user.pk, now=NOW)}
    assert told == {
        "interviews": (0, None, None, False),
        "model_calls": (1, 2, 1, False),
        "money": (DIME, None, None, False),
        "everybodys_money": (DIME, Decimal("0.15"), Decimal("0.05"), False),
    }
    assert {b.resets_at for b in budgets_of(user.pk, now=NOW)} == {datetime(2026, 3, 2, tzinfo=UTC)}


# ------------------------------------------------------------------ shown on a page and told by the API


def clients_of(user):
    browser, program = Client(), APIClient()
    if user:
        browser.force_login(user)
        program.force_authenticate(user)
    return browser, program


def test_a_candidate_reads_their_own_usage_and_nobody_else_s(user, settings):
    settings.LLM_USER_DAY_CALLS, settings.LLM_USER_DAY_BUDGET_USD = 600, Decimal(1)
    for owner, calls in ((user, 3), (make_user(), 5)):
        for _ in range(calls):
            with transaction.atomic(durable=True):
                reserve_calls(owner.pk, now=datetime.now(UTC), estimate=DIME)
    browser, program = clients_of(user)
    page = browser.get(reverse("accounts:usage")).content.decode()
    told = {row["name"]: row for row in program.get("/api/v1/me/usage/").json()["budgets"]}
    assert "3 of 600" in page
    assert "$0.3000 of $1.00" in page
    assert (told["model_calls"]["used"], told["model_calls"]["limit"], told["model_calls"]["left"]) == (3, 600, 597)
    assert (told["money"]["used"], told["money"]["left"]) == ("0.300000", "0.700000")
    assert told["money"]["resets_at"].endswith("T00:00:00Z")


def test_nobody_reads_usage_without_signing_in():
    browser, program = clients_of(None)
    assert browser.get(reverse("accounts:usage")).status_code == 302
    assert program.get("/api/v1/me/usage/").status_code == 401
