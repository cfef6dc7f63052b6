"""Which questions could be asked next, from where in the shuffled cell, and in which order."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from interviewprep.testing.factories import make_interview, make_question, make_user
from interviewprep.testing.staff import sign_in
from interviews.bank.placing import find_misplaced, place_questions
from interviews.models import SHUFFLE_KEYS, InterviewQuestion, KeyPoint, Question, QuestionTrack
from interviews.pool import POOL_SIZE, find_pool, load_snapshot
from interviews.selection import Candidate
from interviews.tests.desk import change, make_superuser

pytestmark = pytest.mark.django_db(transaction=True)


def shelve(number, **fields):
    """So many questions of one cell, evenly spread over the shuffled order."""
    questions = [make_question(**fields) for _ in range(number)]
    for n, question in enumerate(questions):
        question.tracks.update(shuffle_key=n * (SHUFFLE_KEYS // number))
    return questions


def plan(user=None):
    options = {"max_questions": 1, "behavioral_questions_target": 0, "started": False}
    return make_interview(user or make_user(), **options)


def found(interview, *, draw=0, kinds=("conceptual",), difficulty="medium", weakest=None):
    return find_pool(interview, kinds=kinds, difficulty=difficulty, draw=draw, weakest=weakest)


def ids(pool):
    return [candidate.id for candidate in pool]


def ask(interview, question, position=0):
    InterviewQuestion.objects.create(
        interview=interview, position=position, question=question, snapshot={}, outcome="skipped"
    )


def test_the_pool_begins_at_the_draw_and_goes_round_once():
    shelf = shelve(10)
    third = 2 * (SHUFFLE_KEYS // 10)
    expected = [question.pk for question in (shelf * 2)[2 : 2 + POOL_SIZE]]
    assert ids(found(plan(), draw=third)) == expected
    assert ids(found(plan(), draw=third + SHUFFLE_KEYS)) == expected


def test_a_pool_near_the_end_of_the_order_is_filled_from_its_beginning():
    shelf = shelve(10)
    last = 9 * (SHUFFLE_KEYS // 10)
    assert ids(found(plan(), draw=last)) == [question.pk for question in [shelf[9], *shelf[: POOL_SIZE - 1]]]


def test_a_small_cell_is_in_the_pool_whole():
    shelf = shelve(3)
    assert sorted(ids(found(plan(), draw=SHUFFLE_KEYS - 1))) == [question.pk for question in shelf]


def test_a_candidate_is_told_as_far_as_the_choice_looks_at_it():
    question = make_question(kind="coding", companies=["google"], tags=["trees"])
    assert found(plan(), kinds=["coding"], weakest="complexity") == [
        Candidate(question.pk, "coding", steers=True, companies=("google",), tags=("trees",))
    ]
    assert [one.steers for one in found(plan(), kinds=["coding"], weakest="ownership")] == [False]
    assert [one.steers for one in found(plan(), kinds=["coding"])] == [False]


@pytest.mark.parametrize(
    "elsewhere", [{"kind": "coding"}, {"difficulty": "hard"}, {"tracks": ["data_science"]}, {"state": "draft"}]
)
def test_another_cell_is_not_drawn_from(elsewhere):
    question = make_question()
    make_question(**elsewhere)
    assert ids(found(plan())) == [question.pk]


def test_several_kinds_are_one_pool():
    wanted = [make_question(kind=kind).pk for kind in ("coding", "conceptual")]
    make_question(kind="system_design")
    assert sorted(ids(found(plan(), kinds=["coding", "conceptual"]))) == wanted


def test_what_this_candidate_has_seen_waits_until_the_cell_is_exhausted():
    user, (first, second, third) = make_user(), shelve(3)
    ask(plan(user), second)
    ask(plan(user), first)
    ask(plan(make_user()), third)
    assert ids(found(plan(user))) == [third.pk]

    ask(plan(user), third)
    assert ids(found(plan(user))) == [second.pk]


def test_seeing_a_question_again_makes_it_the_newest():
    user, (first, second) = make_user(), shelve(2)
    for question in (first, second, first):
        ask(plan(user), question)
    assert ids(found(plan(user))) == [second.pk]


def test_an_interview_never_asks_its_own_questions_again():
    first, second = shelve(2)
    interview = plan()
    ask(interview, first, 0)
    ask(interview, second, 1)
    assert found(interview) == []


def test_a_snapshot_has_all_parts_in_their_order():
    question = make_question()
    KeyPoint.objects.filter(question=question, order=0).update(order=9)
    snapshot = load_snapshot(question.pk)
    number = question.slug.removeprefix("question-")
    assert [point.slug for point in snapshot.key_points] == [
        f"{p}-{number}" for p in ("beta", "gamma", "delta", "alpha")
    ]
    assert snapshot.key_points[0].cues == (f"beta{number}",)
    assert (snapshot.title, snapshot.prompt, snapshot.model_answer) == (
        question.title,
        question.prompt,
        question.model_answer,
    )
    assert snapshot.clarifications[0].say == question.clarifications[0]["say"]
    assert (snapshot.red_flags, snapshot.difficulty) == (tuple(question.red_flags), "medium")
    assert [follow_up.aims_at for follow_up in snapshot.follow_ups] == [
        f"{p}-{number}" for p in ("beta", "gamma", "delta")
    ]
    assert [hint.split(":")[0] for hint in snapshot.hints] == [f"Hint {n} of {number}" for n in (1, 2, 3)]


def test_there_is_no_snapshot_of_a_question_that_is_not_there():
    with pytest.raises(LookupError):
        load_snapshot(4)


def test_a_misplaced_question_is_reported_and_can_be_put_where_it_belongs():
    moved, kept = make_question(), make_question()
    Question.objects.filter(pk=moved.pk).update(difficulty="hard")
    assert find_misplaced() == [moved.slug]
    written = StringIO()
    with pytest.raises(CommandError, match="1 question is not found where it belongs"):
        call_command("check_integrity", stdout=written)
    assert f"question {moved.slug} stands in a cell that is not its own" in written.getvalue()

    place_questions(Question.objects.filter(pk=moved.pk))

    assert find_misplaced() == []
    assert set(QuestionTrack.objects.values_list("question", "kind", "difficulty")) == {
        (moved.pk, "conceptual", "hard"),
        (kept.pk, "conceptual", "medium"),
    }


def test_a_question_that_a_curator_makes_harder_is_found_at_its_new_difficulty():
    question = make_question(state="draft")
    change(sign_in(make_superuser()), question, difficulty="hard", kind="coding")
    question.refresh_from_db()
    assert (question.kind, question.difficulty) == ("coding", "hard")
    assert set(question.tracks.values_list("kind", "difficulty")) == {("coding", "hard")}
