"""What a page costs in statements: the same for a beginner and a veteran, for a short interview and a long one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviewprep.testing.factories import (
    count_statements,
    make_bank,
    make_interview,
    new_key,
    reach_question,
    say,
)
from interviews import practice
from interviews.brief import Said
from interviews.exchange import Sent
from interviews.models import Question
from interviews.tests.doubles import ModelJudge
from scoring import reanswers
from scoring.self_ratings import rate_oneself
from scoring.services import finalize
from scoring.tests.past import ask_question, finish, say_once

FEW, MANY = 10, 60
A_PAGE = 20
SEARCH = "words=doors&stage=done&source=offline&since=2020-01-01&track=swe_engineer"
# Of what fits on one page the practice page need not count how much there is; from "a" on it counts always.
LISTS = (
    "/dashboard/", "/progress/", "/interviews/", "/interviews/?page={last}", f"/interviews/?{SEARCH}", "/interviews/delete/?{ticked}",
    "/practice/?after=a", "/practice/?search=museum&bookmarked=on&after=a", "/account/usage/", "/account/export/",
    "/api/v1/interviews/", "/api/v1/interviews/?page_size=100", "/api/v1/questions/?page_size=100", "/api/v1/progress/", "/api/v1/me/export/",
)  # fmt: skip
# Of one interview: its pages and endpoints while it goes on, and after it was judged.
SITTING = (
    "/interviews/{id}/",
    "/api/v1/interviews/{id}/",
    "/api/v1/interviews/{id}/messages/",
    "/interviews/{id}/transcript/",
)
JUDGED = (
    "/interviews/{id}/results/", "/interviews/{id}/results/?tier=faang", "/interviews/{id}/report/", "/api/v1/interviews/{id}/evaluation/",
    "/api/v1/interviews/{id}/questions/0/answers/",
)  # fmt: skip


@pytest.fixture
def cost(browser, api):
    """How many statements each of these addresses takes, once what is kept in memory is there."""

    def count(path):
        client = api if path.startswith("/api/") else browser
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        return count_statements(queries)

    return lambda paths, **names: {path: count(path.format(**names)) for path in paths}


@pytest.mark.django_db
def test_what_lists_interviews_or_questions_costs_the_same_for_ten_and_for_sixty(cost, user):
    make_bank(own=FEW - 3)
    counted = {}
    for number, more in ((FEW, FEW), (MANY, MANY - FEW)):
        made = [sit_once(user, days_ago=n) for n in range(more)]
        ticked = "&".join(f"interview={interview.public_id}" for interview in made)
        counted[number] = cost(LISTS, last=-(-number // A_PAGE), ticked=ticked)
        make_bank(own=MANY - FEW, behavioral=0)
    assert counted[MANY] == counted[FEW]


def sit_once(user, *, days_ago):
    """An interview of the past with a question, a word and levels; the question is kept."""
    interview = finish(
        user, {"correctness": 3, "ownership": 2}, days_ago=days_ago, source=("llm", "offline")[days_ago % 2]
    )
    say_once(interview, days_ago=days_ago)
    question = Question.objects.exclude(bookmarks__user=user).first()
    ask_question(interview, question)
    practice.keep_question(user.pk, question)
    return interview


@pytest.mark.django_db(transaction=True)
def test_an_interviews_pages_cost_the_same_for_one_question_and_for_eight(cost, user):
    make_bank(own=9, behavioral=0)
    short, long = (
        reach_question(make_interview(user, max_questions=most, behavioral_questions_target=0)) for most in (2, 9)
    )
    answer(short, times=1), answer(long, times=8)
    assert (short.slots.count(), long.slots.count(), short.stage, long.stage) == (2, 9, "question", "question")
    assert cost(SITTING, id=long.public_id) == cost(SITTING, id=short.public_id)
    for interview in (short, long):
        finalize(interview.pk, judge=ModelJudge())
        rate_oneself(interview.pk, {})
        answer_again(interview)
    assert cost(JUDGED, id=long.public_id) == cost(JUDGED, id=short.public_id)


def answer(interview, *, times):
    """Answer the open question, and then skip what is asked about it, until the next one is open."""
    for n in range(times):
        say(interview, f"I would look at the counters first, then at door {n}, and write down what I find there.")
        while interview.slots.filter(outcome="open", position=n).exists():
            say(interview, "Next, please.", intent="skip")
    interview.refresh_from_db()


def answer_again(interview):
    """Every question that was answered, once more."""
    for slot in interview.slots.exclude(outcome="open"):
        reanswers.open_reanswer(
            slot, Sent(new_key(), Said("I would look at the doors once more.")), judge=ModelJudge()
        ).finish()
