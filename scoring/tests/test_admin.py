"""Evaluations in the admin: looked at, never touched, and without the candidate's words."""

import pytest

from interviewprep.testing.factories import make_user
from interviewprep.testing.staff import sign_in
from interviews.tests.desk import WORDS, count_queries, make_sitting, make_superuser, url_of
from scoring.models import Evaluation, Evidence, Rating, Reanswer

MODELS = [Evaluation, Rating, Evidence, Reanswer]
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)]


@pytest.fixture
def root():
    return sign_in(make_superuser())


def test_a_row_of_an_evaluation_is_looked_at_and_never_touched(root, user, model):
    make_sitting(user)
    before = list(model.objects.values())
    row = before[0]["id"]
    seen = [root.get(url).status_code for url in (url_of(model, "changelist"), url_of(model, "change", row))]
    urls = [url_of(model, "add"), *(url_of(model, page, row) for page in ("change", "delete"))]
    tried = [root.post(url, {"post": "yes"}).status_code for url in urls]
    assert (seen, tried, list(model.objects.values())) == ([200, 200], [403, 403, 403], before)


def test_what_a_candidate_said_is_on_no_page_of_an_evaluation(root, user, model):
    make_sitting(user)
    row = model.objects.get().pk
    urls = [url_of(model, "changelist"), *(url_of(model, page, row) for page in ("change", "history"))]
    assert [WORDS in root.get(url).content.decode() for url in urls] == [False, False, False]


def test_what_was_found_is_on_the_page_of_its_row(root, user, model):
    make_sitting(user)
    row = model.objects.get()
    told = {
        Evaluation: "Mid-level",
        Rating: "correctness: 3",
        Reanswer: "attempt 1 at",
        Evidence: f"characters 0 to {len(WORDS)} of #1 candidate",
    }
    assert told[model] in root.get(url_of(model, "change", row.pk)).content.decode()


def test_a_row_that_does_not_exist_is_no_error(root, model):
    assert root.get(url_of(model, "change", 1), follow=True).status_code == 200


def test_a_list_takes_as_many_statements_for_30_rows_as_for_3(root, user, model):
    for _ in range(3):
        make_sitting(user)
    few = count_queries(root, url_of(model, "changelist"))
    for _ in range(27):
        make_sitting(make_user())
    assert count_queries(root, url_of(model, "changelist")) == few


def test_support_finds_the_rows_of_an_interview_by_its_public_id(root, user, model):
    interview = make_sitting(user).interview
    make_sitting(user)
    page = root.get(url_of(model, "changelist"), {"q": str(interview.public_id)})
    assert page.context["cl"].result_count == 1
