"""What the planner starts from: what was chosen by hand, then what is preferred, as far as the catalogue has it."""

import pytest
from django.test import Client

from accounts.models import Preferences
from accounts.preferences import change_preferences
from interviewprep.testing.factories import make_bank, make_user
from interviews.defaults import initial_choices
from interviews.models import Interview
from interviews.tests.browsing import Page

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/interviews/new/"
PREFERRED = {
    "track": "product_management", "target_role": "growth_product_manager", "company_style": "y_combinator",
    "difficulty": "hard", "interviewer": "adaeze",
}  # fmt: skip
STARTS_FROM = {
    "track": "product_management", "role": "growth_product_manager", "company_style": "y_combinator",
    "difficulty": "hard", "interviewer": "adaeze",
}  # fmt: skip


def planner(browser, query=""):
    """The planner as it is shown, and what stands in it."""
    page = Page(browser, browser.get(f"{NEW}{query}"))
    (form,) = [form for form in page.forms.values() if "track" in form.fields]
    return page, {name: form.fields[name] for name in STARTS_FROM}


@pytest.fixture
def settled(user, browser):
    """The browser of somebody who has set all of it."""
    change_preferences(user.pk, PREFERRED)
    return browser


def test_who_prefers_nothing_starts_from_the_first_of_each_and_medium(browser):
    first = {
        "track": "swe_intern", "role": "", "company_style": "general", "difficulty": "medium", "interviewer": "maya",
    }  # fmt: skip
    assert planner(browser)[1] == first


def test_the_planner_starts_from_what_is_preferred(settled):
    assert planner(settled)[1] == STARTS_FROM


@pytest.mark.parametrize("name", ["company_style", "difficulty", "interviewer"])
def test_each_preference_counts_by_itself(user, browser, name):
    change_preferences(user.pk, {name: PREFERRED[name]})
    nothing = planner(login(make_user()))[1]
    assert planner(browser)[1] == {**nothing, name: PREFERRED[name]}


def login(user):
    client = Client()
    client.force_login(user)
    return client


def test_an_interview_is_planned_from_them_with_one_click(settled):
    make_bank(track="product_management", difficulties=["hard"])
    page, _ = planner(settled)
    page.click(page.find("Start the interview"), max_questions="3")
    created = Interview.objects.get()
    assert {name: getattr(created, name) for name in STARTS_FROM} == STARTS_FROM


BY_HAND = {
    "track": "swe_engineer", "role": "mobile_engineer", "company_style": "general", "difficulty": "easy",
    "interviewer": "gareth",
}  # fmt: skip


def test_a_link_that_chooses_wins(settled):
    """“Practise this again” leads to what was practised, whatever is preferred otherwise."""
    query = "?" + "&".join(f"{name}={value}" for name, value in BY_HAND.items())
    assert planner(settled, query)[1] == BY_HAND
    assert planner(settled, "?difficulty=easy")[1] == {**STARTS_FROM, "difficulty": "easy"}


def test_a_preferred_role_is_no_role_of_a_track_chosen_by_hand(settled):
    assert planner(settled, "?track=swe_engineer")[1] == {**STARTS_FROM, "track": "swe_engineer", "role": ""}


def test_a_plan_that_was_refused_shows_what_was_chosen_not_what_is_preferred(settled):
    make_bank(own=1, behavioral=1, difficulties=["easy"])
    sent = {**BY_HAND, "max_questions": "9", "behavioral_questions_target": "1", "max_followups_per_question": "1"}
    page = Page(settled, settled.post(NEW, sent))
    (form,) = [form for form in page.forms.values() if "track" in form.fields]
    assert (page.response.status_code, {name: form.fields[name] for name in BY_HAND}) == (422, BY_HAND)


WITHDRAWN = {
    "track": {"track": "alchemy", "target_role": "alchemist"},
    "role": {"target_role": "alchemist"},
    "company_style": {"company_style": "guild"},
    "interviewer": {"interviewer": "flamel"},
}


@pytest.mark.parametrize(("name", "columns"), WITHDRAWN.items(), ids=WITHDRAWN)
def test_what_the_catalogue_has_no_more_is_passed_over(name, columns):
    choices = initial_choices(Preferences(**{**PREFERRED, **columns}), {})
    lost = {"track", "role"} if name == "track" else {name}
    assert choices == {key: value for key, value in STARTS_FROM.items() if key not in lost}


def test_the_api_keeps_the_defaults_of_its_contract(user, api):
    """A program says what it wants; what somebody prefers on the pages does not change its answer."""
    make_bank()
    change_preferences(user.pk, PREFERRED)
    body = {"track": "swe_engineer", "difficulty": "medium", "max_questions": 3}
    assert api.post("/api/v1/interviews/", body, format="json").status_code == 201
    created = Interview.objects.get()
    assert (created.role, created.company_style, created.interviewer) == ("backend_engineer", "general", "maya")
    assert api.post("/api/v1/interviews/", {}, format="json").json()["fields"].keys() == {"track", "difficulty"}
