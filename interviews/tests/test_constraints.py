"""Each constraint of the data model, met by a writer that goes around the services."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import UsageDay
from interviewprep.testing.factories import (
    make_bank,
    make_interview,
    make_question,
    new_key,
    reach_question,
    reach_wrap_up,
    say,
)
from interviews.models import (
    Bookmark,
    Coverage,
    Interview,
    InterviewQuestion,
    KeyPoint,
    LLMCall,
    Message,
    Observation,
    Question,
    Turn,
)
from scoring.judge import OfflineJudge
from scoring.models import (
    AgreementReport,
    Evaluation,
    Evidence,
    JudgingLease,
    Rating,
    Reanswer,
    SelfAssessment,
    SelfRating,
)
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def interview(user):
    make_bank()
    return reach_question(make_interview(user))


def refused(write, constraint):
    """Run a write that the database must refuse, by the named constraint or, on SQLite, by its columns."""
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        write()
    text = str(fault.value)
    assert constraint in text or "UNIQUE constraint failed" in text, text


def copy_of(row, **changes):
    """Insert a row again with some columns changed."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    return row.save


def test_a_question_is_bookmarked_once(user):
    question = make_question()
    Bookmark.objects.create(user=user, question=question)
    refused(lambda: Bookmark.objects.create(user=user, question=question), "bookmark_once")


INTERVIEW_FAULTS: dict[str, list[dict[str, Any]]] = {
    "interview_1_to_50_questions": [{"max_questions": 0, "behavioral_questions_target": 0}, {"max_questions": 51}],
    "interview_behavioral_within_questions": [{"behavioral_questions_target": 4}],
    "interview_done_exactly_when_finalized": [{"stage": "done"}, {"finalized_at": timezone.now()}],
    "interview_stage_known": [{"stage": "limbo"}],
    "interview_difficulty_known": [{"difficulty": "brutal"}],
}


@pytest.mark.parametrize(("constraint", "changes"), [(n, c) for n, cases in INTERVIEW_FAULTS.items() for c in cases])
def test_an_impossible_interview_is_refused(interview, constraint, changes):
    """Edge cases 4 and 13: a plan outside its limits, and `done` without an end."""
    refused(lambda: Interview.objects.filter(pk=interview.pk).update(**changes), constraint)


def test_an_interview_has_one_open_question(interview):
    slot = interview.slots.get()
    other = Question.objects.exclude(pk=slot.question_id).first()
    refused(copy_of(slot, position=1, question=other), "slot_one_open_per_interview")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("slot_position_unique", {"outcome": "answered", "question": "other"}),
        ("slot_question_unique", {"outcome": "answered", "position": 1}),
        ("slot_outcome_known", {"outcome": "lost", "position": 1, "question": "other"}),
        ("slot_hints_0_to_3", {"hints_used": 4, "outcome": "answered", "position": 1, "question": "other"}),
    ],
)
def test_an_impossible_interview_question_is_refused(interview, constraint, changes):
    slot = interview.slots.get()
    if "question" in changes:
        changes = {**changes, "question": Question.objects.exclude(pk=slot.question_id).first()}
    refused(copy_of(slot, **changes), constraint)


def new_turn(interview, **changes):
    values = {
        "interview": interview, "kind": "message", "key": new_key(), "body_hash": "x", "status": "active", "fence": 9,
        "lease_expires_at": timezone.now(), **changes,
    }  # fmt: skip
    return lambda: Turn.objects.create(**values)


DONE = {"status": "done", "lease_expires_at": None, "outcome": "offline", "stage_after": "question"}
TURN_FAULTS = [
    ("turn_leased_exactly_when_active", {"lease_expires_at": None}),
    ("turn_leased_exactly_when_active", {"status": "retryable"}),
    ("turn_leased_exactly_when_active", {**DONE, "outcome": ""}),
    ("turn_leased_exactly_when_active", {**DONE, "stage_after": ""}),
    ("turn_leased_exactly_when_active", {"status": "lost", "lease_expires_at": None}),
    ("turn_kind_known", {"kind": "chat"}),
    ("turn_outcome_known", {**DONE, "outcome": "magic"}),
    ("turn_attempts_bounded", {"attempt": 4}),
    ("turn_attempts_bounded", {"attempt": 0}),
]


@pytest.mark.parametrize(("constraint", "changes"), TURN_FAULTS)
def test_an_impossible_turn_is_refused(interview, constraint, changes):
    refused(new_turn(interview, **changes), constraint)


@pytest.mark.parametrize("status", [{}, {"status": "retryable", "lease_expires_at": None}], ids=["active", "retryable"])
def test_an_interview_has_one_open_turn(interview, status):
    new_turn(interview, **status)()
    refused(new_turn(interview), "turn_one_open_per_interview")


def test_a_key_names_one_turn(interview):
    new_turn(interview, key="k" * 16, **DONE)()
    refused(new_turn(interview, key="k" * 16, **DONE), "turn_key_unique")


@pytest.mark.parametrize("kind", ["finalize", "start"])
def test_an_interview_is_started_and_finalized_once(interview, kind):
    """Edge case 1: two finalize calls."""
    Turn.objects.filter(kind=kind).delete()
    new_turn(interview, kind=kind, **DONE)()
    refused(new_turn(interview, kind=kind, **DONE), f"turn_one_{kind}_per_interview")


MESSAGE_FAULTS = [
    ("message_seq_unique", {}),
    ("message_seq_from_1", {"seq": 0}),
    ("message_not_empty", {"seq": 90, "content": ""}),
    ("message_within_8000_characters", {"seq": 90, "content": "x" * 8_001}),
    ("message_kind_fits_speaker", {"seq": 90, "speaker": "nobody"}),
    ("message_kind_fits_speaker", {"seq": 90, "kind": "text"}),
    ("message_kind_fits_speaker", {"seq": 90, "source": "candidate"}),
    ("message_kind_fits_speaker", {"seq": 90, "intent": "answer"}),
]


@pytest.mark.parametrize(("constraint", "changes"), MESSAGE_FAULTS)
def test_an_impossible_message_is_refused(interview, constraint, changes):
    """Edge case 12, in the database: no message is empty or longer than 8,000 characters."""
    refused(copy_of(interview.messages.filter(speaker="interviewer").first(), **changes), constraint)


def test_a_turn_has_one_message_of_the_candidate(interview):
    refused(copy_of(interview.messages.get(speaker="candidate"), seq=90), "message_one_candidate_per_turn")


def test_an_interview_wraps_up_once(user):
    """Edge case 5."""
    make_bank()
    interview = reach_wrap_up(make_interview(user))
    refused(copy_of(interview.messages.get(kind="wrap_up"), seq=90), "message_one_wrap_up_per_interview")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("observation_level_0_to_5", {"level": 6}),
        ("observation_competency_unique", {"competency": "correctness", "level": 1}),
    ],
)
def test_an_impossible_observation_is_refused(interview, constraint, changes):
    """Edge case 3: there is no blob to corrupt, and no row out of range."""
    message = interview.messages.get(speaker="candidate")
    values = {"message": message, "competency": "correctness", "level": 3, "source": "offline"}
    Observation.objects.create(**values)
    refused(lambda: Observation.objects.create(**{**values, "competency": "other", **changes}), constraint)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [("coverage_key_point_unique", {}), ("coverage_offsets_in_order", {"key_point": "b", "start": 5, "end": 5})],
)
def test_an_impossible_coverage_is_refused(interview, constraint, changes):
    message = interview.messages.get(speaker="candidate")
    values = {"slot": interview.slots.get(), "message": message, "key_point": "a", "start": 0, "end": 2, "quote": "Le"}
    Coverage.objects.create(**values)
    refused(lambda: Coverage.objects.create(**{**values, **changes}), constraint)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [("llm_call_outcome_known", {"outcome": "lost"}), ("llm_call_committed_only_when_ok", {"committed": True})],
)
def test_an_impossible_model_call_is_refused(interview, constraint, changes):
    turn = interview.turns.first()
    refused(lambda: LLMCall.objects.create(turn=turn, fence=1, purpose="x", **changes), constraint)


@pytest.mark.parametrize("column", ["interviews", "turns", "llm_calls", "tokens", "cost"])
def test_a_day_s_usage_is_never_negative_and_stands_once(user, column):
    day = {"user": user, "day": timezone.now().date()}
    UsageDay.objects.filter(**day).delete()
    refused(lambda: UsageDay.objects.create(**day, **{column: -1}), "")
    UsageDay.objects.create(**day)
    refused(lambda: UsageDay.objects.create(**day), "")


@pytest.fixture
def evaluation(interview):
    say(interview, "I would look at the counters first and compare the doors with each other over one day.")
    return finalize(interview.pk, judge=OfflineJudge())


EVALUATION_FAULTS = [
    ("evaluation_one_current", {"attempt": 2}),
    ("evaluation_attempt_unique", {"current": False}),
    ("evaluation_attempt_from_1", {"attempt": 0, "current": False}),
    ("evaluation_overall_0_to_100", {"attempt": 2, "current": False, "overall": 101}),
    ("evaluation_source_known", {"attempt": 2, "current": False, "source": "tea leaves"}),
    ("evaluation_provisional_only_offline", {"attempt": 2, "current": False, "source": "llm", "provisional": True}),
    ("evaluation_tier_known", {"attempt": 2, "current": False, "tier": "family"}),
    ("evaluation_signal_known", {"attempt": 2, "current": False, "hire_signal": "maybe"}),
    ("evaluation_confidence_known", {"attempt": 2, "current": False, "confidence": "full"}),
]


@pytest.mark.parametrize(("constraint", "changes"), EVALUATION_FAULTS)
def test_an_impossible_evaluation_is_refused(evaluation, constraint, changes):
    """Edge cases 1 and 8: one current evaluation per interview, by constraint."""
    refused(copy_of(Evaluation.objects.get(pk=evaluation.pk), **changes), constraint)


@pytest.mark.parametrize(
    "changes",
    [{"level": 6, "score": 12}, {"level": 3, "score": 7}, {"level": None, "score": 4}, {"level": 4, "score": None}],
)
def test_an_impossible_rating_is_refused(evaluation, changes):
    """Edge case 18: no rubric of 15 out of 10."""
    refused(
        lambda: Rating.objects.create(evaluation=evaluation, competency="new", **changes),
        "rating_score_is_twice_the_level",
    )


def test_a_competency_is_rated_once(evaluation):
    rating = evaluation.ratings.first()
    refused(
        lambda: Rating.objects.create(evaluation=evaluation, competency=rating.competency, level=1, score=2),
        "rating_competency_unique",
    )


def test_evidence_has_its_offsets_in_order(evaluation, interview):
    message = interview.messages.filter(speaker="candidate").first()
    values = {"rating": evaluation.ratings.first(), "message": message, "start": 3, "end": 3, "quote": "x"}
    refused(lambda: Evidence.objects.create(**values), "evidence_offsets_in_order")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("question_kind_known", {"kind": "riddle"}),
        ("question_difficulty_known", {"difficulty": "x"}),
        ("question_state_known", {"state": "x"}),
    ],
)
def test_an_impossible_question_is_refused(constraint, changes):
    question = make_question()
    refused(lambda: Question.objects.filter(pk=question.pk).update(**changes), constraint)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("key_point_weight_1_to_3", {"order": 9, "slug": "new", "weight": 4}),
        ("key_point_order_unique", {"slug": "new"}),
        ("key_point_slug_unique", {"order": 9}),
    ],
)
def test_an_impossible_key_point_is_refused(constraint, changes):
    refused(copy_of(KeyPoint.objects.get(pk=make_question().key_points.first().pk), **changes), constraint)


def test_a_slug_names_one_question():
    question = make_question()
    refused(
        lambda: Question.objects.create(slug=question.slug, title="Again", kind="coding", difficulty="easy"), "slug"
    )


def test_a_question_that_was_asked_is_not_deleted(interview):
    question = interview.slots.get().question
    with pytest.raises(IntegrityError), transaction.atomic():
        question.delete()
    assert InterviewQuestion.objects.filter(question=question).exists()
    assert Message.objects.filter(interview=interview).exists()


# ------------------------------------------------------------------ after the interview


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("reanswer_number_unique", {"key": "b" * 20}),
        ("reanswer_key_unique", {"number": 2}),
        ("reanswer_number_from_1", {"number": 0, "key": "b" * 20}),
        ("reanswer_not_empty", {"number": 2, "key": "b" * 20, "content": ""}),
        ("reanswer_within_8000_characters", {"number": 2, "key": "b" * 20, "content": "x" * 8_001}),
        ("reanswer_kind_known", {"number": 2, "key": "b" * 20, "kind": "hint"}),
        ("reanswer_judged_exactly_when_sourced", {"number": 2, "key": "b" * 20, "result": {}}),
        (
            "reanswer_judged_exactly_when_sourced",
            {"number": 2, "key": "b" * 20, "source": "llm", "rubric_version": "1"},
        ),
    ],
)
def test_an_impossible_answer_given_again_is_refused(evaluation, constraint, changes):
    slot = evaluation.interview.slots.first()
    first = Reanswer.objects.create(slot=slot, number=1, key="a" * 20, body_hash="", content="Again.")
    refused(copy_of(first, **changes), constraint)


def test_one_says_once_how_one_saw_oneself_and_on_the_scale(evaluation):
    assessment = SelfAssessment.objects.create(interview=evaluation.interview)
    refused(lambda: SelfAssessment.objects.create(interview=evaluation.interview), "")
    SelfRating.objects.create(assessment=assessment, competency="depth", level=5)
    refused(
        lambda: SelfRating.objects.create(assessment=assessment, competency="depth", level=4),
        "self_rating_competency_unique",
    )
    refused(
        lambda: SelfRating.objects.create(assessment=assessment, competency="care", level=6), "self_rating_level_0_to_5"
    )


def test_one_interview_is_judged_again_by_one_at_a_time_and_a_measurement_has_answers(evaluation):
    JudgingLease.objects.create(interview=evaluation.interview)
    refused(lambda: JudgingLease.objects.create(interview=evaluation.interview), "")
    refused(lambda: AgreementReport.objects.create(file_name="x", answers=0, figures=[]), "agreement_of_answers")
