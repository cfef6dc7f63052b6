"""Practice by topic: finding and keeping questions, and being asked exactly those that one picked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import UsageDay
from interviewprep.testing.factories import (
    count_statements,
    make_bank,
    make_interview,
    make_question,
    make_user,
    reach_question,
    reach_wrap_up,
    say,
)
from interviews import catalogue, practice, services
from interviews.chosen import MAX_CHOSEN, shuffle_choice
from interviews.exceptions import InvalidInterview
from interviews.models import Bookmark, Interview, Question
from interviews.services import Plan
from interviews.tests.browsing import Page
from interviews.turns import start_interview
from scoring.integrity import find_violations
from scoring.judge import OfflineJudge
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)

PRACTICE = "/practice/"
QUESTIONS = "/api/v1/questions/"
INTERVIEWS = "/api/v1/interviews/"


def listed_on_page(browser, query):
    return [question.slug for question, _ in browser.get(f"{PRACTICE}?{query}").context.get("listed", [])]


def listed_by_api(api, query):
    return [row["slug"] for row in api.get(f"{QUESTIONS}?{query}").json()["results"]]


def choose(*questions, track="swe_engineer", **rest):
    return Plan(track=track, questions=tuple(question.slug for question in questions), **rest)


def asked_in(interview):
    return list(interview.slots.order_by("position").values_list("question", flat=True))


def keys(questions):
    return [question.pk for question in questions]


# ------------------------------------------------------------------ browsing


def test_a_card_names_its_track_and_has_the_whole_question_where_its_beginning_is_shown(browser):
    short = make_question(tracks=["data_science"], kind="coding")
    long = make_question(tracks=["data_science", "devops_cloud", "cybersecurity"], kind="coding")
    everywhere = make_question(tracks=list(catalogue.tracks()), kind="coding")
    Question.objects.filter(pk=short.pk).update(prompt="Count the visitors.")
    Question.objects.filter(pk=long.pk).update(prompt="A museum " + "counts " * 37 + "with. Then it forgets them.")
    html = browser.get(PRACTICE).content.decode()
    cards = {slug: html.split(f'id="{slug}"')[1].split("</li>")[0] for slug in (short.slug, long.slug, everywhere.slug)}
    assert [
        track in cards[one.slug]
        for one, track in ((short, "· Data science"), (long, "· 3 tracks"), (everywhere, "· any track"))
    ] == [True] * 3
    assert "Read all of it" not in cards[short.slug]
    assert ("counts with…</p>" in cards[long.slug], "Then it forgets them." in cards[long.slug]) == (True, True)


def test_filters_that_cannot_be_read_say_so_and_lead_to_all_questions(browser):
    make_question()
    refused = Page(browser, browser.get(f"{PRACTICE}?kind=riddle"))
    assert (refused.response.status_code, "“riddle” is not one of these. Choose from the list." in refused.html) == (
        422,
        True,
    )
    assert refused.click(refused.find("Show all questions")).response.context["found"] == 1


def test_questions_are_found_by_every_filter_on_the_page_and_over_the_api(browser, api, user):
    ferry = make_question(kind="coding", tags=["trees"], companies=["google"])
    museum = make_question(difficulty="hard", tags=["tree"], companies=["apple", "google"])
    bakery = make_question(tracks=["data_science"])
    Question.objects.filter(pk=ferry.pk).update(title="The ferry")
    Question.objects.filter(pk=bakery.pk).update(prompt="A bakery loses 100% of its rolls.")
    for state in ("draft", "retired"):
        make_question(state=state, kind="coding")
    practice.keep_question(user.pk, bakery)
    practice.keep_question(make_user().pk, ferry)
    expected = {
        "": [ferry, museum, bakery],
        "track=data_science": [bakery],
        "kind=coding": [ferry],
        "difficulty=hard": [museum],
        "tag=tree": [museum],
        "company=google": [ferry, museum],
        "company=general": [],
        "search=FERRY": [ferry],
        "search=bakery": [bakery],
        "search=rolls+loses": [bakery],
        "search=rolls+museum": [],
        "search=100%25": [bakery],
        "bookmarked=true": [bakery],
        "bookmarked=true&kind=coding": [],
        "company=google&difficulty=hard&search=doors": [museum],
    }
    for query, rows in expected.items():
        slugs = {row.slug for row in rows}
        assert (query, set(listed_on_page(browser, query)), set(listed_by_api(api, query))) == (query, slugs, slugs)


def test_a_page_shows_twenty_and_the_next_goes_on_where_it_ended(browser):
    for _ in range(45):
        make_question(kind="coding")
    make_question()
    pages, query = [], "kind=coding"
    while query:
        page = browser.get(f"{PRACTICE}?{query}")
        pages.append([question.slug for question, _ in page.context["listed"]])
        assert page.context["found"] == 45
        query = page.context["next"] and f"kind=coding&after={page.context['next']}"
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [slug for page in pages for slug in page] == sorted(
        Question.objects.filter(kind="coding").values_list("slug", flat=True)
    )


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=riddle", "kind"), ("track=astrology", "track"), ("difficulty=brutal", "difficulty"), ("company=acme", "company"),
        ("search=%00", "search"), (f"search={'x' * 101}", "search"),
    ],
)  # fmt: skip
def test_a_filter_that_does_not_exist_is_refused_by_name(browser, query, field):
    response = browser.get(f"{PRACTICE}?{query}")
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "listed" not in response.context


def test_where_nothing_fits_each_wish_can_be_let_go_of(browser):
    make_question(kind="coding")
    page = Page(browser, browser.get(f"{PRACTICE}?kind=coding&difficulty=hard"))
    assert "No question fits all of this." in page.html
    assert page.find("Search at any difficulty").path == f"{PRACTICE}?kind=coding"
    assert len(page.click(page.find("Search at any difficulty")).response.context["listed"]) == 1
    assert "No bookmarks yet." in browser.get(f"{PRACTICE}?bookmarked=on").content.decode()


def test_a_question_says_when_it_was_last_asked_to_this_candidate(browser, api, user):
    question = make_question()
    plan = {"max_questions": 1, "behavioral_questions_target": 0}
    reach_question(make_interview(make_user(), **plan))
    assert "last asked" not in browser.get(PRACTICE).content.decode()
    assert [row["last_asked_at"] for row in api.get(QUESTIONS).json()["results"]] == [None]
    for _ in range(2):
        last = reach_question(make_interview(user, **plan)).slots.get().opened_at
    ((shown, marks),) = browser.get(PRACTICE).context["listed"]
    assert (shown, marks.last_asked_at) == (question, last)
    assert f"{last:%B %Y}" in browser.get(PRACTICE).content.decode()
    assert [row["last_asked_at"] for row in api.get(QUESTIONS).json()["results"]] == [f"{last:%Y-%m-%dT%H:%M:%S.%fZ}"]


def test_the_page_costs_the_same_however_many_questions_there_are(browser, user):
    costs = []
    for _ in range(2):
        make_bank(own=6, behavioral=2)
        for question in Question.objects.all():
            practice.keep_question(user.pk, question)
        reach_wrap_up(make_interview(user))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(PRACTICE).status_code == 200
        costs.append(count_statements(captured))
    assert costs[0] == costs[1] <= 8


def test_nothing_that_answers_a_question_is_on_the_page(browser):
    question = make_question(tags=["caches"])
    page = browser.get(PRACTICE).content.decode()
    assert "caches" in page
    kept = [question.model_answer, *question.red_flags, question.clarifications[0]["say"]]
    for rows in (question.key_points, question.follow_ups, question.hints):
        kept += list(rows.values_list("text", flat=True))
    assert [text for text in kept if text in page] == []


# ------------------------------------------------------------------ keeping


def test_a_bookmark_is_set_and_taken_off_with_a_click_and_leads_back_to_the_question(browser, user):
    question = make_question(kind="coding")
    page = Page(browser, browser.get(f"{PRACTICE}?kind=coding"))
    for _ in range(2):  # a second click on an old page changes nothing
        kept = page.click(page.find("☆"))
    assert kept.response.redirect_chain == [(f"{PRACTICE}?kind=coding#{question.slug}", 302)]
    assert list(Bookmark.objects.values_list("user", "question")) == [(user.pk, question.pk)]
    for _ in range(2):
        dropped = kept.click(kept.find("★"))
    assert Bookmark.objects.count() == 0
    assert dropped.find("☆").label.endswith("Bookmark")


def test_a_program_keeps_a_question_and_drops_it_again(api, user):
    question = make_question()
    path = f"{QUESTIONS}{question.slug}/bookmark/"
    assert [api.put(path).status_code for _ in range(2)] == [204, 204]
    (row,) = api.get(f"{QUESTIONS}?bookmarked=true").json()["results"]
    assert (row["slug"], row["bookmarked"]) == (question.slug, True)
    assert [api.delete(path).status_code for _ in range(2)] == [204, 204]
    assert [row["bookmarked"] for row in api.get(QUESTIONS).json()["results"]] == [False]


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_only_what_can_be_asked_can_be_kept(browser, api, state):
    question = make_question(state=state)
    assert browser.post(f"{PRACTICE}{question.slug}/bookmark/").status_code == 404
    assert api.put(f"{QUESTIONS}{question.slug}/bookmark/").status_code == 404
    assert Bookmark.objects.count() == 0


def test_the_bookmark_of_a_question_that_was_retired_can_be_taken_off(api, user):
    question = make_question()
    practice.keep_question(user.pk, question)
    Question.objects.update(state="retired")
    assert listed_by_api(api, "bookmarked=true") == []
    assert api.delete(f"{QUESTIONS}{question.slug}/bookmark/").status_code == 204
    assert Bookmark.objects.count() == 0


def test_nobody_learns_of_drafts(browser, api):
    draft = make_question(state="draft").slug
    paths = [f"{PRACTICE}{slug}/drill/" for slug in (draft, "never-was")]
    assert [browser.post(path).status_code for path in paths] == [404, 404]
    assert [api.delete(f"{QUESTIONS}{slug}/bookmark/").status_code for slug in (draft, "never-was")] == [404, 404]


# ------------------------------------------------------------------ being asked what one picked


def test_a_drill_is_one_click_and_asks_this_question_alone(browser, user):
    make_bank()
    question = make_question(kind="behavioral", difficulty="hard", tracks=["behavioral"], companies=["google"])
    page = Page(browser, browser.get(f"{PRACTICE}?track=behavioral&search=Situation&difficulty=hard&company=google"))
    room = page.click(page.find("Practise"))
    interview = Interview.objects.get()
    assert room.response.redirect_chain == [(interview.get_absolute_url(), 302)]
    assert (interview.track, interview.difficulty, interview.company_style, interview.max_questions, interview.stage) == (
        "behavioral", "hard", "google", 1, "warm_up",
    )  # fmt: skip
    reach_wrap_up(interview)
    assert asked_in(interview) == [question.pk]
    finalize(interview.pk, judge=OfflineJudge())
    assert find_violations(interview) == []
    assert [one["title"] for one in interview.evaluations.get().question_results] == [question.title]


def test_a_drill_has_follow_ups_and_hints_like_any_interview(user):
    question = make_question()
    interview = services.create_interview(user.pk, choose(question))
    reach_question(start(interview))
    say(interview, intent="hint")
    say(interview)
    slot = interview.slots.get()
    assert (slot.hints_used, slot.followups_used, slot.outcome) == (1, 1, "open")


def start(interview):
    start_interview(interview.pk)
    interview.refresh_from_db()
    return interview


def test_several_questions_are_asked_in_the_order_given(user):
    make_bank()
    questions = [make_question(kind=kind) for kind in ("system_design", "behavioral", "coding", "behavioral")][::-1]
    interview = start(services.create_interview(user.pk, choose(*questions)))
    assert (interview.max_questions, interview.behavioral_questions_target) == (4, 2)
    reach_wrap_up(interview)
    assert asked_in(interview) == keys(questions)
    assert find_violations(interview) == []


def test_a_mock_of_what_was_picked_is_shuffled_by_its_seed(browser, user):
    questions = [make_question() for _ in range(6)]
    slugs = [question.slug for question in questions]
    browser.post(reverse("interviews:mock"), {"questions": slugs})
    interview = Interview.objects.get()
    assert interview.chosen == shuffle_choice(slugs, seed=interview.seed)
    assert sorted(interview.chosen) == sorted(slugs)
    reach_wrap_up(interview)
    assert [Question.objects.get(pk=pk).slug for pk in asked_in(interview)] == interview.chosen


def test_seeds_lead_to_different_orders():
    orders = {tuple(shuffle_choice("abcdef", seed=seed)) for seed in range(20)}
    assert len(orders) > 15
    assert shuffle_choice("abcdef", seed=7) == shuffle_choice("abcdef", seed=7)


def test_a_question_seen_before_is_asked_again_when_it_was_picked(user):
    question = make_question()
    for _ in range(2):
        interview = reach_wrap_up(start(services.create_interview(user.pk, choose(question))))
        assert asked_in(interview) == [question.pk]


def test_a_question_that_is_retired_meanwhile_is_left_out(user):
    make_bank()
    questions = [make_question() for _ in range(3)]
    interview = start(services.create_interview(user.pk, choose(*questions)))
    Question.objects.filter(pk=questions[1].pk).update(state="retired")
    reach_wrap_up(interview)
    assert asked_in(interview) == keys([questions[0], questions[2]])
    assert find_violations(interview) == []


def test_an_order_that_was_not_chosen_is_a_violation(user):
    questions = [make_question() for _ in range(2)]
    interview = reach_wrap_up(start(services.create_interview(user.pk, choose(*questions))))
    Interview.objects.filter(pk=interview.pk).update(chosen=interview.chosen[::-1])
    assert find_violations(interview) == ["2 questions were asked that are not the 2 chosen ones in their order"]


@pytest.mark.parametrize(
    ("levels", "overall"),
    [
        (["hard"], "hard"),
        (["easy", "hard", "hard"], "hard"),
        (["hard", "easy"], "easy"),
        (["hard", "medium", "easy"], "easy"),
    ],
)
def test_an_interview_is_as_hard_as_most_of_its_questions(user, levels, overall):
    questions = [make_question(difficulty=level) for level in levels]
    assert services.create_interview(user.pk, choose(*questions)).difficulty == overall
    assert services.create_interview(user.pk, choose(*questions, difficulty=overall)).difficulty == overall


# ------------------------------------------------------------------ what is refused


def test_a_question_that_cannot_be_asked_is_refused_in_words(browser, api, user):
    retired, elsewhere = make_question(state="retired"), make_question(tracks=["data_science"])
    gone = f"“{retired.slug}” is not a question that can be asked: it was retired, or never was one."
    page = browser.post(f"{PRACTICE}{retired.slug}/drill/?track=swe_engineer")
    assert (page.status_code, gone in page.content.decode()) == (422, True)
    body = {"track": "swe_engineer", "questions": [retired.slug, elsewhere.slug, "never-was"]}
    answer = api.post(INTERVIEWS, body, format="json")
    assert (answer.status_code, answer.json()["fields"]) == (
        422,
        {
            "questions": [
                gone,
                f"“{elsewhere.title}” is not asked in this track, but in: Data science.",
                "“never-was” is not a question that can be asked: it was retired, or never was one.",
            ]
        },
    )
    assert (Interview.objects.count(), UsageDay.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"max_questions": 3}, "max_questions"),
        ({"behavioral_questions_target": 1}, "behavioral_questions_target"),
        ({"adaptive": True}, "adaptive"),
        ({"difficulty": "hard"}, "difficulty"),
        ({"track": "astrology"}, "track"),
        ({"questions": [], "difficulty": "medium", "shuffle": True}, "shuffle"),
        ({"questions": []}, "difficulty"),
    ],
)
def test_what_contradicts_the_questions_is_refused_by_name(api, extra, field):
    make_bank(own=9)
    question = make_question()
    body = {"track": "swe_engineer", "questions": [question.slug], **extra}
    answer = api.post(INTERVIEWS, body, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert Interview.objects.count() == 0


def test_no_question_is_chosen_twice_and_no_more_than_ten(user):
    questions = [make_question() for _ in range(MAX_CHOSEN + 1)]
    for chosen, told in ((questions, "at most 10 questions; these are 11"), (questions[:1] * 2, "more than once")):
        with pytest.raises(InvalidInterview, match="don't fit") as refused:
            services.create_interview(user.pk, choose(*chosen))
        assert told in refused.value.fields["questions"][0]
    assert services.create_interview(user.pk, choose(*questions[:MAX_CHOSEN])).max_questions == 10


def test_a_program_reads_back_which_questions_it_chose(api):
    questions = [make_question().slug for _ in range(3)][::-1]
    created = api.post(INTERVIEWS, {"track": "swe_engineer", "questions": questions}, format="json")
    assert (created.status_code, created.json()["questions"], created.json()["progress"]["max"]) == (201, questions, 3)
    shuffled = api.post(INTERVIEWS, {"track": "swe_engineer", "questions": questions, "shuffle": True}, format="json")
    assert sorted(shuffled.json()["questions"]) == sorted(questions)


def test_a_mock_of_nothing_or_of_several_tracks_says_so_and_keeps_what_was_picked(browser):
    one, other = make_question(tracks=["swe_engineer"]), make_question(tracks=["data_science"])
    nothing = browser.post(reverse("interviews:mock"))
    assert (nothing.status_code, "No question is picked yet." in nothing.content.decode()) == (422, True)
    both = browser.post(reverse("interviews:mock"), {"questions": [one.slug, other.slug]})
    assert (both.status_code, "belong to different tracks" in both.content.decode()) == (422, True)
    assert both.content.decode().count(" checked>") == 2
    assert Interview.objects.count() == 0


def test_a_mock_is_held_in_a_track_that_all_its_questions_share(browser):
    one = make_question(tracks=["swe_engineer", "data_science"])
    other = make_question(tracks=["data_science"])
    browser.post(reverse("interviews:mock"), {"questions": [one.slug, other.slug]})
    assert Interview.objects.get().track == "data_science"


def test_a_day_that_is_used_up_says_when_the_next_begins(browser, settings):
    settings.USER_DAY_INTERVIEWS = 1
    question = make_question()
    statuses = [browser.post(f"{PRACTICE}{question.slug}/drill/") for _ in range(2)]
    assert [response.status_code for response in statuses] == [302, 429]
    assert int(statuses[1]["Retry-After"]) > 0
    assert Interview.objects.count() == 1


def test_bookmarks_are_ones_own(user):
    question = make_question()
    practice.keep_question(user.pk, question)
    other = APIClient()
    other.force_authenticate(make_user())
    assert listed_by_api(other, "bookmarked=true") == []
    assert other.delete(f"{QUESTIONS}{question.slug}/bookmark/").status_code == 204
    assert Bookmark.objects.count() == 1
