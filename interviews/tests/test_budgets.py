"""What may be said and started in a day and in one interview: exact at the limit, told before it, and nothing is lost at it."""

import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from accounts.budgets import BudgetSpent
from accounts.models import UsageDay
from interviewprep.testing.factories import (
    NEUTRAL_ANSWER,
    make_bank,
    make_interview,
    make_user,
    new_key,
    reach_question,
    say,
)
from interviews import services, turns
from interviews.brief import Said
from interviews.engine import OfflineInterviewer
from interviews.enums import Intent, Outcome, TurnOutcome, TurnStatus
from interviews.exceptions import (
    IdempotencyKeyReused,
    InterviewWrappedUp,
    InvalidMessage,
    NotEnoughQuestions,
    TurnInProgress,
)
from interviews.model_interviewer import ModelInterviewer
from interviews.models import Interview, LLMCall, Message, Turn
from interviews.services import Plan
from interviews.tests.browsing import Page
from interviews.tests.models import Model, honest, write
from scoring.integrity import find_violations
from scoring.judge import OfflineJudge
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, LIMIT = 32, 10
PLAN = {"track": "swe_engineer", "difficulty": "medium", "max_questions": 3, "behavioral_questions_target": 1}
CHOSEN = {
    **PLAN, "role": "frontend_engineer", "company_style": "google", "interviewer": "gareth", "max_followups_per_question": 4,
}  # fmt: skip
LONG = "I would put a second counter at each door for a week, and then compare the sums of both by the hour."
DRAFT = "  half an answer,\nwith its line ends"
EVENING = "2026-05-01T21:00:00Z"
SPENT = "as many as this installation allows. The next day begins at midnight UTC, in 3 hours."


@pytest.fixture(autouse=True)
def _bank():
    make_bank()


@pytest.fixture
def evening(time_machine):
    time_machine.move_to(EVENING, tick=False)
    return time_machine


def used(user, what):
    return list(UsageDay.objects.filter(user=user).values_list(what, flat=True))


def is_granted(work):
    try:
        work()
    except BudgetSpent:
        return False
    return True


def at_once(jobs):
    """Every job in a thread of its own, at the same moment. Returns how many were granted."""
    barrier = threading.Barrier(len(jobs), timeout=30)

    def wait_and_work(work):
        try:
            barrier.wait()
            return is_granted(work)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return sum(threads.map(wait_and_work, jobs))


def in_processes(jobs, *, processes=4):
    """The jobs dealt out to some processes. Returns how many were granted."""
    connection.close()
    children = []
    for nth in range(processes):
        child = os.fork()
        if child == 0:
            code = 255
            try:
                code = sum(map(is_granted, jobs[nth::processes]))
            finally:
                os._exit(code)
        children.append(child)
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


RACES = pytest.mark.parametrize("race", [at_once, in_processes], ids=["32 threads", "four processes"])


# ------------------------------------------------------------------ interviews of a day


@RACES
def test_a_day_has_exactly_as_many_interviews_as_it_allows(user, settings, race):
    settings.USER_DAY_INTERVIEWS = LIMIT
    assert race([lambda: services.create_interview(user.pk, Plan(**PLAN))] * THREADS) == LIMIT
    assert (Interview.objects.count(), used(user, "interviews")) == (LIMIT, [LIMIT])


def test_an_interview_that_is_refused_is_not_counted(user, settings):
    settings.USER_DAY_INTERVIEWS = 1
    with pytest.raises(NotEnoughQuestions):
        services.create_interview(user.pk, Plan(**PLAN | {"max_questions": 50}))
    assert used(user, "interviews") == []
    make_interview(user)
    with pytest.raises(BudgetSpent):
        make_interview(user)
    assert used(user, "interviews") == [1]


def test_one_user_s_interviews_are_nobody_else_s_and_a_new_day_has_its_own(user, settings, evening):
    settings.USER_DAY_INTERVIEWS = 1
    make_interview(user)
    assert is_granted(lambda: make_interview(make_user()))
    assert not is_granted(lambda: make_interview(user))
    evening.shift(timedelta(hours=3))
    assert is_granted(lambda: make_interview(user))


def test_the_planner_keeps_every_choice_and_says_when_the_next_day_begins(browser, user, settings, evening):
    settings.USER_DAY_INTERVIEWS = 2
    for _ in range(2):
        make_interview(user)
    refused = Page(browser, browser.post("/interviews/new/", CHOSEN))
    (form,) = [form for form in refused.forms.values() if "track" in form.fields]
    assert {name: form.fields[name] for name in CHOSEN} == {name: str(value) for name, value in CHOSEN.items()}
    assert (refused.response.status_code, refused.response["Retry-After"]) == (429, "10800")
    assert refused.text.count(f"You have started 2 interviews today, {SPENT}") == 1
    assert Interview.objects.count() == 2


def test_a_program_is_refused_an_interview_in_the_one_shape(api, user, settings, evening):
    settings.USER_DAY_INTERVIEWS = 1
    make_interview(user)
    refused = api.post("/api/v1/interviews/", PLAN, format="json")
    assert (refused.status_code, refused["Retry-After"]) == (429, "10800")
    assert refused.json() == {"code": "budget_spent", "detail": f"You have started 1 interview today, {SPENT}"}


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (0, []),
        (3, []),
        (2, ["This is the last interview you can start today. The next day begins at midnight UTC, in 3 hours."]),
        (1, [f"You have started 1 interview today, {SPENT}"]),
    ],
)
def test_the_planner_says_so_before_the_last_interview_of_a_day_and_starts_none_after_it(
    browser, user, settings, evening, limit, told
):
    make_interview(user)
    settings.USER_DAY_INTERVIEWS = limit
    planner = browser.get("/interviews/new/")
    assert notices(planner) == told
    assert ("Start the interview" in planner.content.decode()) is (limit != 1)


def notices(page):
    return [unescape(text) for text in re.findall(r'<div class="notice"><p>(.*?)</p></div>', page.content.decode())]


# ------------------------------------------------------------------ turns of a day


@RACES
def test_a_day_has_exactly_as_many_turns_as_it_allows_in_all_interviews_together(user, settings, race):
    interviews = [make_interview(user) for _ in range(THREADS)]
    settings.USER_DAY_TURNS = LIMIT
    assert race([lambda one=one: say(one) for one in interviews]) == LIMIT
    assert (Message.objects.filter(speaker="candidate").count(), used(user, "turns")) == (LIMIT, [LIMIT])
    assert {str(one): find_violations(one) for one in Interview.objects.all()} == {
        str(one): [] for one in Interview.objects.all()
    }


def test_a_message_is_counted_once_however_often_it_is_sent(user):
    interview, key = reach_question(make_interview(user)), new_key()
    for _ in range(3):
        say(interview, key=key)
    assert used(user, "turns") == [2]  # with the one that skipped the warm-up


def test_of_sixteen_who_send_the_same_message_at_once_one_is_counted(user, settings):
    interview, key = reach_question(make_interview(user)), new_key()

    def insist():
        while True:
            try:
                return say(interview, key=key)
            except TurnInProgress:
                time.sleep(0.02)  # as clients do: who never waits keeps SQLite's lock from the one who is to commit

    assert at_once([insist] * 16) == 16
    assert used(user, "turns") == [2]


def test_what_is_refused_is_not_counted(user):
    interview, key = reach_question(make_interview(user)), new_key()
    say(interview, key=key)
    for sent, why in (
        (lambda: say(interview, "Something else.", key=key), IdempotencyKeyReused),
        (lambda: say(interview, ""), InvalidMessage),
        (lambda: turns.send_message(interview.pk, turns.Sent(new_key(), Said("Late."), last_seen_seq=1), interviewer=OfflineInterviewer()), turns.StaleView),
    ):  # fmt: skip
        with pytest.raises(why):
            sent()
    assert used(user, "turns") == [2]


def abandon(interview, key):
    """A message whose process has died since it was claimed."""

    def die(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say(interview, LONG, key=key, interviewer=ModelInterviewer(Model(die), budget_seconds=30))
    Turn.objects.filter(key=key).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def test_a_message_that_is_taken_over_was_counted_by_whoever_died(user, settings):
    interview, key = reach_question(make_interview(user)), new_key()
    settings.USER_DAY_TURNS = 2
    abandon(interview, key)
    assert say(interview, LONG, key=key).turn.status == TurnStatus.DONE
    assert used(user, "turns") == [2]


def test_a_message_beyond_the_day_still_settles_the_one_that_was_abandoned(user, settings):
    interview, key = reach_question(make_interview(user)), new_key()
    settings.USER_DAY_TURNS = 2
    abandon(interview, key)
    assert not is_granted(lambda: say(interview))
    assert Turn.objects.get(key=key).outcome == TurnOutcome.SETTLED
    assert (find_violations(Interview.objects.get()), used(user, "turns")) == ([], [2])


def test_the_room_keeps_the_draft_and_says_when_and_the_same_form_goes_through_tomorrow(
    browser, user, settings, evening
):
    interview = reach_question(make_interview(user))
    settings.USER_DAY_TURNS = 2
    say(interview)
    interview.refresh_from_db()
    room = Page(browser, browser.get(interview.get_absolute_url()))
    before = interview.messages.count()
    refused = room.click(room.find("Send answer"), content=DRAFT)
    assert (refused.response.status_code, refused.response["Retry-After"]) == (429, "10800")
    assert refused.text.count(f"You have sent 2 messages today, {SPENT}") == 1
    assert (refused.draft, [one.label for one in refused.remedies]) == (DRAFT, ["See what you have used today"])
    assert refused.click(refused.remedies[0]).response.request["PATH_INFO"] == "/account/usage/"
    assert interview.messages.count() == before

    evening.shift(timedelta(hours=3))
    browser.force_login(user)
    sent = refused.click(refused.find("Send answer"))
    assert (sent.response.status_code, interview.messages.filter(content=DRAFT).count()) == (200, 1)
    assert list(UsageDay.objects.order_by("day").values_list("day", "turns")) == [(date(2026, 5, 1), 2), (date(2026, 5, 2), 1)]  # fmt: skip


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_program_is_refused_a_message_in_the_one_shape(api, user, settings, evening, accept):
    interview = reach_question(make_interview(user))
    settings.USER_DAY_TURNS = 1
    refused = api.post(
        f"/api/v1/interviews/{interview.public_id}/messages/",
        {"content": NEUTRAL_ANSWER},
        format="json",
        headers={"Idempotency-Key": new_key(), "Accept": accept},
    )
    assert (refused.status_code, refused["Retry-After"]) == (429, "10800")
    assert refused.json() == {"code": "budget_spent", "detail": f"You have sent 1 message today, {SPENT}"}


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({}, []),
        ({"USER_DAY_TURNS": 0, "INTERVIEW_TURNS": 0}, []),
        ({"USER_DAY_TURNS": 12, "INTERVIEW_TURNS": 7}, []),
        ({"USER_DAY_TURNS": 11}, ["You can send 10 more messages today. The next day begins at midnight UTC, in 3 hours."]),
        ({"USER_DAY_TURNS": 2}, ["You can send 1 more message today. The next day begins at midnight UTC, in 3 hours."]),
        ({"USER_DAY_TURNS": 1}, [f"You have sent 1 message today, {SPENT}"]),
        ({"INTERVIEW_TURNS": 6}, ["5 more messages, then the interviewer wraps up."]),
        ({"INTERVIEW_TURNS": 2}, ["Your next message is the last of this interview: in answer to it the interviewer wraps up."]),
    ],
)  # fmt: skip
def test_the_room_says_so_shortly_before_a_limit_is_met(browser, user, settings, evening, limits, told):
    interview = reach_question(make_interview(user))
    for name, limit in limits.items():
        setattr(settings, name, limit)
    assert notices(browser.get(interview.get_absolute_url())) == told


# ------------------------------------------------------------------ turns of one interview


@pytest.mark.parametrize("intent", Intent)
def test_with_the_last_message_it_may_take_an_interview_wraps_up_and_can_be_evaluated(user, settings, intent):
    settings.INTERVIEW_TURNS = 3
    interview = reach_question(make_interview(user))
    say(interview, LONG)
    last = say(interview, "Would you say that again, please?", intent=intent)
    assert (last.interview.stage, last.messages[-1].kind) == ("wrap_up", "wrap_up")
    assert set(interview.slots.values_list("outcome", flat=True)) == {Outcome.ANSWERED}
    assert find_violations(last.interview) == []
    with pytest.raises(InterviewWrappedUp) as refused:
        say(interview, "One more thing.")
    assert (refused.value.status, refused.value.code) == (409, "interview_wrapped_up")
    assert finalize(interview.pk, judge=OfflineJudge()).overall is not None
    assert find_violations(Interview.objects.get()) == []


def test_even_in_the_warm_up(user, settings):
    settings.INTERVIEW_TURNS = 1
    interview = make_interview(user)
    last = say(interview, "Fine, thanks. How are you?")
    assert (last.interview.stage, last.messages[-1].kind, last.asked) == ("wrap_up", "wrap_up", 0)
    finalize(interview.pk, judge=OfflineJudge())
    assert find_violations(Interview.objects.get()) == []


def test_an_interview_that_is_already_beyond_a_new_limit_ends_with_its_next_message(user, settings):
    interview = reach_question(make_interview(user))
    say(interview, LONG)
    settings.INTERVIEW_TURNS = 2
    assert say(interview, LONG).interview.stage == "wrap_up"


def test_an_abandoned_last_message_is_settled_by_wrapping_up(user, settings):
    interview, key = reach_question(make_interview(user)), new_key()
    settings.INTERVIEW_TURNS = 2
    abandon(interview, key)
    assert turns.settle_expired_turns() == 1
    assert Interview.objects.get().stage == "wrap_up"


def test_a_model_wraps_up_in_its_own_words_and_can_do_nothing_else(user, settings):
    settings.INTERVIEW_TURNS = 2
    interview = reach_question(make_interview(user))
    model = Model(lambda prompt: write(prompt, "Thank you, that was all. Your evaluation comes next."))
    last = say(interview, LONG, interviewer=ModelInterviewer(model, budget_seconds=30))
    assert model.prompts[0].schema["properties"]["action"]["enum"] == ["wrap_up"]
    assert [(m.kind, m.content) for m in last.messages[1:]] == [("wrap_up", "Thank you, that was all. Your evaluation comes next.")]  # fmt: skip


# ------------------------------------------------------------------ tokens


def test_an_interview_whose_tokens_are_used_up_goes_on_offline_and_the_next_one_has_a_model_again(user, settings):
    settings.INTERVIEW_TOKENS = 9_400
    first, model = reach_question(make_interview(user)), Model(honest)
    interviewer = ModelInterviewer(model, budget_seconds=30)
    outcomes = [say(first, f"{LONG} {n}", interviewer=interviewer).turn.outcome for n in range(3)]
    second = reach_question(make_interview(user))
    outcomes.append(say(second, LONG, interviewer=interviewer).turn.outcome)
    assert outcomes == [TurnOutcome.LLM, TurnOutcome.OFFLINE, TurnOutcome.OFFLINE, TurnOutcome.LLM]


def test_a_call_that_nobody_came_back_from_counts_as_long_as_it_may_be(user, settings):
    settings.INTERVIEW_TOKENS = 2 * 9_000 - 1
    interview, key = reach_question(make_interview(user)), new_key()
    abandon(interview, key)
    again = say(interview, LONG, key=key, interviewer=ModelInterviewer(Model(honest), budget_seconds=30))
    assert (again.turn.outcome, LLMCall.objects.count()) == (TurnOutcome.OFFLINE, 1)


def test_nothing_is_set_aside_for_a_turn_that_has_made_all_its_calls(user):
    interview, key = reach_question(make_interview(user)), new_key()
    abandon(interview, key)
    turn = Turn.objects.get(key=key)
    LLMCall.objects.bulk_create(LLMCall(turn=turn, fence=turn.fence, purpose="interviewer_reply") for _ in range(2))
    again = say(interview, LONG, key=key, interviewer=ModelInterviewer(Model(honest), budget_seconds=30))
    assert (again.turn.outcome, used(user, "llm_calls")) == (TurnOutcome.OFFLINE, [1])


def test_what_is_set_aside_before_midnight_is_settled_on_the_day_before(user, settings, time_machine):
    """On the new day's row the difference would be below zero, and the reply would be lost."""
    time_machine.move_to("2026-05-01T23:59:59Z", tick=False)
    settings.LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS = settings.LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS = Decimal(100)
    interview = reach_question(make_interview(user))

    def pass_midnight(prompt):
        time_machine.move_to("2026-05-02T00:00:05Z", tick=False)
        make_interview(user)
        return honest(prompt)

    say(interview, LONG, interviewer=ModelInterviewer(Model(pass_midnight), budget_seconds=30))
    call = LLMCall.objects.get()
    rows = UsageDay.objects.order_by("day").values_list("day", "turns", "llm_calls", "tokens", "cost")
    assert list(rows) == [
        (date(2026, 5, 1), 2, 1, call.tokens_in + call.tokens_out, call.cost),
        (date(2026, 5, 2), 0, 0, 0, 0),
    ]
