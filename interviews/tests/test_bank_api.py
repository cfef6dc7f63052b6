"""What the API tells of the bank: how much there is, the prompts, and never what would answer them."""

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interviewprep.testing.factories import count_statements, make_bank, make_interview, make_question
from interviews.models import Interview, Question

pytestmark = pytest.mark.django_db

CATALOGUE = "/api/v1/catalogue/"
INTERVIEWS = "/api/v1/interviews/"
QUESTIONS = "/api/v1/questions/"

# ------------------------------------------------------------------ the catalogue


def test_the_catalogue_says_what_can_be_chosen(api):
    catalogue = api.get(CATALOGUE).json()
    sizes = {name: len(entries) for name, entries in catalogue.items()}
    assert sizes == {"tracks": 7, "company_styles": 12, "difficulties": 3, "interviewers": 4}
    assert [entry.keys() for entry in (catalogue["tracks"][0], catalogue["interviewers"][0])] == [
        {"id", "name", "description", "roles", "questions"},
        {"id", "name", "title", "manner", "voice"},
    ]


def cells_of(api, track):
    (cells,) = [entry["questions"] for entry in api.get(CATALOGUE).json()["tracks"] if entry["id"] == track]
    return cells


def test_the_catalogue_counts_published_questions_by_difficulty_and_kind(api):
    make_bank(own=2, behavioral=1)
    make_question(kind="coding", difficulty="hard")
    for state in ("draft", "retired"):
        make_question(state=state)
    nothing = {"coding": 0, "conceptual": 0, "system_design": 0, "behavioral": 0}
    assert cells_of(api, "swe_engineer") == {
        "easy": nothing,
        "medium": nothing | {"conceptual": 2, "behavioral": 1},
        "hard": nothing | {"coding": 1},
    }


def plan(api, track, level, *, questions, behavioral):
    body = {"track": track, "difficulty": level, "max_questions": questions, "behavioral_questions_target": behavioral}
    return api.post(INTERVIEWS, body, format="json").status_code


@pytest.mark.parametrize(
    ("track", "kinds"),
    [
        ("swe_engineer", ["coding", "conceptual", "system_design", "behavioral", "behavioral"]),
        ("product_management", ["conceptual", "system_design", "behavioral", "coding"]),
        ("behavioral", ["behavioral", "behavioral", "conceptual"]),
    ],
)
def test_planning_accepts_exactly_what_the_catalogue_counts(api, track, kinds):
    """The last kind of the second and third track is one that they do not ask: it must not be promised either."""
    for kind in kinds:
        make_question(kind=kind, tracks=[track])
    counts = cells_of(api, track)["medium"]
    total, behavioral = sum(counts.values()), counts["behavioral"]
    assert plan(api, track, "medium", questions=total, behavioral=behavioral) == 201
    assert plan(api, track, "medium", questions=total + 1, behavioral=behavioral) == 422
    assert plan(api, track, "medium", questions=total + 1, behavioral=behavioral + 1) == 422
    assert plan(api, track, "easy", questions=1, behavioral=0) == 422
    assert Interview.objects.count() == 1


# ------------------------------------------------------------------ the questions


def test_a_question_is_told_without_anything_that_answers_it(api):
    question = make_question(tags=["caches"], companies=["apple"], tracks=["swe_engineer", "data_science"])
    for state in ("draft", "retired"):
        make_question(state=state)
    shown = {
        "slug": question.slug,
        "title": question.title,
        "kind": "conceptual",
        "difficulty": "medium",
        "tracks": ["data_science", "swe_engineer"],
        "companies": ["apple"],
        "tags": ["caches"],
        "prompt": question.prompt,
        "bookmarked": False,
        "last_asked_at": None,
    }
    assert api.get(QUESTIONS).json() == {"next": None, "previous": None, "results": [shown]}


def test_questions_are_filtered_by_track_difficulty_kind_and_tag(api):
    coding = make_question(kind="coding", tags=["caches", "trees"])
    hard = make_question(difficulty="hard", tags=["tree"])
    other = make_question(tracks=["data_science"], tags=["wood"])
    expected = {
        "": [coding, hard, other],
        "kind=coding": [coding],
        "difficulty=hard": [hard],
        "track=data_science": [other],
        "track=behavioral": [],
        "tag=tree": [hard],
        "tag=trees": [coding],
        "tag=ee": [],
        "tag=%25": [],
        "kind=coding&tag=tree": [],
        "kind=coding&track=swe_engineer&difficulty=medium&tag=caches": [coding],
    }
    for query, rows in expected.items():
        listed = api.get(f"{QUESTIONS}?{query}").json()["results"]
        assert (query, {row["slug"] for row in listed}) == (query, {row.slug for row in rows})


def test_every_question_is_listed_once_over_all_pages(api):
    make_bank(own=5, behavioral=2)
    Question.objects.update(created_at=timezone.now())
    path, slugs = f"{QUESTIONS}?page_size=3", []
    while path:
        page = api.get(path).json()
        assert page.keys() == {"next", "previous", "results"}
        slugs += [row["slug"] for row in page["results"]]
        path = page["next"]
    assert sorted(slugs) == sorted(Question.objects.values_list("slug", flat=True))


def test_the_bank_is_listed_at_the_same_cost_however_long_it_is(api):
    costs = []
    for _ in range(2):
        make_bank(own=1, behavioral=1)
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(QUESTIONS).json()["results"]) == Question.objects.count()
        costs.append(count_statements(queries))
    assert costs[0] == costs[1]


# ------------------------------------------------------------------ odd queries


def cursor(text):
    return base64.b64encode(text.encode()).decode()


CURSORS = {
    "a letter": "x",
    "an umlaut": "é",
    "padding": "====",
    "no time": cursor("p=soon"),
    "a NUL": cursor("p=\x00"),
    "an odd offset": cursor("p=2030-01-01&o=x"),
    "a negative offset": cursor("o=-5&r=1"),
    "a huge offset": cursor(f"o={'9' * 30}"),
    "a year that is none": cursor("p=99999-01-01 00:00:00%2B00:00"),
}


@pytest.mark.parametrize("path", [INTERVIEWS, QUESTIONS])
@pytest.mark.parametrize("bad", CURSORS.values(), ids=CURSORS)
def test_a_cursor_that_is_none_of_ours_is_no_fault_of_ours(api, user, path, bad):
    make_bank()
    make_interview(user)
    api.raise_request_exception = False
    response = api.get(path, {"cursor": bad})
    assert response.status_code in {200, 404, 422}
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("query", ["stage=lost", "user=1", "track=%00", "ordering=user", "page=2"])
def test_interviews_are_not_filtered_by_what_is_unknown(api, query):
    response = api.get(f"{INTERVIEWS}?{query}")
    assert (response.status_code, list(response.json()["fields"])) == (422, [query.partition("=")[0]])


@pytest.mark.parametrize("query", ["difficulty=brutal", "kind=riddle", "state=draft", "tag=%00", "key_points__slug=x"])
def test_questions_are_not_filtered_by_what_is_unknown(api, query):
    response = api.get(f"{QUESTIONS}?{query}")
    assert (response.status_code, list(response.json()["fields"])) == (422, [query.partition("=")[0]])


# ------------------------------------------------------------------ the model


def test_the_model_is_named_without_its_key(api, settings):
    assert api.get("/api/v1/llm/status/").json() == {"configured": False, "state": "offline", "model": None}
    settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = "http://llm.example", "a-model", "a-key"
    status = api.get("/api/v1/llm/status/")
    assert (status.json()["configured"], status.json()["model"]) == (True, "a-model")
    assert status.json().keys() == {"configured", "state", "model"}
    assert b"a-key" not in status.content
