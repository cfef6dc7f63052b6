"""What stands around the model's calls: budgets that lead offline, the state on every page, the report, forgetting."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import BudgetDay, UsageDay
from interviewprep.llm import LLMError
from interviewprep.testing.factories import make_bank, make_interview, new_key, reach_question, say
from interviewprep.testing.staff import sign_in
from interviews.enums import TurnOutcome
from interviews.model_interviewer import ModelInterviewer
from interviews.models import LLMCall, Turn
from interviews.tests.desk import count_queries, make_curator, make_superuser
from interviews.tests.models import Model, as_interviewer, honest

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "I would put a second counter at each door for a week, and then compare the sums of both by the hour."
REPORT = "/admin/interviews/llmcall/report/"


@pytest.fixture
def interview(user):
    make_bank()
    return reach_question(make_interview(user))


@pytest.fixture
def _configured(settings):
    settings.LLM_BASE_URL, settings.LLM_MODEL = "https://models.example/v1", "steady-1"
    settings.LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS = settings.LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS = Decimal(100)


def add_calls(interview, *outcomes, age=timedelta(0), **fields):
    turn = interview.turns.first()
    for outcome in outcomes:
        call = LLMCall.objects.create(
            turn=turn, fence=1, purpose="interviewer_reply", outcome=outcome, model_asked="steady-1", **fields
        )
        LLMCall.objects.filter(pk=call.pk).update(created_at=timezone.now() - age)


# ------------------------------------------------------------------ money


@pytest.mark.usefixtures("_configured")
def test_a_call_costs_what_its_tokens_cost(interview):
    say(interview, LONG, interviewer=as_interviewer(honest))
    call, day = LLMCall.objects.get(), UsageDay.objects.get()
    assert call.parse_flags == ["tokens_estimated"]
    assert call.cost == Decimal(call.tokens_in + call.tokens_out) / 10_000
    assert (day.llm_calls, day.tokens, day.cost) == (1, call.tokens_in + call.tokens_out, call.cost)


@pytest.mark.usefixtures("_configured")
def test_a_call_that_was_asked_for_again_is_paid_twice(interview):
    model = Model(lambda prompt: "No object." if len(model.prompts) == 1 else honest(prompt))
    say(interview, LONG, interviewer=ModelInterviewer(model, budget_seconds=30))
    first, second = LLMCall.objects.order_by("pk")
    day = UsageDay.objects.get()
    assert first.cost > 0
    assert (day.llm_calls, day.cost) == (2, first.cost + second.cost)


@pytest.mark.usefixtures("_configured")
def test_a_call_that_was_never_sent_costs_nothing(interview):
    say(interview, LONG, interviewer=as_interviewer(lambda _: LLMError("breaker_open", retryable=True)))
    assert (LLMCall.objects.get().cost, UsageDay.objects.get().cost) == (0, 0)


BUDGETS = {
    "LLM_USER_DAY_CALLS": 1,
    "LLM_USER_DAY_BUDGET_USD": Decimal("0.94"),
    "LLM_DAY_BUDGET_USD": Decimal("0.94"),
    "USER_DAY_TOKENS": 9_400,
    "INTERVIEW_TOKENS": 9_400,
}


@pytest.mark.parametrize("limit", BUDGETS)
@pytest.mark.usefixtures("_configured")
def test_when_a_budget_is_spent_the_offline_interviewer_leads_and_nobody_is_blocked(interview, settings, limit):
    setattr(settings, limit, BUDGETS[limit])
    model = Model(honest)
    results = [say(interview, f"{LONG} {n}", interviewer=ModelInterviewer(model, budget_seconds=30)) for n in range(3)]
    outcomes = [result.turn.outcome for result in results]
    assert outcomes[0] == TurnOutcome.LLM
    assert outcomes[-1] == TurnOutcome.OFFLINE
    assert len(model.prompts) == LLMCall.objects.count() == outcomes.count(TurnOutcome.LLM)


# ------------------------------------------------------------------ the state


def states(api, browser):
    """What the API says and what a page shows; they come from the same rows."""
    told = api.get("/api/v1/llm/status/").json()
    page = browser.get("/interviews/").content.decode()
    return told, page


def test_without_a_model_the_state_is_offline(api, browser, django_assert_num_queries):
    told, page = states(api, browser)
    assert told == {"configured": False, "state": "offline", "model": None}
    assert "Offline interviewer" in page


@pytest.mark.usefixtures("_configured")
@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ((), "ready"),
        (("failed", "failed"), "ready"),
        (("failed", "failed", "failed"), "degraded"),
        (("failed", "failed", "failed", "started"), "degraded"),
        (("failed", "failed", "failed", "ok"), "ready"),
    ],
)
def test_three_failures_in_a_row_are_trouble_until_a_call_goes_well(interview, api, browser, outcomes, state):
    add_calls(interview, *outcomes)
    told, page = states(api, browser)
    assert told == {"configured": True, "state": state, "model": "steady-1"}
    assert ("having trouble" in page) == (state == "degraded")
    assert ("Interviewer: steady-1" in page) == (state == "ready")


@pytest.mark.usefixtures("_configured")
def test_old_failures_are_forgotten(interview, api, browser):
    add_calls(interview, "failed", "failed", "failed", age=timedelta(minutes=11))
    assert states(api, browser)[0]["state"] == "ready"


@pytest.mark.usefixtures("_configured")
def test_a_spent_budget_is_said_with_its_end(api, browser, settings):
    settings.LLM_DAY_BUDGET_USD = Decimal(1)
    BudgetDay.objects.create(day=timezone.now().date(), cost=Decimal(1))
    told, page = states(api, browser)
    assert told["state"] == "budget_spent"
    assert "offline until 00:00 UTC" in page


# ------------------------------------------------------------------ the report


@pytest.mark.usefixtures("_configured")
def test_the_report_counts_calls_failures_and_cost_by_day_and_model(interview):
    add_calls(interview, "ok", "ok", tokens_in=100, tokens_out=20, cost=Decimal("0.0125"), latency_ms=900)
    add_calls(interview, "failed", "failed", "failed", reason="timeout")
    add_calls(interview, "ok", age=timedelta(days=40))
    page = sign_in(make_superuser()).get(REPORT).content.decode()
    row = page[page.index("<td>steady-1") :].split("</tr>")[0]
    assert row.replace("<td>", "").split("</td>")[:7] == ["steady-1", "5", "3", "240", "$0.0250", "900 ms", "900 ms"]
    assert "<td>timeout</td><td>3</td>" in page


def test_an_empty_report_says_so():
    page = sign_in(make_superuser()).get(REPORT).content.decode()
    assert "No model was called" in page


def test_only_who_may_see_calls_may_see_their_report():
    assert sign_in(make_curator("view", "change")).get(REPORT).status_code == 403
    assert sign_in(make_superuser()).get("/admin/interviews/llmcall/").content.decode().count(REPORT) == 1


def test_the_report_costs_as_many_statements_at_300_rows_as_at_3(interview):
    client = sign_in(make_superuser())
    add_calls(interview, "ok", "failed", "ok")
    few = count_queries(client, REPORT)
    LLMCall.objects.bulk_create(
        LLMCall(turn=interview.turns.first(), fence=1, purpose="x", outcome="failed", reason=f"r{n % 7}")
        for n in range(297)
    )
    assert count_queries(client, REPORT) == few


# ------------------------------------------------------------------ forgetting


def purge(*arguments):
    written = StringIO()
    call_command("purge", *arguments, stdout=written)
    return written.getvalue()


def test_raw_replies_are_forgotten_after_their_days_and_the_calls_stay(interview, settings):
    settings.LLM_RAW_REPLY_DAYS = 30
    add_calls(interview, "ok", "ok", age=timedelta(days=31), raw_reply="words of the candidate")
    add_calls(interview, "ok", age=timedelta(days=29), raw_reply="newer words")
    assert purge("--dry-run").startswith("2 raw replies would be forgotten.\n")
    assert LLMCall.objects.exclude(raw_reply="").count() == 3
    assert purge().startswith("2 raw replies forgotten.\n")
    assert purge().startswith("0 raw replies forgotten.\n")
    assert (LLMCall.objects.count(), LLMCall.objects.exclude(raw_reply="").count()) == (3, 1)


def test_the_message_that_is_settled_for_a_dead_process_is_paid_for_and_on_record(interview):
    """A crash between claim and commit leaves the call started and its money set aside: on the safe side."""
    key = new_key()
    with pytest.raises(ZeroDivisionError):
        say(interview, LONG, key=key, interviewer=as_interviewer(lambda _: 1 / 0))
    assert LLMCall.objects.get().outcome == "started"
    assert Turn.objects.get(key=key).status == "active"
    assert UsageDay.objects.get().llm_calls == 1
