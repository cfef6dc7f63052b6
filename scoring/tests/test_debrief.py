"""The debrief: how one saw oneself first, words and ratings linked both ways, the score read for another company, and once more."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewprep.testing.factories import count_statements, make_bank, make_interview, new_key, reach_question, say
from interviewprep.testing.model_server import ModelServer
from interviews.brief import Said
from interviews.exceptions import LLMUnavailable
from interviews.exchange import Sent
from interviews.quotes import show_quote
from interviews.tests.doubles import ModelJudge, fail
from scoring import reanswers, services
from scoring.exceptions import AlreadySelfRated, InvalidSelfRating, NotEvaluated
from scoring.integrity import find_violations
from scoring.judge import OfflineJudge
from scoring.models import Evaluation, Evidence, Reanswer, SelfAssessment
from scoring.self_ratings import rate_oneself
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)

AGAIN = "This time I would begin with {0}, and go on to {1}, since one without the other tells us nothing about the doors. In the end {2} and {3} come into it, which is why I would write down what each costs before I go on."


@pytest.fixture
def interview(user):
    """Finished offline, with one question answered by half."""
    make_bank()
    interview = reach_question(make_interview(user, behavioral_questions_target=0))
    first, second, *_ = cues_of(interview)
    say(interview, f"I would look at {first}, and note what I find there; then I would turn to {second} – O(n²).")
    finalize(interview.pk, judge=OfflineJudge())
    interview.refresh_from_db()
    return interview


def cues_of(interview, position=0):
    return [point["cues"][0] for point in interview.slots.get(position=position).snapshot["key_points"]]


def page_of(interview, name, *more):
    return reverse(f"scoring:{name}", args=[interview.public_id, *more])


def endpoint_of(interview, name, *more):
    return reverse(f"scoring-api:{name}", args=[interview.public_id, *more])


def read(browser, interview, query=""):
    browser.post(page_of(interview, "self_rating"), {"pass": "1"})
    return unescape(browser.get(page_of(interview, "results") + query).content.decode())


def answer_again(client, interview, content, *, key="", position=0, **body):
    path = endpoint_of(interview, "reanswers", position)
    return client.post(path, {"content": content, **body}, format="json", headers={"Idempotency-Key": key or new_key()})


# ------------------------------------------------------------------ how one saw oneself


def test_the_score_is_shown_after_one_has_said_how_one_saw_oneself(browser, interview):
    results, question = page_of(interview, "results"), page_of(interview, "self_rating")
    assert browser.get(results)["Location"] == question
    asked = browser.get(question).content.decode()
    assert "how did it go?" in asked
    assert "overall-number" not in asked
    assert browser.post(question, {"correctness": "4"})["Location"] == results
    html = browser.get(results).content.decode()
    assert re.search(r'<td>4 <span class="soft">\([+−]\d\)', html)
    assert browser.get(question)["Location"] == results


def test_it_can_be_passed_over_and_is_not_asked_again(browser, interview):
    assert browser.post(page_of(interview, "self_rating"), {"correctness": "4", "pass": "1"}).status_code == 302
    html = browser.get(page_of(interview, "results")).content.decode()
    assert ("overall-number" in html, "Your own" in html) == (True, False)


def test_a_program_says_it_and_reads_it_beside_the_ratings(api, interview):
    assert api.get(endpoint_of(interview, "evaluation")).json()["self_rating"] is None
    answer = api.post(endpoint_of(interview, "self-rating"), {"levels": {"correctness": 3}}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"levels": {"correctness": 3}})
    assert api.get(endpoint_of(interview, "evaluation")).json()["self_rating"] == {"correctness": 3}


@pytest.mark.parametrize("levels", [{"correctness": 6}, {"correctness": -1}, {"juggling": 3}])
def test_a_level_that_does_not_exist_or_was_not_asked_for_is_refused(api, interview, levels):
    refused = api.post(endpoint_of(interview, "self-rating"), {"levels": levels}, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, list(levels))
    with pytest.raises(InvalidSelfRating):
        rate_oneself(interview.pk, levels)
    assert not SelfAssessment.objects.exists()


def test_what_was_said_first_is_kept(browser, interview):
    rate_oneself(interview.pk, {"correctness": 2})
    assert rate_oneself(interview.pk, {"correctness": 2}).pk == SelfAssessment.objects.get().pk
    with pytest.raises(AlreadySelfRated):
        rate_oneself(interview.pk, {"correctness": 5})
    refused = browser.post(page_of(interview, "self_rating"), {"correctness": "5"})
    assert (refused.status_code, "It is kept as you said it then." in refused.content.decode()) == (409, True)
    assert SelfAssessment.objects.get().ratings.get().level == 2


def test_before_the_end_there_is_nothing_to_rate_oneself_on(user):
    make_bank()
    with pytest.raises(NotEvaluated):
        rate_oneself(make_interview(user).pk, {})


# ------------------------------------------------------------------ words and ratings


def test_each_rating_leads_to_its_words_and_each_word_back_to_its_rating(browser, interview):
    html = read(browser, interview)
    evidence = Evidence.objects.select_related("message", "rating")
    numbers = {rating.pk: n for n, rating in enumerate(Evaluation.objects.get().ratings.all(), start=1)}
    assert evidence
    for row in evidence:
        shown = show_quote(row.message.content, row.start, row.end)
        assert f'<a href="#q{row.pk}"><q>{shown}</q></a>' in html.replace("\n", "")
        assert html.count(f'id="q{row.pk}"') == 1
        assert f'href="#rating-{numbers[row.rating_id]}"' in html
        assert f'id="rating-{numbers[row.rating_id]}"' in html
    places = re.split(r'<a class="place" id="q\d+">', html)
    assert all(place.startswith(("</a><mark>", "</a>\n")) for place in places[1:])


def test_every_link_within_the_page_leads_somewhere(browser, interview):
    html = read(browser, interview)
    targets = set(re.findall(r'href="#([\w-]+)"', html))
    assert targets <= set(re.findall(r'id="([\w-]+)"', html))


def test_the_picture_has_the_figures_of_the_table(browser, interview):
    html = read(browser, interview)
    levels = [r.level for r in Evaluation.objects.get().ratings.all() if r.level is not None]
    assert html.count('class="radar-dot"') == len(levels)
    assert re.findall(r"<td>(\d) of 5</td>", html) == [str(level) for level in levels]


@pytest.mark.parametrize("tier", ["startup", "enterprise", "big_tech"])
def test_the_score_can_be_read_for_another_kind_of_company(browser, api, interview, tier):
    html = read(browser, interview, f"?tier={tier}")
    assert f'href="?tier={tier}" aria-current="true"' in html
    reading = next(r for r in api.get(endpoint_of(interview, "evaluation")).json()["readiness"] if r["tier"] == tier)
    assert re.search(rf"<h1[^>]*>{reading['level']['label']}</h1>", html)


def test_an_unknown_kind_of_company_is_read_as_the_interviews_own(browser, interview):
    assert 'href="?tier=enterprise" aria-current="true"' in read(browser, interview, "?tier=family")


def test_the_interviewers_notes_are_shown_as_what_they_are(browser, interview):
    html = read(browser, interview)
    assert "noted while you spoke" in html
    assert "All of them were told from words alone." in html


def test_where_nothing_was_said_nothing_is_said_of_a_score(browser, user):
    make_bank()
    interview = reach_question(make_interview(user, behavioral_questions_target=0))
    finalize(interview.pk, judge=OfflineJudge())
    html = read(browser, interview)
    for words in ("Offline estimate.", "first impression", "How good is this score?", "At a glance", "You covered"):
        assert words not in html
    assert html.count("No answer could be judged for these.") == 1
    assert html.count("<summary>Answer it</summary>") == len(Evaluation.objects.get().question_results)


def test_where_some_was_said_each_question_is_offered_by_whether_it_was_answered(browser, interview):
    html = read(browser, interview)
    results = Evaluation.objects.get().question_results
    answered = sum(result["facts"]["words"] > 0 for result in results)
    assert (html.count("<summary>Answer it again</summary>"), html.count("<h4>You covered</h4>")) == (
        answered,
        answered,
    )
    assert html.count("<summary>Answer it</summary>") == len(results) - answered


# ------------------------------------------------------------------ once more


def test_an_answer_given_again_says_what_is_covered_now_and_what_is_still_missing(api, interview):
    first, second, third, fourth = cues_of(interview)
    body = answer_again(api, interview, AGAIN.format(first, second, third, "the rest")).json()
    slugs = [point["slug"] for point in interview.slots.get(position=0).snapshot["key_points"]]
    assert (body["number"], body["source"], body["delta"]["refused"]) == (1, "offline", "")
    assert (body["delta"]["now_covered"], body["delta"]["still_missing"]) == ([slugs[2]], [slugs[3]])
    assert body["delta"]["no_longer_covered"] == []
    assert {"competency": "complexity", "before": 0, "after": 5} in body["delta"]["levels"]
    assert find_violations(interview) == []
    assert fourth not in body["content"]


def test_attempts_are_kept_one_after_the_other_and_the_evaluation_stands(browser, api, interview):
    before = Evaluation.objects.values().get()
    cues = cues_of(interview)
    answer_again(api, interview, AGAIN.format(*cues))
    answer_again(api, interview, "I would do nothing of the kind and wait for the museum to close its doors for good.")
    listed = api.get(endpoint_of(interview, "reanswers", 0)).json()["results"]
    assert [(row["number"], len(row["delta"]["now_covered"])) for row in listed] == [(1, 2), (2, 0)]
    assert len(listed[1]["delta"]["no_longer_covered"]) == 2
    assert Evaluation.objects.values().get() == before
    html = read(browser, interview)
    assert ("Attempt 2" in html, "Attempt 3" in html, "No longer covered:" in html) == (True, True, True)


def test_many_attempts_are_listed_in_as_many_statements_as_one(api, interview):
    path, content = endpoint_of(interview, "reanswers", 0), AGAIN.format(*cues_of(interview))
    answer_again(api, interview, content)
    with CaptureQueriesContext(connection) as one:
        api.get(path)
    for _ in range(2):
        answer_again(api, interview, content)
    with CaptureQueriesContext(connection) as three:
        assert len(api.get(path).json()["results"]) == 3
    assert count_statements(three) == count_statements(one)


def test_the_page_takes_an_answer_and_shows_what_changed(browser, interview):
    typed = {"key": new_key(), "content": AGAIN.format(*cues_of(interview)), "kind": "text"}
    response = browser.post(page_of(interview, "reanswer", 0), typed)
    assert response["Location"] == page_of(interview, "results") + "#again-0"
    assert read(browser, interview).count("Now covered:") == 2


def test_sending_it_twice_is_one_attempt_and_another_text_needs_another_key(api, interview):
    key, content = new_key(), AGAIN.format(*cues_of(interview))
    first = answer_again(api, interview, content, key=key)
    assert answer_again(api, interview, content, key=key).json() == first.json()
    refused = answer_again(api, interview, "Another one.", key=key)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Reanswer.objects.count() == 1


def test_sentences_of_the_strong_answer_are_worth_nothing(api, interview):
    snapshot = interview.slots.get(position=0).snapshot
    pasted = " ".join([snapshot["model_answer"], *(point["text"] for point in snapshot["key_points"])])
    result = answer_again(api, interview, pasted).json()["result"]
    assert (result["covered"], result["score"]) == ([], 0)


@pytest.mark.parametrize("content", ["", " ", "x" * 8_001, "nul\x00"])
def test_what_cannot_be_kept_whole_is_refused_and_stays_in_the_form(browser, api, interview, content):
    assert answer_again(api, interview, content).status_code in (400, 422)
    browser.post(page_of(interview, "self_rating"), {"pass": "1"})
    refused = browser.post(page_of(interview, "reanswer", 0), {"key": new_key(), "content": content})
    assert (refused.status_code, Reanswer.objects.count()) == (422, 0)
    html = unescape(refused.content.decode())
    assert "This answer can't be sent as it is." in html
    assert 'href="#again-content-0">Go to your answer to question 1<' in html
    assert re.findall(r'id="(again-content-\d)"[^>]* aria-invalid="true"', html) == ["again-content-0"]
    assert 'class="fault" id="again-fault-0"' in html


def test_a_model_that_is_down_keeps_the_answer_and_judges_it_later(browser, interview, settings):
    slot = interview.slots.select_related("interview").get(position=0)
    typed = {"key": new_key(), "content": AGAIN.format(*cues_of(interview)), "kind": "text"}
    with ModelServer() as model:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = model.url, "stand-in", "sk-canary"
        model.behaviour.fault = "500"
        refused = browser.post(page_of(interview, "reanswer", 0), typed)
        html = unescape(refused.content.decode())
        assert (refused.status_code, "Stored, but not judged yet." in html) == (503, True)
        assert slot.reanswers.get().result is None
        model.behaviour.fault = ""
        assert browser.post(page_of(interview, "reanswer", 0), typed).status_code == 302
    stored = slot.reanswers.get()
    assert (stored.number, stored.source, stored.model) == (1, "llm", "stand-in")
    assert "No comparison: The interview was judged by the offline estimate, this answer by a model" in read(
        browser, interview
    )


def test_a_reanswer_waits_for_whoever_is_judging_and_an_overtaken_judge_changes_nothing(interview):
    services.rescore(interview.pk, judge=OfflineJudge())
    slot = interview.slots.select_related("interview").get(position=0)
    sent = Sent(new_key(), Said(AGAIN.format(*cues_of(interview))))
    with pytest.raises(LLMUnavailable):
        reanswers.open_reanswer(slot, sent, judge=ModelJudge(fail)).finish()
    judged = reanswers.open_reanswer(slot, sent, judge=ModelJudge()).finish()
    assert (judged.number, judged.source, Reanswer.objects.count()) == (1, "llm", 1)


def test_a_control_character_in_the_language_of_an_answer_is_refused_on_the_page_too(browser, interview):
    """PostgreSQL can't store NUL: it would have ended in an error page."""
    typed = {"key": new_key(), "content": "x = 1", "kind": "code", "language": "py\x00"}
    refused = browser.post(page_of(interview, "reanswer", 0), typed)
    assert (refused.status_code, "a control character (U+0000)" in unescape(refused.content.decode())) == (422, True)
    assert not Reanswer.objects.exists()


def test_an_unfinished_interview_has_no_question_to_answer_again(api, user):
    make_bank()
    refused = answer_again(api, reach_question(make_interview(user)), "I would count them again.")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_evaluated")
    assert not Reanswer.objects.exists()


def test_a_question_that_was_not_asked_is_missing(api, interview):
    assert answer_again(api, interview, "I would count them again.", position=9).status_code == 404


# ------------------------------------------------------------------ in words or in code


def form_of(html, position=0):
    """What the form for another answer begins with: how it is written, and in which language."""
    form = html[html.index(f'id="again-{position}"') :]
    form = form[form.index("again-form") : form.index("</form>", form.index("again-form"))]
    [kind] = re.findall(r'name="kind" value="(\w+)" checked', form)
    return kind, re.findall(r'<option value="(\w+)"[^>]* selected>', form)


def test_a_question_answered_in_words_begins_in_words_again(browser, interview):
    assert form_of(read(browser, interview)) == ("text", [])


def test_a_question_answered_in_code_begins_in_that_language_again(browser, user):
    make_bank()
    interview = reach_question(make_interview(user, behavioral_questions_target=0))
    say(interview, "fn main() {}", kind="code", language="rust")
    finalize(interview.pk, judge=OfflineJudge())
    assert form_of(read(browser, interview)) == ("code", ["rust"])


@pytest.mark.parametrize("skin", ["page", "API"])
def test_another_answer_may_be_code_and_so_begins_the_next(browser, api, interview, skin):
    content = "\tfor {\n\t}"
    if skin == "page":
        typed = {"key": new_key(), "content": content.replace("\n", "\r\n"), "kind": "code", "language": "go"}
        assert browser.post(page_of(interview, "reanswer", 0), typed).status_code == 302
    else:
        assert answer_again(api, interview, content, kind="code", language="go").status_code == 200
    stored = Reanswer.objects.get()
    assert (stored.content, stored.kind, stored.language) == (content, "code", "go")
    html = read(browser, interview)
    assert form_of(html) == ("code", ["go"])
    assert '<span class="code-keyword">for</span>' in html


def test_a_refused_answer_stays_as_what_it_was_written(browser, interview):
    browser.post(page_of(interview, "self_rating"), {"pass": "1"})
    typed = {"key": new_key(), "content": "x" * 8_001, "kind": "code", "language": "sql"}
    refused = browser.post(page_of(interview, "reanswer", 0), typed)
    assert (refused.status_code, form_of(unescape(refused.content.decode()))) == (422, ("code", ["sql"]))
