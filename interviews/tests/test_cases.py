"""Sample cases in an interview: shown in the room and over the API; hidden ones counted, and given to a run alone."""

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.services import export_data
from interviewprep.testing.factories import make_interview, make_question, make_user, reach_question, reach_wrap_up, say
from interviewprep.testing.staff import sign_in
from interviews.bank.loading import content_of_row
from interviews.cases import describe_run
from interviews.enums import Intent
from interviews.model_interviewer import ModelInterviewer
from interviews.models import Question
from interviews.tests.desk import change, load, make_curator, url_of
from interviews.tests.entries import ENTRY, make_entry
from interviews.tests.models import Model, honest
from interviews.tests.test_bank_cases import CASES
from scoring.self_ratings import rate_oneself

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = {"python": "add_up", "javascript": "addUp"}
SECRET = "[987654, 1]"
STORED = CASES | {
    "compare": "exact",
    "hidden": [{"arguments": SECRET, "expected": "987655"}, *CASES["hidden"][1:]],
}


@pytest.fixture
def interview():
    """An interview at a question with cases; another one follows."""
    make_question(kind="coding", cases=STORED)
    make_question(kind="conceptual")
    interview = make_interview(make_user(), max_questions=2, behavioral_questions_target=0)
    reach_question(interview)
    if not interview.slots.get().snapshot["cases"]:
        say(interview, "Next, please.", intent=Intent.SKIP)
    interview.refresh_from_db()
    return interview


def signed_in(interview, kind=Client):
    client = kind()
    client.force_login(interview.user)
    return client


def read_room(interview):
    return signed_in(interview).get(interview.get_absolute_url()).content.decode()


def read_api(interview):
    return signed_in(interview, APIClient).get(reverse("interviews-api:cases", args=[interview.public_id])).json()


def asked_with_cases(interview):
    return next(slot for slot in interview.slots.order_by("position") if slot.snapshot["cases"])


def address_of_run(interview, position):
    return reverse("interviews:cases", args=[interview.public_id, position])


def run(interview, slot=None):
    slot = slot or asked_with_cases(interview)
    return signed_in(interview).post(address_of_run(interview, slot.position)).json()


def test_the_room_shows_the_shown_cases_and_counts_the_hidden_ones(interview):
    page = read_room(interview)
    assert "<code>(1, 2)</code>" in page
    assert "“Run” tries these and 4 hidden ones." in page
    assert "987654" not in page


def test_the_api_shows_what_the_room_shows(interview):
    position = interview.slots.get(outcome="open").position
    assert read_api(interview) == {
        "next": None,
        "previous": None,
        "results": [
            {
                "position": position,
                "names": NAMES,
                "parameters": ["left", "right"],
                "compare": "exact",
                "cases": [
                    {"arguments": [1, 2], "expected": 3, "hidden": False},
                    {"arguments": [0, 0], "expected": 0, "hidden": False},
                ],
                "hidden": 4,
            }
        ],
    }


def test_a_run_is_given_the_cases_of_its_own_question_even_from_a_window_left_behind(interview):
    given = {"names": NAMES, "compare": "exact", "shown": 2, "cases": [*STORED["shown"], *STORED["hidden"]]}
    assert run(interview) == given
    say(interview, "Next, please.", intent=Intent.SKIP)
    assert run(interview) == given
    other = next(slot for slot in interview.slots.all() if not slot.snapshot["cases"])
    assert run(interview, other) == {"names": {}, "compare": "exact", "shown": 0, "cases": []}


def test_a_question_that_was_not_asked_has_nothing_to_run(interview):
    assert signed_in(interview).post(address_of_run(interview, 9)).status_code == 404


def test_a_run_is_asked_for_and_never_opened(interview):
    assert signed_in(interview).get(address_of_run(interview, 0)).status_code == 405


def test_in_the_debrief_every_case_is_shown_and_run(interview):
    reach_wrap_up(interview)
    client = signed_in(interview)
    client.post(reverse("scoring:finish", args=[interview.public_id]))
    rate_oneself(interview.pk, {})
    page = client.get(reverse("scoring:results", args=[interview.public_id])).content.decode()
    assert (
        '<code>(987654, 1)</code> <span>gives</span> <code>987655</code> <span class="soft">was hidden</span>' in page
    )
    assert "“Run” tries these." in page
    slot = asked_with_cases(interview)
    assert page.count(f'data-cases="{address_of_run(interview, slot.position)}"') == page.count("data-cases=") == 1
    assert run(interview) == {
        "names": NAMES,
        "compare": "exact",
        "shown": 6,
        "cases": [*STORED["shown"], *STORED["hidden"]],
    }


def test_hidden_cases_are_told_when_the_interview_is_done_and_not_before(interview):
    reach_wrap_up(interview)
    assert [case["hidden"] for case in read_api(interview)["results"][0]["cases"]] == [False] * 2
    signed_in(interview).post(reverse("scoring:finish", args=[interview.public_id]))
    (asked,) = read_api(interview)["results"]
    assert [case["hidden"] for case in asked["cases"]] == [False] * 2 + [True] * 4
    assert asked["cases"][2]["arguments"] == [987654, 1]


def test_an_interview_keeps_its_cases_whatever_the_bank_says_later(interview):
    Question.objects.update(cases=None)
    assert describe_run(asked_with_cases(interview))["cases"] == [*STORED["shown"], *STORED["hidden"]]


def test_hidden_cases_are_in_no_export(interview):
    assert "987654" not in str(export_data(interview.user_id))


# ------------------------------------------------------------------ the curators' desk


@pytest.fixture
def desk():
    return sign_in(make_curator("view", "add", "change", "delete"))


def test_a_question_with_cases_is_saved_unchanged_and_follows_its_file(desk):
    question, _ = load(make_entry(kind="coding", cases=CASES))
    change(desk, question)
    assert content_of_row(Question.objects.get())["cases"] == CASES | {"compare": "exact"}
    assert load(make_entry(kind="coding"))[1].updated == [ENTRY["slug"]]
    assert Question.objects.get().cases is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("{", "This is not valid JSON: Expecting property name enclosed in double quotes at line 1, column 2."),
        ('{"function": "add_up"}', "parameters: Field required."),
        ("[]", "Input should be a valid dictionary or instance of CasesEntry."),
    ],
)
def test_cases_in_the_wrong_shape_are_named_and_kept(desk, typed, fault):
    question, _ = load(make_entry(kind="coding", cases=CASES))
    page = change(desk, question, cases=typed)
    assert fault in page.content.decode()
    assert url_of(Question, "change", question.pk) == page.request["PATH_INFO"]
    assert Question.objects.get().cases == CASES | {"compare": "exact"}


# ------------------------------------------------------------------ the model


def test_the_model_is_told_of_no_case(interview):
    model = Model(honest)
    say(interview, "I would add the two and return the sum.", interviewer=ModelInterviewer(model, budget_seconds=30))
    assert len(model.prompts) == 1
    assert [text for text in ("987654", "add_up", "addUp") if text in str(model.prompts)] == []
