"""Progress on both skins and the dashboard: what was found over time, from one read, and what to do next."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interviewprep.testing.factories import count_statements, make_bank, make_interview, make_user, reach_wrap_up
from interviews.models import Interview, Question
from scoring.judge import OfflineJudge
from scoring.services import finalize
from scoring.tests.past import ask_question, finish, say_once, some_question

pytestmark = pytest.mark.django_db

API, PROGRESS, DASHBOARD = "/api/v1/progress/", "/progress/", "/dashboard/"


@pytest.fixture(autouse=True)
def bank(db):
    make_bank(own=4, behavioral=2)


def read(browser, path):
    response = browser.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def next_step(browser):
    """The dashboard's advice: its heading, what it says, and where its button leads."""
    (section,) = re.findall(r'<section class="card next-step".*?</section>', read(browser, DASHBOARD), re.DOTALL)
    (heading,) = re.findall(r"<h2[^>]*>(.*?)</h2>", section)
    (target,) = re.findall(r'(?:href|action)="([^"]+)"', section)
    return heading, re.sub(r"<[^>]+>", " ", section), target


# ------------------------------------------------------------------ what the API answers


def test_before_the_first_interview_there_is_nothing_rather_than_zeros(api):
    assert api.get(API).json() == {
        "time_zone": "UTC",
        "streak": {"current": 0, "longest": 0, "last_day": None},
        "days": [],
        "questions": {"seen": 0, "unseen": 6},
        "sources": [
            {"source": source, "interviews": 0, "weakest": None, "overall": [], "competencies": []}
            for source in ("llm", "offline")
        ],
    }


def test_progress_is_told_to_the_last_field(api, user):
    first = finish(user, {"correctness": 2, "design": None}, days_ago=3, overall=40)
    second = finish(user, {"correctness": 4}, source="llm", overall=80)
    say_once(first, days_ago=3)
    say_once(second), say_once(second)
    ask_question(first, some_question())
    today = timezone.now().date()
    estimated = {
        "interview": str(first.public_id), "finished_at": first.finalized_at.isoformat().replace("+00:00", "Z"), "track": "swe_engineer",
        "provisional": False, "model": None, "prompt_version": None, "rubric_version": "swe_engineer-1+behavioral-1",
    }  # fmt: skip
    by_model = estimated | {
        "interview": str(second.public_id), "finished_at": second.finalized_at.isoformat().replace("+00:00", "Z"), "model": "wise",
        "prompt_version": "judgement-1",
    }  # fmt: skip
    standing = {"competency": "correctness", "name": "Correctness", "rubric": "swe_engineer"}
    once = {"count": 1, "earlier": None, "change": None}
    assert api.get(API).json() == {
        "time_zone": "UTC",
        "streak": {"current": 1, "longest": 1, "last_day": today.isoformat()},
        "days": [
            {"date": (today - timedelta(days=3)).isoformat(), "answers": 1},
            {"date": today.isoformat(), "answers": 2},
        ],
        "questions": {"seen": 1, "unseen": 5},
        "sources": [
            {
                "source": "llm", "interviews": 1, "weakest": {**standing, **once, "recent": 4},
                "overall": [{"track": "swe_engineer", **once, "recent": 80, "points": [by_model | {"overall_score": 80}]}],
                "competencies": [{**standing, **once, "recent": 4, "points": [by_model | {"level": 4}]}],
            },
            {
                "source": "offline", "interviews": 1, "weakest": {**standing, **once, "recent": 2},
                "overall": [{"track": "swe_engineer", **once, "recent": 40, "points": [estimated | {"overall_score": 40}]}],
                "competencies": [{**standing, **once, "recent": 2, "points": [estimated | {"level": 2}]}],
            },
        ],
    }  # fmt: skip


def test_only_the_evaluation_that_stands_counts(api, user):
    interview = finish(user, {"correctness": 1}, provisional=True)
    interview.evaluations.update(current=False)
    evaluation = interview.evaluations.get()
    evaluation.pk, evaluation.attempt, evaluation.current = None, 2, True
    evaluation.source, evaluation.provisional, evaluation.overall = "llm", False, 75
    evaluation.save()
    model, offline = api.get(API).json()["sources"]
    assert (offline["interviews"], [trend["recent"] for trend in model["overall"]]) == (0, [75])


def test_points_are_the_latest_twenty_and_the_count_is_of_all(api, user):
    for n in range(21):
        finish(user, {"correctness": 5 if n else 0}, days_ago=21 - n)
    trend = api.get(API).json()["sources"][1]["competencies"][0]
    assert (trend["count"], [point["level"] for point in trend["points"]]) == (21, [5] * 20)


def test_what_others_did_is_not_ones_own(api, browser, user):
    theirs = finish(make_user(), {"correctness": 1})
    say_once(theirs)
    ask_question(theirs, some_question())
    body = api.get(API).json()
    assert (body["days"], body["questions"]["seen"], [one["interviews"] for one in body["sources"]]) == ([], 0, [0, 0])
    assert str(theirs.public_id) not in read(browser, PROGRESS) + read(browser, DASHBOARD)


def test_a_day_ends_at_midnight_utc(api, user):
    interview = finish(user, {})
    say_once(interview), say_once(interview)
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for message, moment in zip(interview.messages.all(), (midnight - timedelta(microseconds=1), midnight), strict=True):
        interview.messages.filter(pk=message.pk).update(created_at=moment)
    yesterday, today = ((midnight - timedelta(days=n)).date().isoformat() for n in (1, 0))
    assert api.get(API).json()["days"] == [{"date": yesterday, "answers": 1}, {"date": today, "answers": 1}]


def test_a_question_met_twice_is_one_and_a_retired_one_is_not_waiting(api, user):
    one, other = Question.objects.order_by("pk")[:2]
    for _ in range(2):
        ask_question(finish(user, {}), one)
    ask_question(finish(user, {}), other)
    Question.objects.filter(pk=other.pk).update(state="retired")
    assert api.get(API).json()["questions"] == {"seen": 2, "unseen": 4}


def test_an_unknown_parameter_is_refused(api):
    refused = api.get(f"{API}?since=2026")
    assert (refused.status_code, refused.json()["fields"]) == (422, {"since": ["This field is not known."]})


# ------------------------------------------------------------------ the progress page


def test_the_progress_page_draws_each_source_by_itself_with_a_table(browser, user):
    for n, level in enumerate((1, 3)):
        finish(user, {"correctness": level}, days_ago=9 - n, source="llm")
    finish(user, {"correctness": 5}, overall=None)
    html = read(browser, PROGRESS)
    model, offline = html.split("Estimated offline")
    assert [len(re.findall("M[0-9.]+,[0-9.]+h0", part)) for part in (model, offline)] == [
        4,
        2,
    ]  # an estimate's are hollow
    assert [len(re.findall("<polyline", part)) for part in (model, offline)] == [2, 0]
    cells = [re.findall(r"<td>(\d+)</td></tr>", part) for part in (model, offline)]
    assert cells == [["60", "60", "3", "1"], ["5"]]
    assert "Too few ratings to tell a direction." in model


def test_the_weakest_competency_has_a_button_that_opens_its_track(browser, user):
    finish(user, {"correctness": 4, "ownership": 1}, difficulty="hard")
    html = read(browser, PROGRESS)
    assert "1 of 5, from one rating alone" in html
    assert 'href="/interviews/new/?track=behavioral&difficulty=hard"' in html
    planner = read(browser, "/interviews/new/?track=behavioral&difficulty=hard")
    assert [
        re.search(rf'value="{chosen}" required checked', planner) is not None for chosen in ("behavioral", "hard")
    ] == [
        True,
        True,
    ]


def test_without_a_finished_interview_the_page_invites_to_one(browser, user):
    assert "Plan your first interview" in read(browser, PROGRESS)
    say_once(make_interview(user, started=False))
    html = read(browser, PROGRESS)
    assert ("No interview is finished yet." in html, "Practised on 1 of the last" in html) == (True, True)


def test_when_nothing_could_be_assessed_nothing_is_drawn(browser, user):
    finish(user, {"correctness": None}, overall=None)
    html = read(browser, PROGRESS)
    assert ("Nothing in it could be assessed" in html, "trend-chart" in html, "Weakest" in html) == (True, False, False)


# ------------------------------------------------------------------ the dashboard


def test_a_newcomer_is_invited_and_shown_no_figures(browser):
    heading, _, target = next_step(browser)
    assert (heading, target) == ("Plan your first interview", "/interviews/new/")
    assert not re.search("Streak|Questions met|calendar", read(browser, DASHBOARD))


@pytest.mark.parametrize(
    ("stage", "heading"),
    [
        ("intro", "Begin the interview you planned"),
        ("question", "Continue your interview"),
        ("wrap_up", "Finish your interview and read the evaluation"),
    ],
)
def test_an_interview_under_way_goes_before_everything(browser, user, stage, heading):
    interview = make_interview(user, started=False)
    Interview.objects.filter(pk=interview.pk).update(stage=stage)
    finish(user, {"correctness": 1})
    assert next_step(browser)[::2] == (heading, f"/interviews/{interview.public_id}/#latest")


def test_an_estimate_that_stands_in_is_to_be_scored_where_a_model_is_there(browser, user, settings):
    settings.LLM_BASE_URL, settings.LLM_MODEL = "http://127.0.0.1:9/v1", "wise"
    interview = finish(user, {"correctness": 1}, provisional=True)
    heading, _, target = next_step(browser)
    assert (heading, target) == (
        "Have your estimate judged by the model",
        f"/interviews/{interview.public_id}/rescore/",
    )
    settings.LLM_BASE_URL = ""
    assert next_step(browser)[0] == "Practise correctness"


def test_the_weakest_is_practised_and_says_what_it_rests_on(browser, user):
    finish(user, {"design": 2}, days_ago=1, source="llm")
    finish(user, {"design": 3}, source="llm")
    finish(user, {"correctness": 0})
    heading, text, target = next_step(browser)
    assert (heading, target) == ("Practise design", "/interviews/new/?track=swe_engineer&difficulty=medium")
    assert "2.5 of 5 in your latest ratings, your lowest. It rests on 2 ratings." in text


def test_an_estimates_weakest_is_called_one(browser, user):
    finish(user, {"design": 2})
    assert "your lowest by the offline estimate. It rests on one rating alone" in next_step(browser)[1]


def test_with_nothing_to_go_by_another_interview_is_the_next_step(browser, user):
    finish(user, {}, overall=None)
    assert next_step(browser)[::2] == ("Sit another interview", "/interviews/new/")


def test_the_dashboard_lists_the_latest_three(browser, user):
    interviews = [finish(user, {}, days_ago=9 - n) for n in range(4)]
    listed = re.findall(r'href="/interviews/([0-9a-f-]{36})/results/"', read(browser, DASHBOARD))
    assert listed == [str(interview.public_id) for interview in reversed(interviews[1:])]


def test_a_streak_that_waits_for_today_says_so(browser, user):
    interview = finish(user, {})
    say_once(interview, days_ago=1), say_once(interview, days_ago=2)
    waiting = read(browser, DASHBOARD)
    say_once(interview)
    going_on = read(browser, DASHBOARD)
    assert ["Answer something today to keep it." in html for html in (waiting, going_on)] == [True, False]
    assert [re.search(r"<strong>(\d)</strong> days in a row", html)[1] for html in (waiting, going_on)] == ["2", "3"]


# ------------------------------------------------------------------ what it costs


@pytest.mark.parametrize("path", [PROGRESS, DASHBOARD, API])
def test_it_costs_the_same_with_one_interview_and_with_three(browser, api, user, path):
    client = api if path == API else browser

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return count_statements(queries)

    def sit(n):
        interview = finish(user, {"correctness": n, "ownership": n}, days_ago=n)
        say_once(interview)
        ask_question(interview, some_question())

    sit(1)
    one = cost()
    sit(2), sit(3)
    assert cost() == one <= 12


@pytest.mark.django_db(transaction=True)
def test_a_real_interview_counts_as_its_services_leave_it(api, user):
    finalize(reach_wrap_up(make_interview(user)).pk, judge=OfflineJudge())
    body = api.get(API).json()
    assert (body["questions"]["seen"], body["sources"][1]["interviews"], body["streak"]["current"]) == (3, 1, 1)
