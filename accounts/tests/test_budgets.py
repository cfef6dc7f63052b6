"""What a day allows: never an interview, a turn or a call more than the limits say, whoever asks at the same moment."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.budgets import (
    BudgetSpent,
    ModelUse,
    budgets_of,
    count_interview,
    count_left,
    count_turn,
    price_of,
    reserve_calls,
    settle_calls,
)
from accounts.models import BudgetDay, UsageDay
from interviewprep import environment
from interviewprep.testing.factories import make_user
from interviewprep.testing.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
TODAY = NOW.date()
DIME = Decimal("0.10")
CALL = ModelUse(calls=1, tokens=9_000, cost=DIME)
COUNTS = {"interviews": (count_interview, "USER_DAY_INTERVIEWS"), "turns": (count_turn, "USER_DAY_TURNS")}


def reserve(user_id, *, now=NOW):
    with transaction.atomic(durable=True):
        return reserve_calls(user_id, now=now, estimate=CALL)


def count(what, user_id, *, now=NOW):
    with transaction.atomic(durable=True):
        return COUNTS[what][0](user_id, now=now)


def at_once(take, user_ids):
    """As many threads as ids, all at the same moment. Returns how many were granted."""
    return sum(race(*[partial(take, user_id) for user_id in user_ids]))


def in_processes(take, *, processes=4, times=10):
    """Each of some processes takes so many times. Returns how many were granted."""
    connection.close()
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            code = 255
            try:
                code = sum(take() for _ in range(times))
            finally:
                os._exit(code)
        children.append(child)
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


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
        environment.dollars("LLM_DAY_BUDGET_USD")


def test_without_limits_every_call_is_granted_and_counted(user, settings):
    settings.LLM_USER_DAY_CALLS = 0
    assert [reserve(user.pk) for _ in range(3)] == [True] * 3
    assert used(user) == (3, Decimal("0.30"), 27_000)
    assert BudgetDay.objects.count() == 0


@pytest.mark.parametrize("what", COUNTS)
def test_a_day_allows_exactly_its_interviews_and_turns_to_32_threads(user, settings, what):
    setattr(settings, COUNTS[what][1], 10)
    assert at_once(partial(count, what), [user.pk] * 32) == 10
    assert list(UsageDay.objects.values_list("user", "day", what)) == [(user.pk, TODAY, 10)]


@pytest.mark.parametrize("what", COUNTS)
def test_a_day_allows_exactly_its_interviews_and_turns_to_four_processes(user, settings, what):
    setattr(settings, COUNTS[what][1], 25)
    assert in_processes(partial(count, what, user.pk)) == 25
    assert UsageDay.objects.values_list(what, flat=True).get() == 25


@pytest.mark.parametrize("what", COUNTS)
def test_without_a_limit_interviews_and_turns_are_counted_all_the_same(user, settings, what):
    setattr(settings, COUNTS[what][1], 0)
    assert [count(what, user.pk) for _ in range(3)] == [True] * 3
    assert (UsageDay.objects.values_list(what, flat=True).get(), count_left(user.pk, what, now=NOW)) == (3, None)


@pytest.mark.parametrize("what", COUNTS)
def test_what_is_left_is_counted_down_and_is_whole_again_after_midnight(user, settings, what):
    setattr(settings, COUNTS[what][1], 2)
    left = []
    for _ in range(3):
        left.append(count_left(user.pk, what, now=NOW))
        count(what, user.pk)
    tomorrow = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert (left, count_left(user.pk, what, now=tomorrow), count(what, user.pk, now=tomorrow)) == ([2, 1, 0], 2, True)


@pytest.mark.parametrize(
    ("what", "limit", "now", "told", "seconds"),
    [
        ("interviews", 50, "21:00", "started 50 interviews today, as many as this installation allows. The next day begins at midnight UTC, in 3 hours.", 10_800),
        ("interviews", 1, "00:00", "started 1 interview today, as many as this installation allows. The next day begins at midnight UTC, in 24 hours.", 86_400),
        ("turns", 2_000, "23:59:59.5", "sent 2,000 messages today, as many as this installation allows. The next day begins at midnight UTC, in 1 second.", 1),
    ],
)  # fmt: skip
def test_who_has_none_left_is_told_how_many_there_were_and_when_the_next_day_begins(
    settings, what, limit, now, told, seconds
):
    setattr(settings, COUNTS[what][1], limit)
    refused = BudgetSpent.of(what, now=datetime.fromisoformat(f"2026-03-01T{now}+00:00"))
    assert (refused.status, refused.code, refused.detail) == (429, "budget_spent", f"You have {told}")
    assert refused.retry_after == seconds


@pytest.mark.parametrize("value", ["-1", "many", "1.5", "1e3", "9" * 13])
def test_a_count_that_is_none_is_refused_at_the_start(monkeypatch, value):
    monkeypatch.setenv("USER_DAY_TURNS", value)
    with pytest.raises(ImproperlyConfigured, match=f"USER_DAY_TURNS={value}: write a whole number"):
        environment.count("USER_DAY_TURNS", 2_000)


def test_a_user_is_granted_exactly_the_calls_of_a_day_by_32_threads(user, settings):
    settings.LLM_USER_DAY_CALLS = 10
    assert at_once(reserve, [user.pk] * 32) == 10
    assert used(user)[0] == 10


def test_a_user_is_granted_exactly_the_money_of_a_day_by_32_threads(user, settings):
    settings.LLM_USER_DAY_BUDGET_USD = Decimal("0.75")
    assert at_once(reserve, [user.pk] * 32) == 7
    assert used(user)[:2] == (7, Decimal("0.70"))


def test_a_user_is_granted_exactly_the_tokens_of_a_day_by_32_threads_and_by_processes(user, settings):
    settings.LLM_USER_DAY_CALLS, settings.USER_DAY_TOKENS = 0, 9_000 * 8 + 8_999
    assert at_once(reserve, [user.pk] * 32) == 8
    assert used(user) == (8, Decimal("0.80"), 72_000)
    settings.USER_DAY_TOKENS += 9_000 * 5
    assert in_processes(partial(reserve, user.pk)) == 5


def test_all_users_together_are_granted_exactly_the_installation_s_money(settings):
    settings.LLM_DAY_BUDGET_USD = Decimal("1.05")
    users = [make_user() for _ in range(8)]
    assert at_once(reserve, [user.pk for user in users for _ in range(4)]) == 10
    assert BudgetDay.objects.get(day=TODAY).cost == Decimal("1.00")
    totals = [sum(column) for column in zip(*UsageDay.objects.values_list("llm_calls", "cost", "tokens"), strict=True)]
    assert totals == [10, Decimal("1.00"), 90_000]


def test_the_truth_takes_the_place_of_what_was_set_aside(user, settings):
    settings.LLM_DAY_BUDGET_USD = Decimal(1)
    reserve(user.pk)
    settle_calls(user.pk, day=TODAY, reserved=CALL, used=ModelUse(2, 700, Decimal("0.02")))
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
    settings.USER_DAY_INTERVIEWS, settings.USER_DAY_TURNS, settings.USER_DAY_TOKENS = 1, 3, 0
    reserve(user.pk)
    count("interviews", user.pk)
    count("turns", user.pk)
    told = {b.name: (b.used, b.limit, b.left, b.is_spent) for b in budgets_of(user.pk, now=NOW)}
    assert told == {
        "interviews": (1, 1, 0, True),
        "turns": (1, 3, 2, False),
        "model_calls": (1, 2, 1, False),
        "tokens": (9_000, None, None, False),
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
    settings.USER_DAY_TOKENS, settings.INTERVIEW_TURNS, settings.INTERVIEW_TOKENS = 50_000, 1_200, 0
    for owner, calls in ((user, 3), (make_user(), 5)):
        for _ in range(calls):
            with transaction.atomic(durable=True):
                reserve_calls(owner.pk, now=datetime.now(UTC), estimate=CALL)
    browser, program = clients_of(user)
    page = browser.get(reverse("accounts:usage")).content.decode()
    answer = program.get("/api/v1/me/usage/").json()
    told = {row["name"]: row for row in answer["budgets"]}
    assert "3 of 600, 597 left" in page
    assert "27,000 of 50,000, 23,000 left" in page
    assert "$0.3000 of $1.00, $0.7000 left" in page
    assert "Each interview takes up to 1,200 messages" in page
    assert "In each interview the model may use" not in page
    assert answer["each_interview"] == {"turns": 1_200, "tokens": None}
    assert (told["model_calls"]["used"], told["model_calls"]["limit"], told["model_calls"]["left"]) == (3, 600, 597)
    assert (told["money"]["used"], told["money"]["left"]) == ("0.300000", "0.700000")
    assert told["money"]["resets_at"].endswith("T00:00:00Z")


def test_nobody_reads_usage_without_signing_in():
    browser, program = clients_of(None)
    assert browser.get(reverse("accounts:usage")).status_code == 302
    assert program.get("/api/v1/me/usage/").status_code == 401
