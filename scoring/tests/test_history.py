"""All interviews: what is looked for is found, several go at once after one question, two stand side by side."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interviewprep.testing.factories import count_statements, make_bank, make_interview, make_user
from interviews.models import Interview, Question
from interviews.services import delete_interviews
from interviews.views import DRAFTS
from scoring.tests.past import ask_question, finish, say_once, some_question

pytestmark = pytest.mark.django_db

HISTORY, DELETE, COMPARE = "/interviews/", "/interviews/delete/", "/interviews/compare/"


@pytest.fixture(autouse=True)
def bank(db):
    make_bank(own=4, behavioral=2)


def ids_in(browser, **query):
    """The interviews that a search finds, as the page lists them."""
    response = browser.get(HISTORY, query)
    assert response.status_code == 200
    return re.findall(r'name="interview" value="([0-9a-f-]{36})"', response.content.decode())


def ids_of(*interviews):
    return [str(interview.public_id) for interview in interviews]


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


# ------------------------------------------------------------------ looking for


@pytest.fixture
def four(user):
    """By age: an open one, one judged by a model, two estimates; the oldest on another track."""
    open_ = make_interview(user, started=False, max_questions=2)
    return [
        open_,
        finish(user, {}, days_ago=1, source="llm"),
        finish(user, {}, days_ago=10),
        finish(user, {}, days_ago=20, track="data_science", role="data_scientist"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [0, 1, 2, 3]),
        ({"track": "data_science"}, [3]),
        ({"stage": "open"}, [0]),
        ({"stage": "intro"}, [0]),
        ({"stage": "done"}, [1, 2, 3]),
        ({"source": "llm"}, [1]),
        ({"source": "offline"}, [2, 3]),
        ({"source": "offline", "track": "swe_engineer"}, [2]),
        ({"words": "dAta scien"}, [3]),
        ({"words": "software ENG"}, [0, 1, 2]),
        ({"words": "no such words"}, []),
        ({"since": "1970-01-01", "until": "9999-12-31"}, [0, 1, 2, 3]),
    ],
)
def test_a_filter_finds_what_fits_and_nothing_else(browser, four, query, found):
    assert ids_in(browser, **query) == ids_of(*(four[n] for n in found))


def test_days_are_whole_and_both_inclusive(browser, four):
    day = (timezone.now() - timedelta(days=10)).date()
    assert ids_in(browser, since=day, until=day) == ids_of(four[2])
    assert ids_in(browser, until=day - timedelta(days=1)) == ids_of(four[3])
    assert ids_in(browser, since=day + timedelta(days=1)) == ids_of(*four[:2])


@pytest.mark.parametrize("words", ["the sparse matrix", "Sparse MATRIX", "100%", "50_000"])
def test_ones_own_words_are_found(browser, four, words):
    say_once(four[1], "I used the sparse matrix, 100% of it, for 50_000 rows.")
    say_once(four[2], "I used a dense one, 1000 of it, for 50x000 rows.")
    assert ids_in(browser, words=words) == ids_of(four[1])


def test_a_questions_title_is_found_and_the_interviewers_words_are_not(browser, four):
    question = some_question(kind="conceptual")
    Question.objects.filter(pk=question.pk).update(title="Counting visitors")
    ask_question(four[2], question)
    say_once(four[1], "Counted.")
    four[1].messages.update(speaker="interviewer", source="offline", kind="probe", intent="", content="visitors?")
    assert ids_in(browser, words="visitors") == ids_of(four[2])


def test_what_others_said_is_not_found(browser, user):
    say_once(finish(make_user(), {}), "A secret of mine.")
    assert ids_in(browser, words="secret") == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"since": "yesterday"}, "This is not a day of the calendar."),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "This is before the first day."),
        ({"track": "juggling"}, "“juggling” is not one of these. Choose from the list."),
        ({"stage": "dreaming"}, "“dreaming” is not one of these. Choose from the list."),
        ({"words": "nul\x00"}, "Null characters are not allowed."),
        ({"words": "x" * 101}, "at most 100 characters"),
    ],
)
def test_a_filter_that_cannot_be_read_says_why_and_finds_nothing(browser, four, query, fault):
    response = browser.get(HISTORY, query)
    assert (response.status_code, fault in text_of(response)) == (422, True)
    assert 'name="interview"' not in response.content.decode()


def test_the_pages_of_a_search_keep_to_it(browser, user):
    for _ in range(21):
        finish(user, {})
    make_interview(user, started=False)
    html = unescape(browser.get(HISTORY, {"stage": "done", "words": "engineer"}).content.decode())
    (older,) = re.findall(r'href="(\?[^"]+page=2)"', html)
    assert older == "?words=engineer&stage=done&page=2"
    assert len(re.findall('name="interview"', browser.get(f"{HISTORY}{older}").content.decode())) == 1


def test_nothing_found_is_told_apart_from_nothing_there(browser, user):
    assert "No interviews yet." in text_of(browser.get(HISTORY, {}))
    finish(user, {})
    assert "No interview fits that." in text_of(browser.get(HISTORY, {"stage": "open"}))


def test_a_search_costs_the_same_with_one_interview_and_with_three(browser, user):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            ids_in(browser, words="doors", stage="done", source="offline", since="2020-01-01", track="swe_engineer")
        return count_statements(queries)

    say_once(finish(user, {}))
    one = cost()
    for _ in range(2):
        say_once(finish(user, {}))
    assert cost() == one


# ------------------------------------------------------------------ deleting several


@pytest.mark.django_db(transaction=True)
def test_several_are_deleted_after_one_question(browser, user):
    first, second, kept = (finish(user, {}, days_ago=n) for n in (3, 2, 1))
    asked = browser.get(DELETE, {"interview": ids_of(first, second)})
    assert (asked.status_code, "Delete these 2 interviews?" in text_of(asked)) == (200, True)
    assert Interview.objects.count() == 3
    listed = re.findall(r'name="interview" value="([^"]+)"', asked.content.decode())
    gone = browser.post(DELETE, {"interview": listed}, follow=True)
    assert (gone.redirect_chain, "2 interviews are deleted." in text_of(gone)) == ([(HISTORY, 302)], True)
    assert list(Interview.objects.all()) == [kept]


@pytest.mark.django_db(transaction=True)
def test_what_is_not_ones_own_is_neither_shown_nor_deleted(browser, user):
    mine, theirs = finish(user, {}), finish(make_user(), {}, days_ago=9)
    both = {"interview": [*ids_of(mine, theirs), "no-id"]}
    assert str(theirs.public_id) not in browser.get(DELETE, both).content.decode()
    assert "The interview is deleted." in text_of(browser.post(DELETE, both, follow=True))
    assert list(Interview.objects.all()) == [theirs]
    assert "There was nothing left to delete." in text_of(browser.post(DELETE, both, follow=True))


@pytest.mark.django_db(transaction=True)
def test_one_that_went_meanwhile_does_not_keep_the_others(user):
    first, second = finish(user, {}), finish(user, {})
    missing = first.pk
    first.delete()
    assert (delete_interviews([missing, second.pk]), Interview.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_draft_goes_with_its_interview(browser, user):
    gone, kept = finish(user, {}), finish(user, {})
    session = browser.session
    typed = {"draft": "half a sentence", "kind": "text", "language": ""}
    session[DRAFTS] = {str(one.public_id): typed for one in (gone, kept)}
    session.save()
    browser.post(DELETE, {"interview": ids_of(gone)})
    assert browser.session[DRAFTS] == {str(kept.public_id): typed}


@pytest.mark.parametrize("method", ["get", "post"])
def test_with_nothing_ticked_nothing_is_deleted(browser, user, method):
    finish(user, {})
    response = getattr(browser, method)(DELETE)
    assert (response.status_code, "Nothing is ticked." in text_of(response)) == (422, True)
    assert Interview.objects.count() == 1


# ------------------------------------------------------------------ comparing two


def compare(browser, first, second):
    return browser.get(COMPARE, {"a": first.public_id, "b": second.public_id})


def cells_of(response):
    """The comparison's table, line by line."""
    body = re.search(r"<tbody>(.*)</tbody>", response.content.decode(), re.DOTALL)[1]
    lines = body.split("</tr>")[:-1]
    return [
        [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in re.split("</t[hd]>", line)[:-1]]
        for line in lines
    ]


def test_two_are_compared_by_competency(browser, user):
    first = finish(user, {"correctness": 1, "design": 4}, overall=40, days_ago=1)
    second = finish(user, {"correctness": 3, "ownership": 2}, overall=35)
    assert cells_of(compare(browser, first, second)) == [
        ["Overall", "40 of 100", "35 of 100", "▼ 5 lower"],
        ["Ownership Behavioural", "not assessed", "2 of 5", "Not assessed in the first."],
        ["Correctness Software engineer", "1 of 5", "3 of 5", "▲ 2 higher"],
        ["Design Software engineer", "4 of 5", "not assessed", "Not assessed in the second."],
    ]


def test_a_model_and_an_estimate_stand_side_by_side_without_a_difference(browser, user):
    first = finish(user, {"correctness": 1}, days_ago=1, source="llm")
    response = compare(browser, first, finish(user, {"correctness": 3}))
    assert cells_of(response)[1] == ["Correctness Software engineer", "1 of 5", "3 of 5", "–"]
    assert (
        "The two can't be compared in figures. The first was judged by a model, the second by the offline"
        in text_of(response)
    )


def test_two_that_were_ticked_are_compared_older_first(browser, user):
    older, newer = finish(user, {}, days_ago=2), finish(user, {})
    response = browser.get(COMPARE, {"interview": ids_of(newer, older)})
    assert response["Location"] == f"{COMPARE}?a={older.public_id}&b={newer.public_id}"


@pytest.mark.parametrize("ticked", [0, 1, 3])
def test_two_have_to_be_ticked(browser, user, ticked):
    ids = ids_of(*(finish(user, {}) for _ in range(ticked)))
    response = browser.get(COMPARE, {"interview": ids})
    assert (response.status_code, "Tick two interviews." in text_of(response)) == (422, True)


def test_one_that_is_not_finished_is_not_compared(browser, user):
    response = compare(browser, finish(user, {"correctness": 3}), make_interview(user, started=False))
    told = text_of(response)
    assert ("Both have to be finished" in told, "<table" in response.content.decode()) == (True, False)


def test_an_interview_of_somebody_else_is_missing(browser, user):
    mine, theirs = finish(user, {}), finish(make_user(), {})
    assert [compare(browser, *pair).status_code for pair in ((mine, theirs), (theirs, mine))] == [404, 404]
    assert [browser.get(f"{COMPARE}?{query}").status_code for query in ("a=x&b=y", f"a={mine.public_id}")] == [404, 404]
