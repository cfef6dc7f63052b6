"""What holds for every list and every body of the API: pages, JSON types, and asking again whether something has changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewprep.testing.factories import make_bank, make_interview, make_user, reach_question, reach_wrap_up, say
from interviews.models import Interview
from scoring import services
from scoring.judges import current_judge

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = ["interviews-api:interviews", "interviews-api:questions"]


@pytest.fixture
def interview(user):
    make_bank()
    return reach_question(make_interview(user))


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("size", ["0", "-1", "101", "many", ""])
def test_a_page_of_a_size_that_there_is_not_is_refused_rather_than_changed(api, name, size):
    response = api.get(reverse(name), {"page_size": size})
    assert (response.status_code, list(response.json()["fields"])) == (422, ["page_size"])


def test_following_next_shows_every_entry_once(api, interview):
    url, seen = f"{reverse('interviews-api:questions')}?page_size=4", []
    while url:
        page = api.get(url).json()
        seen += [question["slug"] for question in page["results"]]
        url = page["next"]
    assert (len(seen), len(set(seen))) == (9, 9)


# ------------------------------------------------------------------ JSON types

BODIES: dict[str, object] = {"self-rating": {"levels": {}}}
PLAN = {"track": "swe_engineer", "difficulty": "medium", "max_questions": 2, "behavioral_questions_target": 1}
OTHER_TYPES = [
    ("adaptive", "yes"),
    ("adaptive", 1),
    ("max_questions", "2"),
    ("max_questions", True),
    ("job_description", 7),
]


@pytest.mark.parametrize(("field", "value"), OTHER_TYPES)
def test_a_value_of_another_json_type_is_refused_rather_than_understood(api, interview, field, value):
    response = api.post(reverse("interviews-api:interviews"), PLAN | {field: value}, format="json")
    assert response.status_code == 422
    assert response.json()["fields"] == {field: ["This is of another JSON type than the field."]}


def test_the_types_inside_a_field_count_too(api, interview):
    path = reverse("scoring-api:self-rating", args=[interview.public_id])
    assert list(api.post(path, {"levels": {"correctness": "3"}}, format="json").json()["fields"]) == ["levels"]


def test_a_whole_number_may_be_written_with_a_point(api, interview):
    response = api.post(reverse("interviews-api:interviews"), PLAN | {"max_questions": 2.0}, format="json")
    assert (response.status_code, response.json()["max_questions"]) == (201, 2)


# ------------------------------------------------------------------ the current state


@pytest.mark.parametrize("name", ["evaluation", "rescore", "self-rating"])
def test_what_comes_too_early_tells_where_the_interview_stands(api, interview, name):
    path = reverse(f"scoring-api:{name}", args=[interview.public_id])
    response = api.get(path) if name == "evaluation" else api.post(path, BODIES.get(name, {}), format="json")
    body = response.json()
    assert (response.status_code, body["code"], body["fields"]) == (409, "not_evaluated", {"stage": ["question"]})


# ------------------------------------------------------------------ has anything changed?


@pytest.fixture(params=["interview", "messages"])
def look(request, api, interview):
    """Look at an interview, with the ETag of an earlier answer or without."""
    path = reverse(f"interviews-api:{request.param}", args=[interview.public_id])

    def look(etag=""):
        return api.get(path, headers={"If-None-Match": etag} if etag else {})

    return look


CHANGES = {
    "a message": say,
    "a skipped rest": reach_wrap_up,
    "the end": lambda i: services.open_finalize(i.pk, judge=current_judge(), offline=True).finish(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_answer_is_given_again_only_when_something_has_changed(look, interview, change):
    first = look()
    same = look(first["ETag"])
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    change(interview)
    again = look(first["ETag"])
    assert (again.status_code, again["ETag"] != first["ETag"]) == (200, True)


@pytest.mark.parametrize("form", ["{}", '"other", {}', "*"])
def test_an_etag_is_known_in_every_form_in_which_it_may_be_sent(look, form):
    etag = look()["ETag"]
    assert look(form.format(etag)).status_code == look(form.format(etag.removeprefix("W/"))).status_code == 304


def test_who_has_it_all_costs_one_statement(api, interview):
    path = reverse("interviews-api:interview", args=[interview.public_id])
    etag = api.get(path)["ETag"]
    with CaptureQueriesContext(connection) as captured:
        api.get(path, headers={"If-None-Match": etag})
    assert [query["sql"] for query in captured if Interview._meta.db_table in query["sql"]] != []
    assert sum("accounts_ratecounter" not in query["sql"] for query in captured) == 1


def test_an_etag_opens_nothing_that_is_not_ones_own(look, interview):
    etag = look()["ETag"]
    Interview.objects.filter(pk=interview.pk).update(user=make_user())
    assert look(etag).status_code == 404
