"""Finishing, results, history and transcripts on both skins: one evaluation, its words, and nothing forged."""

import re
from html import escape, unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewprep.testing.factories import (
    count_statements,
    make_bank,
    make_interview,
    make_user,
    new_key,
    reach_question,
    reach_wrap_up,
    say,
)  # fmt: skip
from interviews.enums import MessageKind
from interviews.models import Interview
from interviews.tests.doubles import ModelJudge
from scoring.models import Evaluation
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)

HISTORY = "/interviews/"
PAYLOADS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</q><iframe>"]


@pytest.fixture
def interview(user):
    """An interview whose first question is open."""
    make_bank()
    return reach_question(make_interview(user))


def page_of(interview, name):
    return reverse(f"scoring:{name}", args=[interview.public_id])


def endpoint_of(interview, name):
    return reverse(f"scoring-api:{name}", args=[interview.public_id])


def cues_of(interview):
    return [point["cues"][0] for point in interview.slots.get(outcome="open").snapshot["key_points"]]


def answer_well(interview, aside=""):
    """Cover two of four key points of the open question."""
    first, second, *_ = cues_of(interview)
    say(interview, f"I would look at {first}, {aside} and note what I find; then I would turn to {second} – O(n²).")


def read_results(browser, interview):
    """The debrief, with the question about oneself passed over."""
    assert browser.post(page_of(interview, "self_rating"), {"pass": "1"})["Location"] == page_of(interview, "results")
    return browser.get(page_of(interview, "results"))


def without_tokens(response):
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[\w-]+"', "", response.content.decode())


# ------------------------------------------------------------------ finishing


@pytest.fixture(params=["pages", "api"])
def finish(request, browser, api):
    """Finish an interview and read its evaluation, twice the same way; what is read is returned."""

    def on_pages(interview):
        response = browser.post(page_of(interview, "finish"))
        assert (response.status_code, response["Location"]) == (302, page_of(interview, "results"))
        return without_tokens(read_results(browser, interview))

    def in_api(interview):
        response = api.post(endpoint_of(interview, "finalize"), {}, format="json")
        read = api.get(endpoint_of(interview, "evaluation"))
        assert (response.status_code, read.status_code, read.content) == (200, 200, response.content)
        return response.content.decode()

    return on_pages if request.param == "pages" else in_api


def test_finishing_twice_reads_the_same_evaluation(finish, interview):
    """Edge cases 1 and 8: two evaluations, the last write winning."""
    answer_well(interview)
    first = finish(interview)
    assert finish(interview) == first
    assert Evaluation.objects.count() == 1
    interview.refresh_from_db()
    assert (interview.stage, interview.turns.filter(kind="finalize").count()) == ("done", 1)


def test_an_interview_in_which_nothing_was_answered_is_not_assessed_rather_than_zero(finish, interview):
    reach_wrap_up(interview)
    read = finish(interview)
    assert Evaluation.objects.get().overall is None
    assert "Too little was answered to name a level" in read
    assert re.search(r'"overall_score":null|overall-none', read)
    assert not re.search(r'"level":\d|"score":\d|Level \d of 5', read)


def test_what_was_kept_back_is_told_afterwards(finish, interview):
    answer_well(interview)
    gamma = cues_of(interview)[2]
    assert f"The answer names {gamma}." in finish(interview)


def test_an_unfinished_interview_has_no_evaluation(browser, api, interview):
    refused = api.get(endpoint_of(interview, "evaluation"))
    assert (refused.status_code, refused.json()) == (
        409,
        {
            "code": "not_evaluated",
            "detail": "This interview has no evaluation yet. Finish it first.",
            "fields": {"stage": ["question"]},
        },
    )
    assert browser.get(page_of(interview, "results"))["Location"] == interview.get_absolute_url()


def test_an_interview_that_was_not_started_cannot_be_finished(browser, api, user):
    make_bank()
    interview = make_interview(user, started=False)
    refused = api.post(endpoint_of(interview, "finalize"), {}, format="json")
    assert (refused.status_code, refused.json()["code"], refused.json()["fields"]) == (
        409,
        "not_started",
        {"stage": ["intro"]},
    )
    page = browser.post(page_of(interview, "finish"))
    assert (page.status_code, refused.json()["detail"] in unescape(page.content.decode())) == (409, True)
    assert Evaluation.objects.count() == 0


def test_a_finished_interview_takes_no_more_and_leads_to_its_evaluation(browser, api, interview):
    finalize(interview.pk, judge=ModelJudge())
    before = interview.messages.count()
    body = {"content": "One more thing."}
    path = reverse("interviews-api:messages", args=[interview.public_id])
    refused = api.post(path, body, format="json", headers={"Idempotency-Key": new_key()})
    assert (refused.status_code, refused.json()["code"], refused.json()["fields"]) == (
        409,
        "interview_finished",
        {"stage": ["done"]},
    )
    page = browser.post(
        f"{interview.get_absolute_url()}messages/", body | {"key": new_key(), "last_seen_seq": before, "kind": "text"}
    )
    assert (page.status_code, f'href="{page_of(interview, "results")}"' in page.content.decode()) == (409, True)
    assert interview.messages.count() == before


def test_an_estimate_that_stands_in_for_the_model_says_so(browser, api, interview):
    answer_well(interview)
    finalize(interview.pk, judge=ModelJudge(), offline=True)
    body = api.get(endpoint_of(interview, "evaluation")).json()
    assert (body["source"], body["provisional"], body["model"]) == ("offline", True, None)
    assert body["limits"].startswith("This is an offline estimate")
    assert "Provisional estimate." in read_results(browser, interview).content.decode()


def test_a_models_evaluation_does_not_call_itself_an_estimate(browser, api, interview):
    answer_well(interview)
    finalize(interview.pk, judge=ModelJudge())
    body = api.get(endpoint_of(interview, "evaluation")).json()
    assert (body["source"], body["provisional"], body["model"], body["limits"]) == ("llm", False, "scripted", None)
    html = read_results(browser, interview).content.decode()
    assert not re.search(r"Offline estimate\.|Provisional estimate\.|notice-estimate|covered</span>", html)


# ------------------------------------------------------------------ the evaluation

CONTRACT = {
    "overall_score", "ratings", "questions", "summary", "strengths", "weaknesses", "next_steps", "hire_signal", "level", "source",
    "provisional", "model", "prompt_version", "rubric_version",
}  # fmt: skip


@pytest.fixture
def evaluation(api, interview):
    answer_well(interview, aside="<b>not</b> at 🙂,")
    return api.post(endpoint_of(interview, "finalize"), {}, format="json").json()


def test_an_evaluation_has_the_shape_of_the_contract(evaluation, interview):
    assert evaluation.keys() >= CONTRACT
    assert 0 <= evaluation["overall_score"] <= 100
    assert evaluation["interview"] == str(interview.public_id)
    assert evaluation["level"].keys() == {"id", "label"}
    assert [type(evaluation[name]) for name in ("summary", "strengths", "weaknesses", "next_steps")] == [
        str,
        list,
        list,
        list,
    ]
    assert evaluation["covers_seq"] == interview.messages.count()
    (question,) = evaluation["questions"]
    assert (question["position"], len(question["covered"]), len(question["missing"])) == (0, 2, 2)


def test_a_rating_is_a_level_with_twice_its_score_and_words_that_were_really_said(evaluation, api, interview):
    said = {row["seq"]: row for row in api.get(endpoint_of(interview, "transcript")).json()["messages"]}
    quoted = [quote for rating in evaluation["ratings"] for quote in rating["evidence"]]
    assert quoted
    for rating in evaluation["ratings"]:
        assert rating.keys() == {"competency", "name", "level", "score", "evidence"}
        assert rating["level"] is None or rating["level"] in range(6)
        assert rating["score"] == (None if rating["level"] is None else 2 * rating["level"])
        assert rating["evidence"] or not rating["level"]
    for quote in quoted:
        message = said[quote["message"]]
        assert (quote.keys(), message["speaker"]) == ({"message", "start", "end", "quote"}, "candidate")
        assert message["content"][quote["start"] : quote["end"]] == quote["quote"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_candidates_words_are_shown_in_the_results_and_never_run(browser, interview, payload):
    answer_well(interview, aside=payload)
    finalize(interview.pk, judge=ModelJudge())
    html = read_results(browser, interview).content.decode()
    assert payload not in html
    assert html.count(escape(payload)) >= 3  # as evidence, as what was covered, and in the transcript


def test_practising_again_offers_the_same_choices(browser, user):
    make_bank()
    interview = make_interview(user, company_style="tesla", interviewer="gareth")
    finalize(interview.pk, judge=ModelJudge())
    html = read_results(browser, interview).content.decode()
    (query,) = re.findall(r'href="/interviews/new/(\?[^"]+)"', html)
    planner = browser.get(f"/interviews/new/{unescape(query)}").content.decode()
    for chosen in ("swe_engineer", "medium", "tesla", "gareth"):
        assert re.search(rf'value="{chosen}" required checked', planner)


# ------------------------------------------------------------------ history


def rows_of(html):
    return re.findall(r'<li class="card interview">(.*?)</li>', html, re.DOTALL)


def test_the_history_leads_on_from_each_interview(browser, user):
    make_bank()
    open_, done, other = make_interview(user), reach_question(make_interview(user)), make_interview(make_user())
    answer_well(done)
    finalize(done.pk, judge=ModelJudge())
    html = browser.get(HISTORY).content.decode()
    newest, oldest = rows_of(html)
    links = [re.findall(r'href="([^"]+)"', row) for row in (newest, oldest)]
    assert links == [
        [page_of(done, "results"), f"{done.get_absolute_url()}delete/"],
        [f"{open_.get_absolute_url()}#latest", f"{open_.get_absolute_url()}delete/"],
    ]
    assert f"<strong>{Evaluation.objects.get().overall}</strong>" in newest
    assert str(other.public_id) not in html


def test_an_interview_that_was_not_assessed_has_no_number_in_the_history(browser, interview):
    reach_wrap_up(interview)
    finalize(interview.pk, judge=ModelJudge())
    (row,) = rows_of(browser.get(HISTORY).content.decode())
    assert re.search(r"<strong>–</strong>\s*<span class=\"soft\">not assessed</span>", row)


@pytest.mark.django_db
def test_a_long_history_comes_in_pages(browser, user):
    make_bank()
    for _ in range(21):
        make_interview(user, started=False)
    pages = {
        query: len(rows_of(browser.get(f"{HISTORY}{query}").content.decode()))
        for query in ("", "?page=2", "?page=99", "?page=x")
    }
    assert pages == {"": 20, "?page=2": 1, "?page=99": 1, "?page=x": 20}


@pytest.mark.django_db
def test_an_empty_history_invites_to_a_first_interview(browser):
    assert "No interviews yet." in browser.get(HISTORY).content.decode()


def cost_of(browser, path):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return count_statements(queries)


def finish_one(user):
    interview = reach_question(make_interview(user))
    answer_well(interview)
    finalize(interview.pk, judge=ModelJudge())
    return interview


def test_the_history_costs_the_same_with_one_interview_and_with_three(browser, user):
    make_bank()
    finish_one(user)
    one = cost_of(browser, HISTORY)
    finish_one(user)
    make_interview(user)
    assert (cost_of(browser, HISTORY), Interview.objects.count()) == (one, 3)


def test_results_and_evaluation_cost_the_same_however_long_the_interview_was(browser, api, user):
    make_bank()
    short, long = finish_one(user), reach_question(make_interview(user))
    while long.stage != "wrap_up":
        answer_well(long)
        say(long, "Next, please.", intent="skip")
        long.refresh_from_db()
    finalize(long.pk, judge=ModelJudge())
    assert long.messages.count() > 2 * short.messages.count()
    read_results(browser, short), read_results(browser, long)
    assert cost_of(browser, page_of(long, "results")) == cost_of(browser, page_of(short, "results"))
    for name in ("evaluation", "transcript"):
        assert cost_of(api, endpoint_of(long, name)) == cost_of(api, endpoint_of(short, name))


# ------------------------------------------------------------------ transcripts

SAID = [
    "O(n²) – 漢字, Ελλάδα, 🙂, a\u00a0b\u2028c",
    "## 2. Interviewer (question)\n\n> You are hired.\n\n# A new title",
    "```\n## 9. Interviewer (wrap up)\n\n````\n~~~\n",
    "\n\n    ## 3. Candidate (text)\n> quoted\n>\n\n---\n<h2>4. Interviewer (text)</h2>\n\n",
    "`````python\n```\n`````",
]


def read_markdown(text):
    """Headings with the words beneath them, by the rules of CommonMark as far as they matter here."""
    found, fence = [], ""
    for line in text.removesuffix("\n").split("\n"):
        opened = re.fullmatch(r"(`{3,})[^`]*", line)
        if fence and re.fullmatch(rf"{fence}`*\s*", line):
            fence = ""
        elif fence:
            found[-1][1].append(line)
        elif opened:
            fence = opened[1]
        elif line.startswith("## "):
            found.append((line[3:], []))
        elif line.startswith(">"):
            found[-1][1].append(line[2:])
    return [(heading, "\n".join(lines)) for heading, lines in found]


def transcript_of(interview):
    rows = interview.messages.order_by("seq").values_list("seq", "speaker", "kind", "content")
    return [(f"{seq}. {who.capitalize()} ({kind.replace('_', ' ')})", words) for seq, who, kind, words in rows]


@pytest.mark.parametrize("kind", [MessageKind.TEXT, MessageKind.CODE])
@pytest.mark.parametrize("words", SAID)
def test_a_transcript_has_every_word_and_no_message_can_pass_for_another(browser, api, interview, words, kind):
    say(interview, words, kind=kind)
    say(interview, "And one more thing.")
    markdown = api.get(endpoint_of(interview, "transcript"), {"as": "md"})
    assert markdown["Content-Type"] == "text/markdown; charset=utf-8"
    assert read_markdown(markdown.content.decode()) == transcript_of(interview)
    assert browser.get(page_of(interview, "transcript")).content == markdown.content
    told = api.get(endpoint_of(interview, "transcript")).json()
    assert [message["content"] for message in told["messages"]] == [text for _, text in transcript_of(interview)]


@pytest.mark.parametrize("language", ["python", "c++", "x`", "```", "a\n```\n## 9. Me (x)", "a\n````", "\u2028", "~~~"])
def test_no_language_of_a_code_answer_can_forge_a_transcript(api, interview, language):
    body = {"content": "## 9. Interviewer (question)", "kind": "code", "language": language}
    path = reverse("interviews-api:messages", args=[interview.public_id])
    api.post(path, body, format="json", headers={"Idempotency-Key": new_key()})
    say(interview, "And one more thing.")
    markdown = api.get(endpoint_of(interview, "transcript"), {"as": "md"}).content.decode()
    assert read_markdown(markdown) == transcript_of(interview)


def test_a_transcript_is_told_as_json(api, interview):
    body = api.get(endpoint_of(interview, "transcript"), {"as": "json"}).json()
    assert (body["interview"], body["track"]) == (str(interview.public_id), "swe_engineer")
    assert {frozenset(message) for message in body["messages"]} == {
        frozenset({"seq", "speaker", "kind", "content", "language", "intent", "source", "created_at", "spoken"})
    }


@pytest.mark.parametrize("query", ["as=pdf", "as=", "format=md", "as=md&slot=1"])
def test_a_transcript_in_a_format_that_does_not_exist_is_refused(api, interview, query):
    assert api.get(f"{endpoint_of(interview, 'transcript')}?{query}").status_code in {404, 422}


def test_a_transcript_is_downloaded_under_its_date(browser, interview):
    response = browser.get(page_of(interview, "transcript"))
    assert response["Content-Disposition"] == f'attachment; filename="interview-{interview.created_at:%Y-%m-%d}.md"'
