"""Planning an interview against the bank as it really is, and deleting one."""

import pytest

from accounts.models import UsageDay
from interviewprep.testing.factories import make_bank, make_interview, make_question, make_user, reach_question, say
from interviews import services
from interviews.exceptions import InvalidInterview, NotEnoughQuestions
from interviews.models import Interview, Message, Turn
from interviews.services import Plan
from scoring.judge import OfflineJudge
from scoring.models import Evaluation
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)

PLAN = {"track": "swe_engineer", "difficulty": "medium"}


def test_a_plan_within_the_bank_is_accepted_as_chosen(user):
    make_bank(own=5, behavioral=2)

    interview = services.create_interview(
        user.pk, Plan(**PLAN, company_style="amazon", interviewer="gareth", role="backend_engineer")
    )

    assert (interview.company_style, interview.interviewer, interview.role, interview.stage) == (
        "amazon",
        "gareth",
        "backend_engineer",
        "intro",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("track", "astrology"),
        ("difficulty", "brutal"),
        ("company_style", "acme"),
        ("interviewer", "x" * 100_000),
        ("role", "chief_wizard"),
        ("max_questions", 0),
        ("max_questions", 51),
        ("max_followups_per_question", 6),
        ("behavioral_questions_target", -1),
        ("behavioral_questions_target", 8),
        ("job_description", "x" * 8_001),
        ("job_description", "nul\x00"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused_by_name(user, field, value):
    """Edge case 6: an interviewer is one of ours, by id; a client's profile never gets in."""
    make_bank()

    with pytest.raises(InvalidInterview) as refused:
        services.create_interview(user.pk, Plan(**{**PLAN, field: value}))

    assert list(refused.value.fields) == [field]
    assert Interview.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "field", "possible"),
    [
        ({"max_questions": 9, "behavioral_questions_target": 2}, "max_questions", "choose at most 7"),
        ({"max_questions": 7, "behavioral_questions_target": 1}, "max_questions", "choose at most 6"),
        ({"max_questions": 7, "behavioral_questions_target": 4}, "behavioral_questions_target", "choose at most 2"),
    ],
)
def test_a_plan_the_bank_cannot_serve_is_refused_with_what_is_possible(user, wanted, field, possible):
    """Edge cases 4 and 13: checked at creation, against the real pool."""
    make_bank(own=5, behavioral=2)

    with pytest.raises(NotEnoughQuestions) as refused:
        services.create_interview(user.pk, Plan(**PLAN, **wanted))

    assert possible in refused.value.fields[field][0]
    assert Interview.objects.count() == 0


def test_an_adaptive_interview_may_draw_on_every_difficulty(user):
    make_bank(own=2, behavioral=1, difficulties=["easy", "medium", "hard"])
    plan = {**PLAN, "max_questions": 6, "behavioral_questions_target": 1}

    with pytest.raises(NotEnoughQuestions) as refused:
        services.create_interview(user.pk, Plan(**plan))
    assert "an adaptive interview (9)" in refused.value.detail

    assert services.create_interview(user.pk, Plan(**plan, adaptive=True)).adaptive


def test_each_interview_is_counted_on_its_user_s_day(user):
    make_bank()
    for _ in range(2):
        services.create_interview(user.pk, Plan(**PLAN, max_questions=3))
    with pytest.raises(NotEnoughQuestions):
        services.create_interview(user.pk, Plan(**PLAN, max_questions=50))

    assert list(UsageDay.objects.values_list("user", "interviews")) == [(user.pk, 2)]


def test_drafts_and_retired_questions_do_not_count(user):
    make_question()
    make_question(state="draft")
    make_question(state="retired")

    with pytest.raises(NotEnoughQuestions):
        services.create_interview(user.pk, Plan(**PLAN, max_questions=2, behavioral_questions_target=0))
    assert services.create_interview(user.pk, Plan(**PLAN, max_questions=1, behavioral_questions_target=0))


def test_the_behavioural_track_takes_all_its_questions_from_the_behavioural_bank(user):
    make_bank(own=0, behavioral=4)
    plan = {"track": "behavioral", "difficulty": "medium", "max_questions": 4, "behavioral_questions_target": 2}

    interview = reach_question(make_interview(user, **plan))
    for _ in range(3):
        say(interview, "Next.", intent="skip")

    assert set(interview.slots.values_list("snapshot__kind", flat=True)) == {"behavioral"}
    assert interview.slots.count() == 4


def test_deleting_an_interview_deletes_all_of_it_and_nothing_else(user):
    make_bank()
    doomed, kept = reach_question(make_interview(user)), reach_question(make_interview(make_user()))
    finalize(doomed.pk, judge=OfflineJudge())

    services.delete_interview(doomed.pk)

    assert list(Interview.objects.all()) == [kept]
    assert (Evaluation.objects.count(), Turn.objects.exclude(interview=kept).count()) == (0, 0)
    assert not Message.objects.exclude(interview=kept).exists()
