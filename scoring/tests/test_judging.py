"""An interview judged by a model on the other end of a real connection: progress, failure, once more, and the record of it."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import UsageDay
from interviewprep.testing.event_reading import events_of
from interviewprep.testing.factories import make_bank, make_interview, reach_question, say
from interviewprep.testing.racing import race
from interviews.exceptions import InterviewDeleted, LLMUnavailable
from interviews.models import LLMCall
from interviews.services import delete_interview
from interviews.tests.doubles import ModelJudge, fail
from scoring import services
from scoring.exceptions import JudgingInProgress, NotEvaluated, NothingToRescore
from scoring.integrity import find_violations
from scoring.judge import OfflineJudge
from scoring.judges import current_judge
from scoring.models import Evaluation, JudgingLease

pytestmark = pytest.mark.django_db(transaction=True)

EVENTS = "text/event-stream"
ANSWER = (
    "I would put a second counter at each door for a week, and then compare the sums of both by the hour, because a "
    "sum that is wrong at the same hour every day points to one door. {}"
)


@pytest.fixture
def interview(user):
    make_bank()
    interview = reach_question(make_interview(user))
    for _ in range(2):
        answer(interview)
    return interview


def answer(interview):
    """Answer the open question in full, so that the next one is put."""
    slot = interview.slots.get(outcome="open")
    cues = [point["cues"][0] for point in slot.snapshot["key_points"]]
    say(interview, ANSWER.format(f"Then I would come to {', then '.join(cues)} in detail."))
    interview.refresh_from_db()


def post(client, interview, name="finalize", accept="application/json", **body):
    return client.post(
        reverse(f"scoring-api:{name}", args=[interview.public_id]), body, format="json", headers={"Accept": accept}
    )


# ------------------------------------------------------------------ the evaluation


def test_a_models_evaluation_says_what_judged_by_which_words(api, interview, model):
    body = post(api, interview).json()
    assert (body["source"], body["provisional"], body["model"]) == ("llm", False, "stand-in")
    assert body["prompt_version"] == current_judge().prompt_version
    assert (body["rubric_version"], body["formula_version"]) == ("swe_engineer-1+behavioral-1", 3)
    assert body["narrative_by_model"] is True
    assert body["hire_signal"] in {"strong_yes", "yes", "no", "strong_no", None}
    assert body["confidence"]["label"] in {"low", "medium", "high"}
    assert [reading["tier"] for reading in body["readiness"]] == ["startup", "enterprise", "big_tech"]
    assert find_violations(interview) == []


def test_every_call_is_on_record_and_paid_for(api, user, interview, model, settings):
    settings.LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS = settings.LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS = Decimal(1)
    settings.LLM_JUDGE_MODEL = "wise"
    post(api, interview)
    calls = LLMCall.objects.order_by("pk")
    assert [call.purpose for call in calls] == ["question_judgement", "question_judgement", "interview_summary"]
    assert {(c.outcome, c.committed, c.turn.kind, c.model_asked, c.model_answered) for c in calls} == {
        ("ok", True, "finalize", "wise", "wise")
    }
    day = UsageDay.objects.get(user=user)
    assert (day.llm_calls, day.cost) == (3, sum(call.cost for call in calls))
    assert day.tokens == sum(call.tokens_in + call.tokens_out for call in calls)


def test_a_program_follows_the_judging_and_then_reads_the_evaluation(api, interview, model):
    events = events_of(post(api, interview, accept=EVENTS))
    assert events[:3] == [("progress", {"done": n, "total": 3}) for n in (1, 2, 3)]
    name, told = events[3]
    assert (name, len(events)) == ("evaluation", 4)
    assert told == post(api, interview).json()


def test_the_page_follows_the_judging_and_is_told_where_to_read(browser, interview, model):
    path = reverse("scoring:finish", args=[interview.public_id])
    events = events_of(browser.post(path, headers={"Accept": EVENTS}))
    assert [name for name, _ in events] == ["progress"] * 3 + ["evaluation"]
    assert events[-1][1] == {"url": reverse("scoring:results", args=[interview.public_id])}


def test_a_client_that_leaves_in_the_middle_loses_nothing(api, interview, model):
    response = post(api, interview, accept=EVENTS)
    next(iter(response.streaming_content))
    response.close()
    interview.refresh_from_db()
    assert (interview.stage, Evaluation.objects.get().source) == ("done", "llm")


def test_one_answer_that_cannot_be_judged_is_left_out_and_the_page_offers_another_try(browser, api, interview, model):
    model.behaviour.fault_once = "question_judgement"
    body = post(api, interview).json()
    left_out = [question for question in body["questions"] if "could not judge" in question["not_assessed"]]
    assert (len(left_out), body["source"]) == (1, "llm")
    browser.post(reverse("scoring:self_rating", args=[interview.public_id]), {"pass": "1"})
    html = browser.get(reverse("scoring:results", args=[interview.public_id])).content.decode()
    assert "The model could not judge this answer just now." in html
    assert reverse("scoring:rescore", args=[interview.public_id]) in html
    assert find_violations(interview) == []


# ------------------------------------------------------------------ when the model is down


@pytest.mark.parametrize("fault", ["500", "prose"])
def test_a_model_that_is_down_costs_a_wait_and_the_third_attempt_is_an_estimate(api, interview, model, fault):
    model.behaviour.fault = fault
    for _ in range(2):
        refused = post(api, interview)
        assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (503, "llm_unavailable", "5")
        assert Evaluation.objects.count() == 0
    body = post(api, interview).json()
    assert (body["source"], body["provisional"]) == ("offline", True)
    assert set(LLMCall.objects.values_list("outcome", "committed")) == {("failed", False)}


def test_the_refusal_is_an_event_to_who_reads_events(api, interview, model):
    model.behaviour.fault = "500"
    name, told = events_of(post(api, interview, accept=EVENTS))[-1]
    assert (name, told["code"]) == ("error", "llm_unavailable")


def test_a_spent_budget_is_as_a_model_that_is_down(api, user, interview, model, settings):
    settings.LLM_USER_DAY_CALLS = 2  # the judging needs three
    assert post(api, interview).status_code == 503
    assert (LLMCall.objects.count(), UsageDay.objects.get(user=user).llm_calls) == (0, 0)
    assert post(api, interview, offline=True).json()["provisional"] is True


def test_with_nothing_answered_no_model_is_asked(api, user, model):
    make_bank()
    body = post(api, reach_question(make_interview(user))).json()
    assert (body["source"], body["provisional"], body["overall_score"], model.record.calls) == (
        "offline",
        False,
        None,
        0,
    )


def test_an_interview_deleted_while_it_is_judged_is_not_written_to(interview):
    judge = ModelJudge(lambda: delete_interview(interview.pk))
    with pytest.raises(InterviewDeleted):
        services.finalize(interview.pk, judge=judge)
    assert Evaluation.objects.count() == 0


# ------------------------------------------------------------------ once more


def test_an_estimate_is_scored_again_when_the_model_is_back(browser, api, interview, model):
    model.behaviour.fault = "500"
    post(api, interview, offline=True)
    page = reverse("scoring:rescore", args=[interview.public_id])
    refused = browser.post(page)
    assert (refused.status_code, "Nothing is lost" in refused.content.decode(), refused["Retry-After"]) == (
        503,
        True,
        "5",
    )
    model.behaviour.fault = ""
    assert browser.post(page)["Location"] == reverse("scoring:results", args=[interview.public_id])
    first, second = Evaluation.objects.order_by("attempt")
    assert (first.attempt, first.current, first.provisional) == (1, False, True)
    assert (second.attempt, second.current, second.source) == (2, True, "llm")
    assert find_violations(interview) == []


def test_a_program_has_it_scored_again_and_follows(api, interview, model):
    first = post(api, interview).json()
    events = events_of(post(api, interview, "rescore", accept=EVENTS))
    assert [name for name, _ in events] == ["progress"] * 3 + ["evaluation"]
    assert (first["attempt"], events[-1][1]["attempt"]) == (1, 2)
    assert api.get(reverse("scoring-api:evaluation", args=[interview.public_id])).json() == events[-1][1]


def test_what_was_not_evaluated_cannot_be_scored_again(interview):
    with pytest.raises(NotEvaluated):
        services.rescore(interview.pk, judge=OfflineJudge())


def test_a_models_evaluation_is_not_replaced_by_an_estimate(interview):
    services.finalize(interview.pk, judge=ModelJudge())
    with pytest.raises(NothingToRescore):
        services.rescore(interview.pk, judge=OfflineJudge())
    with pytest.raises(LLMUnavailable):
        services.rescore(interview.pk, judge=ModelJudge(fail))
    assert Evaluation.objects.get().source == "llm"


def test_an_estimate_by_the_same_rules_is_the_same_again(interview):
    first = services.finalize(interview.pk, judge=OfflineJudge())
    second = services.rescore(interview.pk, judge=OfflineJudge())
    assert (second.attempt, second.overall, second.question_results) == (2, first.overall, first.question_results)


def test_only_one_is_at_work_on_an_interview_and_who_was_overtaken_writes_nothing(interview):
    services.finalize(interview.pk, judge=ModelJudge())

    def come_second():
        with pytest.raises(JudgingInProgress) as refused:
            services.rescore(interview.pk, judge=ModelJudge())
        assert refused.value.retry_after == 10
        JudgingLease.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        services.rescore(interview.pk, judge=ModelJudge())

    services.rescore(interview.pk, judge=ModelJudge(come_second))
    assert list(Evaluation.objects.order_by("attempt").values_list("attempt", "current")) == [(1, False), (2, True)]
    assert sorted(LLMCall.objects.values_list("outcome", flat=True)) == ["ok", "ok", "stale"]


def test_of_eight_who_ask_at_once_one_scores_again(interview):
    services.finalize(interview.pk, judge=ModelJudge())

    def ask():
        try:
            return services.rescore(interview.pk, judge=ModelJudge(lambda: time.sleep(0.3))).attempt
        except JudgingInProgress:
            return 0

    outcomes = race(*[ask] * 8)
    assert sorted(outcomes) == [0] * 7 + [2]
    assert find_violations(interview) == []
