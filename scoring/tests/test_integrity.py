"""Every invariant of turns and questions, broken behind the services' back, is reported; sound interviews are passed."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from interviewprep.management.commands import check_integrity
from interviewprep.testing.factories import TRACK
from interviews.bank.placing import place_questions
from interviews.enums import Intent, Speaker
from interviews.models import Coverage, Interview, LLMCall, Observation, Question
from scoring.integrity import find_violations, find_waiting
from scoring.models import Evidence
from scoring.tests.stations import change, change_row, last_turn, lifted

pytestmark = pytest.mark.django_db

# ------------------------------------------------------------------ sound


@pytest.mark.parametrize("station", ["planned", "running", "wrapped", "finished", "abandoned"])
def test_what_the_services_leave_is_sound(stored, station):
    assert find_violations(Interview.objects.get(pk=getattr(stored, station))) == []


def test_the_finished_interview_has_something_to_check(finished):
    evaluation = finished.evaluations.get()
    assert evaluation.overall > 0
    assert Evidence.objects.filter(rating__evaluation=evaluation).count() >= 4
    assert Coverage.objects.filter(slot__interview=finished).count() >= 4
    assert Observation.objects.filter(message__interview=finished).exists()


def test_an_interview_that_was_deleted_meanwhile_breaks_nothing(running):
    Interview.objects.filter(pk=running.pk).delete()
    assert find_violations(running) == []


def test_a_turn_whose_lease_is_over_is_waiting_and_no_violation(abandoned, running):
    turn = last_turn(abandoned)
    assert find_waiting(abandoned) == [
        f"message turn {turn.public_id} is waiting since {turn.lease_expires_at:%Y-%m-%d %H:%M:%S}"
    ]
    assert find_waiting(running) == []


def test_a_turn_whose_lease_runs_is_not_waiting(abandoned):
    abandoned.turns.filter(status="active").update(lease_expires_at=timezone.now() + timedelta(minutes=1))
    assert find_waiting(abandoned) == []


# ------------------------------------------------------------------ messages and turns


def test_a_gap_in_seq_is_reported(running):
    last, turn = running.messages.last(), last_turn(running)
    change_row(last, seq=last.seq + 5)
    assert find_violations(running) == [
        f"{last.seq} messages are not numbered 1 to {last.seq}",
        f"next_seq is {last.seq + 1} after message {last.seq + 5}",
        f"message turn {turn.public_id} is split by messages of another turn",
    ]


def test_a_next_seq_that_skips_a_number_is_reported(running):
    change(running, next_seq=running.next_seq + 1)
    assert find_violations(running) == [f"next_seq is {running.next_seq + 1} after message {running.next_seq - 1}"]


def test_a_turn_without_the_candidates_words_is_reported(running):
    message = running.messages.filter(speaker=Speaker.CANDIDATE).first()
    change_row(message, speaker="interviewer", kind="warm_up", source="offline", intent="")
    assert find_violations(running) == [
        f"message turn {message.turn.public_id} has 0 candidate messages instead of 1",
        f"message turn {message.turn.public_id} was replied to 2 times",
    ]


def test_a_candidates_words_in_the_greeting_are_reported(running):
    message = running.messages.get(kind="greeting")
    change_row(message, speaker="candidate", kind="text", source="candidate", intent=Intent.ANSWER)
    assert find_violations(running) == [
        f"start turn {message.turn.public_id} has 1 candidate messages instead of 0",
        f"start turn {message.turn.public_id} is done without a reply",
    ]


def test_a_reply_before_the_words_it_answers_is_reported(running):
    said, reply = last_turn(running).messages.order_by("seq")
    change_row(said, seq=1_000)
    change_row(reply, seq=said.seq)
    change_row(said, seq=reply.seq)
    assert find_violations(running) == [
        f"message turn {said.turn.public_id} has a reply before the candidate's message",
    ]


def test_a_done_turn_without_a_reply_is_reported(running):
    earlier, turn = running.turns.order_by("-pk")[1], last_turn(running)
    turn.messages.filter(speaker="interviewer").update(turn=earlier)
    assert find_violations(running) == [
        f"message turn {earlier.public_id} was replied to 2 times",
        f"message turn {earlier.public_id} is split by messages of another turn",
        f"message turn {turn.public_id} is done without a reply",
    ]


def test_a_reply_in_a_turn_that_is_not_done_is_reported(running):
    turn = last_turn(running)
    change_row(turn, status="active", outcome="", stage_after="", lease_expires_at=timezone.now())
    change(running, stage="question")
    assert find_violations(running) == [
        f"message turn {turn.public_id} has 1 interviewer messages while it is active",
    ]


def test_messages_in_the_finalize_turn_are_reported(finished):
    turn = last_turn(finished)
    change_row(finished.messages.get(kind="wrap_up"), turn=turn)
    earlier = finished.turns.get(messages__seq=finished.next_seq - 2)
    assert find_violations(finished) == [
        f"message turn {earlier.public_id} is done without a reply",
        f"finalize turn {turn.public_id} has 1 interviewer messages while it is done",
    ]


def test_a_message_in_another_interviews_turn_is_reported(running, wrapped):
    message = running.messages.get(kind="acknowledgement")
    change_row(message, turn=last_turn(wrapped))
    assert find_violations(running) == [
        f"message turn {message.turn.public_id} is split by messages of another turn",
        f"message {message.seq} belongs to a turn of another interview",
    ]


def test_a_message_to_another_interviews_question_is_reported(running, wrapped):
    message = running.messages.get(kind="acknowledgement")
    change_row(message, slot=wrapped.slots.first())
    assert find_violations(running) == [f"message {message.seq} belongs to a question of another interview"]


# ------------------------------------------------------------------ claims


def test_a_fence_from_the_future_is_reported(running):
    turn = last_turn(running)
    change_row(turn, fence=running.fence + 1)
    assert find_violations(running) == [
        f"message turn {turn.public_id} has fence {running.fence + 1}, newer than the interview's {running.fence}"
    ]


def test_an_active_turn_that_could_never_commit_is_reported(abandoned):
    turn = last_turn(abandoned)
    change(abandoned, fence=turn.fence + 1)
    assert find_violations(abandoned) == [
        f"message turn {turn.public_id} is active with fence {turn.fence}, older than the interview's {turn.fence + 1}"
    ]


def test_a_fence_given_twice_is_reported(running):
    change_row(running.turns.order_by("pk").first(), fence=running.fence)
    assert find_violations(running) == [f"fence {running.fence} was given to 2 turns"]


@pytest.mark.parametrize(("calls", "reported"), [(3, False), (4, True)])
def test_more_model_calls_than_attempts_are_reported(running, calls, reported):
    turn = last_turn(running)
    LLMCall.objects.bulk_create(LLMCall(turn=turn, fence=n, purpose="interviewer_reply") for n in range(calls))
    assert find_violations(running) == [f"message turn {turn.public_id} has 4 model calls, more than 3"] * reported


# ------------------------------------------------------------------ questions


def test_a_gap_in_the_positions_is_reported(finished):
    change_row(finished.slots.last(), position=5)
    assert find_violations(finished) == [
        "2 questions are not at positions 0 to 1",
        "evaluation 1 judges question 2, which was not asked",
    ]


def test_more_questions_than_planned_are_reported(finished):
    change(finished, max_questions=1)
    assert find_violations(finished) == ["2 questions were asked, more than 1"]


def test_more_follow_ups_than_allowed_are_reported(finished):
    change_row(finished.slots.last(), followups_used=2)
    assert find_violations(finished) == ["question 2 has 2 follow-ups, more than 1"]


def test_more_hints_than_there_are_is_reported(finished):
    slot = finished.slots.first()
    with lifted(type(slot), "slot_hints_0_to_3"):
        change_row(slot, hints_used=4)
        assert find_violations(finished) == ["question 1 has 4 hints, more than 3"]


def test_a_question_that_was_never_put_is_reported(finished):
    message = finished.messages.filter(kind="question").last()
    change_row(message, kind="probe")
    assert find_violations(finished) == [
        f"message turn {message.turn.public_id} was replied to 2 times",
        "question 2 was put 0 times",
    ]


def test_one_behavioural_question_too_many_is_reported(finished):
    change(finished, behavioral_questions_target=0)
    assert find_violations(finished) == ["question 1 is behavioural, one more than the 0 planned"]


@pytest.mark.parametrize(
    "excuse",
    [{"state": "retired"}, {"difficulty": "hard"}, {"updated_at": timezone.now() + timedelta(days=1)}],
    ids=["all retired", "none of this difficulty", "all written later"],
)
def test_a_behavioural_question_instead_of_one_that_the_bank_did_not_have_is_sound(finished, excuse):
    change(finished, behavioral_questions_target=0)
    Question.objects.exclude(kind="behavioral").update(**excuse)
    place_questions(Question.objects.all())
    assert find_violations(finished) == []


def test_an_adaptive_interview_could_have_asked_at_another_difficulty(finished):
    change(finished, behavioral_questions_target=0, adaptive=True)
    Question.objects.exclude(kind="behavioral").update(difficulty="hard")
    place_questions(Question.objects.all())
    assert find_violations(finished) == ["question 1 is behavioural, one more than the 0 planned"]


def test_a_behavioural_question_after_all_others_were_asked_is_sound(finished):
    change(finished, behavioral_questions_target=0)
    behavioral, own = finished.slots.order_by("position")
    Question.objects.exclude(kind="behavioral").exclude(pk=own.question_id).update(state="retired")
    assert find_violations(finished) == ["question 1 is behavioural, one more than the 0 planned"]

    change_row(behavioral, position=2)
    change_row(own, position=0)
    change_row(behavioral, position=1)
    assert find_violations(finished) == []


# ------------------------------------------------------------------ the command


def test_the_command_says_that_nothing_is_wrong_and_what_is_waiting(stored, abandoned, capsys):
    call_command("check_integrity")
    turn = last_turn(abandoned)
    assert capsys.readouterr().out.splitlines() == [
        f"{abandoned.public_id}: message turn {turn.public_id} is waiting since {turn.lease_expires_at:%Y-%m-%d %H:%M:%S}",
        "5 interviews checked, nothing is wrong.",
    ]


def test_the_command_names_each_violation_and_fails(running, finished, abandoned, capsys):
    abandoned.delete()
    change(running, stage="question")
    change(finished, max_questions=1)
    with pytest.raises(CommandError) as failure:
        call_command("check_integrity")
    assert (str(failure.value), failure.value.returncode) == ("2 of 4 interviews break an invariant.", 1)
    assert capsys.readouterr().out.splitlines() == [
        f"{finished.public_id}: 2 questions were asked, more than 1",
        f"{running.public_id}: stage is question, but the last turn led to follow_up",
    ]


def test_the_command_checks_every_interview_there_is(running, capsys):
    Interview.objects.exclude(pk=running.pk).delete()
    Interview.objects.bulk_create(
        Interview(
            user=running.user,
            track=TRACK,
            difficulty="medium",
            max_questions=1,
            behavioral_questions_target=0,
            max_followups_per_question=0,
            stage=stage,
        )
        for stage in ["intro"] * check_integrity.BATCH + ["wrap_up"]
    )
    with pytest.raises(CommandError, match=f"1 of {check_integrity.BATCH + 2} interviews break"):
        call_command("check_integrity")
