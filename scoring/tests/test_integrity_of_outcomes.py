"""Every invariant of findings, stages and evaluations, broken behind the services' back, is reported in its own words."""

from dataclasses import asdict

import pytest
from django.utils import timezone

from interviews.models import Coverage, Interview, Message, Observation
from scoring.integrity import find_violations
from scoring.models import Evaluation, Evidence, Rating, Reanswer
from scoring.offline import estimate_question
from scoring.reanswers import ask_again
from scoring.rubric import load_rubric
from scoring.tests.stations import change, change_row, lifted

pytestmark = pytest.mark.django_db

# ------------------------------------------------------------------ findings


def first_coverage(interview):
    return Coverage.objects.filter(slot__interview=interview).select_related("slot", "message").first()


def test_coverage_of_a_point_that_the_question_does_not_have_is_reported(running):
    covered = first_coverage(running)
    change_row(covered, key_point="charm")
    assert find_violations(running) == ["coverage of charm in question 1 is of no key point of this question"]


def test_coverage_in_an_answer_to_another_question_is_reported(finished):
    covered = first_coverage(finished)
    other = finished.messages.filter(speaker="candidate", slot__position=1).first()
    change_row(covered, message=other, end=covered.start + 1, quote=other.content[covered.start])
    assert find_violations(finished) == [
        f"coverage of {covered.key_point} in question 1 is in a message to another question"
    ]


def test_coverage_that_nobody_said_is_reported(running):
    covered = first_coverage(running)
    change_row(covered, end=covered.end - 1)
    assert find_violations(running) == [
        f"coverage of {covered.key_point} in question 1 is not verbatim in message {covered.message.seq}"
    ]


def test_coverage_by_the_interviewer_is_reported(running):
    covered = first_coverage(running)
    follow_up = running.messages.get(kind="follow_up")
    change_row(covered, message=follow_up, start=0, end=3, quote=follow_up.content[:3])
    assert find_violations(running) == [f"coverage of {covered.key_point} in question 1 quotes the interviewer"]


def test_an_observation_of_the_interviewer_is_reported(running):
    seen = Observation.objects.filter(message__interview=running).first()
    follow_up = running.messages.get(kind="follow_up")
    change_row(seen, message=follow_up)
    assert find_violations(running) == [
        f"observation of {seen.competency} in message {follow_up.seq} is of the interviewer"
    ]


def test_an_observation_in_the_warm_up_is_reported(running):
    seen = Observation.objects.filter(message__interview=running).first()
    warm_up = running.messages.filter(speaker="candidate", slot=None).first()
    change_row(seen, message=warm_up)
    assert find_violations(running) == [
        f"observation of {seen.competency} in message {warm_up.seq} belongs to no question"
    ]


# ------------------------------------------------------------------ stage


def test_an_interview_not_started_that_has_messages_is_reported(running):
    change(running, stage="intro")
    assert find_violations(running) == [
        f"stage is intro with {running.next_seq - 1} messages",
        "stage is intro with 1 open questions",
        "stage is intro, but the last turn led to follow_up",
    ]


def test_a_wrap_up_that_was_never_said_is_reported(wrapped):
    message = wrapped.messages.get(kind="wrap_up")
    change_row(message, kind="probe")
    assert find_violations(wrapped) == ["stage is wrap_up without a wrap-up message"]


def test_questions_after_the_wrap_up_are_reported(wrapped):
    change(wrapped, stage="warm_up")
    assert find_violations(wrapped) == [
        "stage is warm_up after the wrap-up message",
        "stage is warm_up, but the last turn led to wrap_up",
    ]


def test_a_question_left_open_at_the_end_is_reported(finished):
    change_row(finished.slots.last(), outcome="open")
    assert find_violations(finished) == ["stage is done with 1 open questions"]


def test_a_question_closed_while_it_is_asked_is_reported(running):
    running.slots.update(outcome="skipped")
    assert find_violations(running) == ["stage is follow_up with 0 open questions"]


def test_a_stage_that_no_turn_led_to_is_reported(running):
    change(running, stage="question")
    assert find_violations(running) == ["stage is question, but the last turn led to follow_up"]


def test_done_without_being_finalized_is_reported(finished):
    with lifted(Interview, "interview_done_exactly_when_finalized"):
        change(finished, finalized_at=None)
        assert find_violations(finished) == ["stage is done, but the interview was not finalized"]


def test_finalized_without_being_done_is_reported(running):
    with lifted(Interview, "interview_done_exactly_when_finalized"):
        change(running, finalized_at=timezone.now())
        assert find_violations(running) == ["stage is follow_up, but the interview was finalized"]


def test_done_without_an_evaluation_is_reported(finished):
    finished.evaluations.update(current=False)
    assert find_violations(finished) == ["stage is done with 0 current evaluations"]


def test_an_evaluation_before_the_end_is_reported(finished, running):
    Evaluation.objects.create(
        interview=running,
        covers_seq=running.next_seq - 1,
        rubric_version="another",
        formula_version=1,
        source="offline",
        tier="enterprise",
        hire_signal="no",
        confidence="low",
    )
    assert find_violations(running) == ["stage is follow_up with 1 current evaluations"]


def test_done_without_a_finalize_turn_is_reported(finished):
    finished.turns.filter(kind="finalize").delete()
    assert find_violations(finished) == [
        "stage is done, but the last turn led to wrap_up",
        "stage is done without a finalize turn that is done",
    ]


# ------------------------------------------------------------------ evaluations


def test_an_evaluation_that_has_not_read_all_is_reported(finished):
    finished.evaluations.update(covers_seq=finished.next_seq - 2)
    assert find_violations(finished) == [
        f"evaluation 1 covers {finished.next_seq - 2} of {finished.next_seq - 1} messages"
    ]


def test_an_earlier_evaluation_may_have_read_less(finished):
    change_row(finished.evaluations.get(), attempt=2)
    Evaluation.objects.create(
        interview=finished,
        attempt=1,
        current=False,
        covers_seq=1,
        rubric_version="another",
        formula_version=1,
        source="offline",
        tier="enterprise",
        hire_signal="no",
        confidence="low",
    )
    assert find_violations(finished) == []


def test_an_overall_that_the_ratings_do_not_make_is_reported(finished):
    overall = finished.evaluations.get().overall
    finished.evaluations.update(overall=overall + 1)
    assert find_violations(finished) == [f"evaluation 1 says {overall + 1} overall, but its ratings make {overall}"]


def test_an_overall_of_nothing_is_reported(finished):
    Rating.objects.filter(evaluation__interview=finished).update(level=None, score=None)
    overall = finished.evaluations.get().overall
    assert find_violations(finished) == [f"evaluation 1 says {overall} overall, but its ratings make None"]


@pytest.mark.parametrize("version", [{"rubric_version": "swe_engineer-0"}, {"formula_version": 0}])
def test_an_overall_of_another_rubric_or_formula_is_let_stand(finished, version):
    finished.evaluations.update(overall=1, **version)
    assert find_violations(finished) == []


def test_a_competency_that_the_rubric_does_not_have_is_reported(finished):
    change_row(finished.evaluations.get().ratings.first(), competency="charm")
    assert find_violations(finished) == ["evaluation 1 rates charm, which its rubric does not have"]


def first_evidence(interview):
    found = Evidence.objects.filter(rating__evaluation__interview=interview)
    return found.select_related("rating", "message").first()


@pytest.mark.parametrize(
    ("where", "faults"),
    [
        ({"speaker": "interviewer", "slot__isnull": False}, ["quotes the interviewer"]),
        ({"speaker": "candidate", "slot": None}, ["belongs to no question"]),
    ],
)
def test_evidence_that_is_no_answer_is_reported(finished, where, faults):
    evidence = first_evidence(finished)
    other = finished.messages.filter(**where).first()
    change_row(evidence, message=other, start=0, end=3, quote=other.content[:3])
    assert find_violations(finished) == [
        f"evaluation 1: evidence for {evidence.rating.competency} {fault}" for fault in faults
    ]


def test_evidence_that_nobody_said_is_reported(finished):
    evidence = first_evidence(finished)
    change_row(evidence, quote="I led a team of forty.")
    assert find_violations(finished) == [
        f"evaluation 1: evidence for {evidence.rating.competency} is not verbatim in message {evidence.message.seq}"
    ]


def test_evidence_from_another_interview_is_reported(finished, running):
    evidence = first_evidence(finished)
    other = Message.objects.filter(interview=running, speaker="candidate", slot__isnull=False).first()
    change_row(evidence, message=other, start=0, end=3, quote=other.content[:3])
    assert find_violations(finished) == [
        f"evaluation 1: evidence for {evidence.rating.competency} is from another interview"
    ]


def test_evidence_from_after_the_evaluation_is_reported(finished):
    finished.evaluations.update(current=False)
    evidence = first_evidence(finished)
    Evidence.objects.exclude(pk=evidence.pk).delete()
    finished.evaluations.update(covers_seq=evidence.message.seq - 1)
    assert find_violations(finished) == [
        "stage is done with 0 current evaluations",
        f"evaluation 1: evidence for {evidence.rating.competency} is in message {evidence.message.seq}, which it has not read",
    ]


# ------------------------------------------------------------------ what follows from the ratings, and words kept as JSON


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("hire_signal", "strong_yes", "hire signal"),
        ("level", "step_4", "level"),
        ("confidence", "high", "confidence"),
        ("margin", 99, "margin"),
    ],
)
def test_a_verdict_that_does_not_follow_from_the_ratings_is_reported(finished, column, value, named):
    computed = getattr(finished.evaluations.get(), column)
    finished.evaluations.update(**{column: value})
    assert find_violations(finished) == [f"evaluation 1 says {value} for {named}, but its ratings make {computed}"]


def test_a_questions_score_that_its_levels_do_not_make_is_reported(finished):
    results = finished.evaluations.get().question_results
    before = [result["score"] for result in results]
    results[0]["score"] = 99
    finished.evaluations.update(question_results=results)
    assert find_violations(finished) == [
        f"evaluation 1 says {[99, *before[1:]]} for questions' scores, but its ratings make {before}"
    ]


def test_words_of_a_question_that_nobody_said_are_reported(finished):
    results = finished.evaluations.get().question_results
    quote = results[0]["covered"][0]["quote"]
    quote["text"] = "I said something else entirely"
    finished.evaluations.update(question_results=results)
    assert find_violations(finished) == [
        f"evaluation 1: words for question 1 are not verbatim in message {quote['seq']}"
    ]


def with_level_in_first_question(interview, level, evidence=None):
    """The first rating of the first question, as it would be stored with another level; nothing else that follows from it changes."""
    results = interview.evaluations.get().question_results
    rating = results[0]["ratings"][0]
    rating["level"] = level
    if evidence is not None:
        rating["evidence"] = evidence
    interview.evaluations.update(question_results=results)
    return rating["competency"]


@pytest.mark.parametrize(("level", "evidence", "borne"), [(5, [], "no level"), (5, None, "2 at most")])
def test_a_level_that_its_words_do_not_bear_is_reported(finished, level, evidence, borne):
    competency = with_level_in_first_question(finished, level, evidence)
    fault = f"evaluation 1 rates {competency} {level} in question 1, but its words bear {borne}"
    assert fault in find_violations(finished)


@pytest.mark.parametrize("version", [{"rubric_version": "swe_engineer-0"}, {"formula_version": 2}])
def test_a_level_by_another_rubric_or_formula_is_let_stand(finished, version):
    with_level_in_first_question(finished, 5, [])
    finished.evaluations.update(**version)
    assert find_violations(finished) == []


def test_a_result_of_a_question_that_was_not_asked_is_reported(finished):
    results = finished.evaluations.get().question_results
    results[1]["position"] = 6
    finished.evaluations.update(question_results=results)
    assert find_violations(finished) == ["evaluation 1 judges question 7, which was not asked"]


@pytest.mark.parametrize(
    ("quote", "fault"),
    [
        ({"seq": 999, "start": 0, "end": 3, "text": "abc"}, "are in message 999, which does not exist"),
        ({"seq": 1, "start": 0, "end": 3, "text": "abc"}, "are the interviewer's"),
    ],
)
def test_a_moment_that_never_was_is_reported(finished, quote, fault):
    finished.evaluations.update(moments=[{"quote": quote, "why": "It stood out."}])
    assert find_violations(finished) == [f"evaluation 1: words of a moment {fault}"]


def test_an_answer_given_again_that_quotes_other_words_is_reported(finished):
    slot = finished.slots.order_by("position").first()
    quote = {"seq": 0, "start": 0, "end": 5, "text": "Other"}
    result = {"covered": [{"key_point": "x", "quote": quote}], "ratings": []}
    Reanswer.objects.create(
        slot=slot,
        number=1,
        key="k" * 20,
        body_hash="",
        content="These words.",
        result=result,
        source="llm",
        rubric_version="1",
    )
    assert find_violations(finished) == ["attempt 1 at question 1: words that are not verbatim in it"]


def answer_again(slot):
    """Half of what the question wants to hear, judged offline."""
    first, second, *_ = (point["cues"][0] for point in slot.snapshot["key_points"])
    content = f"I would begin with {first}, since the rest follows from it, and then come to {second} in detail."
    rubric = load_rubric(slot.interview.track)
    result = estimate_question(ask_again(slot, content, kind="text"))
    return Reanswer.objects.create(
        slot=slot, number=1, key="k" * 20, body_hash="", content=content, result=asdict(result) | {"score": None},
        source="offline", rubric_version=rubric.version,
    )  # fmt: skip


@pytest.mark.parametrize(("level", "evidence", "borne"), [(5, [], "no level"), (5, None, "2 at most")])
def test_a_level_of_an_answer_given_again_that_its_words_do_not_bear_is_reported(finished, level, evidence, borne):
    given = answer_again(finished.slots.order_by("position").first())
    assert find_violations(finished) == []
    rating = given.result["ratings"][0]
    rating |= {"level": level} if evidence is None else {"level": level, "evidence": evidence}
    given.save(update_fields=["result"])
    fault = f"rates {rating['competency']} {level}, but its words bear {borne}"
    assert find_violations(finished) == [f"attempt 1 at question 1: {fault}"]
    change_row(given, rubric_version="an older one")
    assert find_violations(finished) == []


def test_an_attempt_that_is_missing_is_reported(finished):
    change_row(finished.evaluations.get(), attempt=3)
    assert find_violations(finished) == ["evaluations are numbered 3"]
