"""The turn protocol, one step at a time: replay, wait, take over, settle, drop what is stale."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from interviewprep.testing.factories import (
    make_bank,
    make_interview,
    make_user,
    new_key,
    reach_question,
    reach_wrap_up,
    say,
)
from interviews import turns
from interviews.brief import Said
from interviews.engine import OfflineInterviewer
from interviews.enums import CallOutcome, Intent, Speaker, TurnOutcome, TurnStatus
from interviews.exceptions import (
    FinalizePending,
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
    InterviewDeleted,
    InterviewFinished,
    InterviewWrappedUp,
    InvalidMessage,
    LLMUnavailable,
    NotStarted,
    StaleView,
    TurnInProgress,
)
from interviews.models import Interview, LLMCall, Turn
from interviews.serializers import describe_turn
from interviews.services import delete_interview
from interviews.tests.doubles import ModelInterviewer, ModelJudge, fail
from scoring.judge import OfflineJudge
from scoring.models import Evaluation
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def interview(user):
    """An interview whose first question is open."""
    make_bank()
    return reach_question(make_interview(user))


def said_in(interview):
    return list(interview.messages.order_by("seq").values_list("seq", "speaker", "content"))


def end_leases(interview):
    interview.turns.filter(status=TurnStatus.ACTIVE).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def abandon(interview, *, key="", content="An answer whose server died."):
    """Claim a message as a server does that is then killed: nobody commits it."""
    sent = turns.Sent(key or new_key(), Said(content))
    turns._claim_message(interview.pk, sent, interviewer=ModelInterviewer())
    return sent


def test_the_same_key_and_body_return_the_same_turn_and_write_nothing(interview):
    key = new_key()
    first = say(interview, "One cache.", key=key)
    say(interview, "And a second thought.")
    before = said_in(interview)

    again = say(interview, "One cache.", key=key)

    assert describe_turn(again) == describe_turn(first)
    assert (again.replayed, first.replayed) == (True, False)
    assert said_in(interview) == before


@pytest.mark.parametrize("changed", [{"content": "Two caches."}, {"intent": Intent.SKIP}], ids=["text", "intent"])
def test_the_same_key_with_another_body_is_refused(interview, changed):
    key = new_key()
    say(interview, "One cache.", key=key)
    before = said_in(interview)

    with pytest.raises(IdempotencyKeyReused):
        say(interview, **{"content": "One cache.", "key": key, **changed})

    assert said_in(interview) == before


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "spaces are not fine", "ключ-ключ-ключ-ключ"])
def test_a_missing_or_malformed_key_is_refused(interview, key):
    with pytest.raises(IdempotencyKeyRequired):
        turns.send_message(interview.pk, turns.Sent(key, Said("Hello.")), interviewer=OfflineInterviewer())


def test_starting_twice_greets_once(user):
    make_bank()
    interview = make_interview(user, started=False)

    first, second = turns.start_interview(interview.pk), turns.start_interview(interview.pk)

    assert describe_turn(second) == describe_turn(first)
    assert interview.messages.count() == 1


def test_the_words_are_durable_before_the_interviewer_is_asked(interview):
    seen = []

    def look():
        seen.append(interview.messages.order_by("-seq").first().content)
        seen.append(connection.in_atomic_block)

    say(interview, "Remember this.", interviewer=ModelInterviewer(look))

    assert seen == ["Remember this.", False]


def test_the_interviewer_is_never_asked_inside_a_transaction(interview):
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        say(interview, "Hello.")


def test_a_failing_model_is_stood_in_for_and_the_turn_says_so(interview):
    result = say(interview, "I would add a cache.", interviewer=ModelInterviewer(fail))

    assert (result.turn.outcome, describe_turn(result)["degraded"]) == (TurnOutcome.DEGRADED, True)
    assert [m.speaker for m in result.messages] == [Speaker.CANDIDATE, Speaker.INTERVIEWER]
    assert list(LLMCall.objects.values_list("outcome", "committed")) == [(CallOutcome.FAILED, False)]


def test_a_model_call_is_on_record_before_it_is_made(interview):
    seen = []
    say(
        interview,
        "Hello there.",
        interviewer=ModelInterviewer(lambda: seen.extend(LLMCall.objects.values_list("outcome"))),
    )

    assert seen == [(CallOutcome.STARTED,)]
    assert list(LLMCall.objects.values_list("outcome", "committed")) == [(CallOutcome.OK, True)]


def test_another_message_waits_while_a_turn_runs(interview):
    abandon(interview)

    with pytest.raises(TurnInProgress) as refused:
        say(interview, "Me too.")

    assert 1 <= refused.value.retry_after <= 5
    assert refused.value.fields == {"stage": ["question"]}


def test_the_same_key_waits_while_its_own_turn_runs(interview):
    sent = abandon(interview)

    with pytest.raises(TurnInProgress):
        turns.send_message(interview.pk, sent, interviewer=OfflineInterviewer())


def test_the_same_key_takes_over_an_abandoned_turn(interview):
    sent = abandon(interview)
    end_leases(interview)

    result = turns.send_message(interview.pk, sent, interviewer=ModelInterviewer())

    assert (result.turn.outcome, result.turn.attempt) == (TurnOutcome.LLM, 2)
    assert [m.content for m in interview.messages.filter(speaker=Speaker.CANDIDATE)].count(sent.said.content) == 1


def test_a_turn_that_spent_its_attempts_is_settled_without_another_call(interview):
    sent = abandon(interview)
    interview.turns.filter(key=sent.key).update(attempt=3)
    end_leases(interview)
    model = ModelInterviewer()

    result = turns.send_message(interview.pk, sent, interviewer=model)

    assert (result.turn.outcome, model.asked) == (TurnOutcome.SETTLED, 0)


def test_another_key_settles_an_abandoned_turn_and_then_speaks(interview):
    orphan = abandon(interview)
    end_leases(interview)

    result = say(interview, "A new message from another tab.")

    settled = interview.turns.get(key=orphan.key)
    assert (settled.status, settled.outcome) == (TurnStatus.DONE, TurnOutcome.SETTLED)
    assert [m.turn_id for m in interview.messages.order_by("-seq")][-1] != settled.pk
    assert max(settled.messages.values_list("seq", flat=True)) < min(m.seq for m in result.messages)


def test_an_orphan_stays_settled_when_the_message_that_settled_it_is_refused(user):
    make_bank()
    interview = reach_question(make_interview(user, max_questions=1, behavioral_questions_target=0))
    orphan = turns.Sent(new_key(), Said("Skip it.", intent=Intent.SKIP))
    turns._claim_message(interview.pk, orphan, interviewer=OfflineInterviewer())
    end_leases(interview)

    with pytest.raises(InterviewWrappedUp):
        say(interview, "One more thing.")

    assert interview.turns.get(key=orphan.key).outcome == TurnOutcome.SETTLED
    assert interview.messages.filter(kind="wrap_up").count() == 1


def test_settle_turns_answers_what_a_dead_process_left(interview):
    orphan = abandon(interview)
    assert turns.settle_expired_turns() == 0
    end_leases(interview)

    assert turns.settle_expired_turns() == 1
    assert turns.settle_expired_turns() == 0

    replay = turns.send_message(interview.pk, orphan, interviewer=OfflineInterviewer())
    assert (replay.turn.outcome, replay.replayed) == (TurnOutcome.SETTLED, True)


def test_a_late_result_is_dropped_and_the_settled_reply_stands(interview):
    def be_overtaken():
        end_leases(interview)
        turns.settle_expired_turns()

    result = say(interview, "I would add a cache.", interviewer=ModelInterviewer(be_overtaken))

    assert (result.turn.outcome, result.replayed) == (TurnOutcome.SETTLED, True)
    assert list(LLMCall.objects.values_list("outcome", "committed")) == [(CallOutcome.STALE, False)]
    assert interview.messages.filter(turn=result.turn, speaker=Speaker.INTERVIEWER).count() == len(result.messages) - 1


def test_a_late_result_waits_while_somebody_else_holds_its_turn(interview):
    key = new_key()

    def be_taken_over():
        end_leases(interview)
        turns._claim_message(
            interview.pk, turns.Sent(key, Said("I would add a cache.")), interviewer=ModelInterviewer()
        )

    with pytest.raises(TurnInProgress):
        say(interview, "I would add a cache.", key=key, interviewer=ModelInterviewer(be_taken_over))


def test_messages_are_refused_by_stage_and_told_the_stage(user):
    make_bank()
    fresh = make_interview(user, started=False)
    with pytest.raises(NotStarted) as refused:
        say(fresh, "Hello.")
    assert refused.value.fields == {"stage": ["intro"]}
    wrapped = reach_wrap_up(make_interview(user))
    with pytest.raises(InterviewWrappedUp):
        say(wrapped, "Hello.")
    finalize(wrapped.pk, judge=OfflineJudge())
    with pytest.raises(InterviewFinished):
        say(wrapped, "Hello.")


def test_an_empty_pool_wraps_up_once_and_then_refuses(user):
    """Edge case 5: the predecessor repeated its wrap-up for every message."""
    make_bank(own=2, behavioral=0)
    interview = reach_question(make_interview(user, max_questions=2, behavioral_questions_target=0))
    open_question = interview.slots.get().question
    type(open_question).objects.exclude(pk=open_question.pk).update(state="retired")

    say(interview, "Skip.", intent=Intent.SKIP)
    for _ in range(3):
        with pytest.raises(InterviewWrappedUp):
            say(interview, "And now?")

    assert interview.messages.filter(kind="wrap_up").count() == 1
    assert interview.slots.count() == 1


def test_a_view_that_has_missed_messages_is_told_so(interview):
    seen = interview.next_seq - 1
    say(interview, "From the other tab.")

    sent = turns.Sent(new_key(), Said("From this tab."), last_seen_seq=seen)
    with pytest.raises(StaleView):
        turns.send_message(interview.pk, sent, interviewer=OfflineInterviewer())


def test_a_hint_means_nothing_in_the_warm_up(user):
    make_bank()
    interview = make_interview(user)

    with pytest.raises(InvalidMessage) as refused:
        say(interview, "A hint?", intent=Intent.HINT)

    assert list(refused.value.fields) == ["intent"]


@pytest.mark.parametrize("content", ["", "  \n ", "x" * 8_001, "nul\x00", "bell\x07", "half \ud800", "turn\u202eed"])
def test_a_message_that_cannot_be_kept_whole_is_refused_and_nothing_is_written(interview, content):
    """Edge case 12: nothing is truncated silently."""
    before = said_in(interview)
    with pytest.raises(InvalidMessage):
        say(interview, content)
    assert said_in(interview) == before


def test_a_message_of_8000_characters_is_kept_to_the_letter(interview):
    content = ("é🙂 \tdef f(x): return x²\n" * 400)[:8_000]
    result = say(interview, content)
    result.messages[0].refresh_from_db()
    assert result.messages[0].content == content


def test_finalize_is_a_singleton_and_closes_the_interview(interview):
    first = finalize(interview.pk, judge=OfflineJudge())
    second = finalize(interview.pk, judge=OfflineJudge())

    interview.refresh_from_db()
    assert (first.pk, Evaluation.objects.count(), interview.stage) == (second.pk, 1, "done")
    assert interview.turns.filter(kind="finalize").count() == 1
    assert not interview.slots.filter(outcome="open").exists()


def test_finalize_needs_a_started_interview(user):
    make_bank()
    with pytest.raises(NotStarted):
        finalize(make_interview(user, started=False).pk, judge=OfflineJudge())


def test_finalize_waits_for_a_message_and_settles_an_abandoned_one(interview):
    orphan = abandon(interview)
    with pytest.raises(TurnInProgress):
        finalize(interview.pk, judge=OfflineJudge())
    end_leases(interview)

    evaluation = finalize(interview.pk, judge=OfflineJudge())

    assert interview.turns.get(key=orphan.key).outcome == TurnOutcome.SETTLED
    assert evaluation.covers_seq == interview.messages.count()


def test_a_failing_judge_leaves_the_interview_open_for_another_try_and_the_third_is_an_estimate(interview):
    judge = ModelJudge(fail)
    for _ in range(2):
        with pytest.raises(LLMUnavailable) as refused:
            finalize(interview.pk, judge=judge)
        assert refused.value.retry_after
        interview.refresh_from_db()
        assert (interview.stage, Evaluation.objects.count()) == ("question", 0)

    evaluation = finalize(interview.pk, judge=judge)

    assert (evaluation.source, evaluation.provisional, judge.asked) == ("offline", True, 3)


def test_no_message_is_taken_between_a_failed_finalize_and_the_next(interview):
    with pytest.raises(LLMUnavailable):
        finalize(interview.pk, judge=ModelJudge(fail))
    with pytest.raises(FinalizePending):
        say(interview, "Wait, one more thing.")


def test_the_candidate_may_settle_for_an_offline_estimate(interview):
    judge = ModelJudge(fail)

    evaluation = finalize(interview.pk, judge=judge, offline=True)

    assert (evaluation.provisional, judge.asked) == (True, 0)


def test_a_judge_that_was_overtaken_writes_nothing(interview):
    def be_overtaken():
        end_leases(interview)
        finalize(interview.pk, judge=OfflineJudge())

    evaluation = finalize(interview.pk, judge=ModelJudge(be_overtaken))

    assert (evaluation.source, Evaluation.objects.count()) == ("offline", 1)


def test_crashed_finalizes_never_ask_the_model_a_fourth_time(interview):
    with pytest.raises(LLMUnavailable):
        finalize(interview.pk, judge=ModelJudge(fail))
    Turn.objects.filter(kind="finalize").update(
        status=TurnStatus.ACTIVE, attempt=3, lease_expires_at=timezone.now() - timedelta(seconds=1)
    )
    judge = ModelJudge()

    evaluation = finalize(interview.pk, judge=judge)

    assert (evaluation.source, evaluation.provisional, judge.asked) == ("offline", True, 0)


def test_an_interview_deleted_while_its_message_is_read_is_not_written_to(interview):
    with pytest.raises(InterviewDeleted):
        say(interview, "Hello.", interviewer=ModelInterviewer(lambda: delete_interview(interview.pk)))
    assert Interview.objects.count() == 0


def test_interviews_of_two_candidates_do_not_wait_for_each_other(interview):
    abandon(interview)
    other = reach_question(make_interview(make_user()))
    assert say(other, "Hello.").turn.status == TurnStatus.DONE
