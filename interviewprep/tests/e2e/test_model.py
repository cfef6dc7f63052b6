"""A model leads the interview, in a real browser and over a real connection."""

import http.client
import json
import threading
import time
import urllib.request
from urllib.parse import urlsplit

import pytest

from interviewprep.testing.browser import WATCH_SHIFTS, new_visitor
from interviewprep.testing.factories import NEUTRAL_ANSWER, PASSWORD, new_key
from interviewprep.testing.model_server import Behaviour, ModelServer
from interviewprep.testing.server import running_server

pytestmark = pytest.mark.e2e

ANSWER = f"{NEUTRAL_ANSWER} Then I would write the smallest test that fails and tell my team what I found."


@pytest.fixture(scope="module")
def model():
    with ModelServer() as model:
        yield model


@pytest.fixture(scope="module")
def server(model, tmp_path_factory):
    env = {"LLM_BASE_URL": model.url, "LLM_MODEL": "stand-in", "MESSAGE_BUDGET_SECONDS": "30"}
    with running_server(tmp_path_factory.mktemp("server"), **env) as server:
        yield server


@pytest.fixture
def visitor(chromium, server, model):
    model.behaviour = Behaviour()
    visitor = new_visitor(chromium, server.url)
    visitor.reach_question()
    yield visitor
    visitor.page.context.close()


def begin(visitor, text=ANSWER):
    visitor.page.fill("#content", text)
    visitor.page.click("button[value=answer]")


def words_so_far(visitor):
    return visitor.page.locator(".is-live [data-words]").inner_text()


@pytest.mark.page
def test_words_appear_while_the_model_writes_and_the_page_stays(visitor, model):
    visitor.page.evaluate("window.stayed = true")
    model.behaviour = Behaviour(seconds=2.5)
    with visitor.expect_turn():
        begin(visitor)
        visitor.page.wait_for_selector(".is-thinking")
        assert visitor.page.locator(".line-candidate").last.inner_text().endswith(ANSWER)
        visitor.page.wait_for_selector(".is-live:not(.is-thinking)")
        early = words_so_far(visitor)
    reply = visitor.lines("interviewer")[-1]
    assert reply.startswith(early)
    assert len(reply) > len(early)
    assert visitor.page.evaluate("window.stayed") is True
    assert visitor.page.evaluate("document.activeElement.id") == "content"
    assert reply in visitor.page.inner_text("#announcer")
    assert visitor.page.input_value("#content") == ""
    assert visitor.complaints == []


@pytest.mark.page
@pytest.mark.parametrize("size", [(390, 844), (1280, 860)])
def test_nothing_moves_while_words_stream(visitor, model, size):
    visitor.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    visitor.page.reload()
    visitor.page.fill("#content", ANSWER)
    visitor.page.evaluate(WATCH_SHIFTS)
    visitor.shifts()
    visitor.page.evaluate("window.shifts = []")  # loading is another matter, and a field may grow with what is typed
    model.behaviour = Behaviour(seconds=2.5)
    with visitor.expect_turn():
        visitor.page.click("button[value=answer]")
        visitor.page.wait_for_selector(".is-live:not(.is-thinking)")
    assert visitor.shifts() == []


def test_a_reload_in_the_middle_of_a_reply_waits_for_it(visitor, model):
    go_on = threading.Event()
    model.behaviour = Behaviour(go_on=go_on)
    with visitor.expect_turn():
        begin(visitor)
        visitor.page.wait_for_selector(".is-live:not(.is-thinking)")  # the message has arrived, and is being answered
        visitor.page.reload()
        visitor.page.wait_for_selector("[data-pending]")
        assert visitor.lines("candidate")[-1] == ANSWER
        assert visitor.page.locator("#content").count() == 0
        go_on.set()
        visitor.page.wait_for_selector("#content")
    assert visitor.lines("candidate").count(ANSWER) == 1
    assert "(Note " in visitor.lines("interviewer")[-1]


@pytest.mark.page
def test_a_stand_in_is_labelled_calmly(visitor, model):
    model.behaviour = Behaviour(fault="500")
    visitor.say(ANSWER)
    replies = visitor.page.locator(".line-interviewer:not(.line-question)")
    assert replies.last.locator("text=offline interviewer").count() == 1
    assert visitor.page.locator(".line-question >> text=offline interviewer").count() == 0


# ------------------------------------------------------------------ over a real connection


def call(server, path, body=None, *, token="", method="POST", **headers):
    data = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **headers} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(f"{server.url}/api/v1/{path}", data, sent, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_a_client_that_drops_the_connection_in_the_middle_gets_its_turn_all_the_same(server, model):
    model.behaviour = Behaviour()
    account = {"email": "dropper@example.org", "password": PASSWORD}
    call(server, "auth/register/", account)
    token = call(server, "auth/token/", account)["access"]
    plan = {"track": "swe_engineer", "difficulty": "medium", "max_questions": 2, "behavioral_questions_target": 1}
    path = f"interviews/{call(server, 'interviews/', plan, token=token)['id']}"
    call(server, f"{path}/start/", {}, token=token)
    model.behaviour, key = Behaviour(seconds=2), new_key()

    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    body = json.dumps({"content": "I am well, thank you."})
    connection.request("POST", f"/api/v1/{path}/messages/", body, {**headers, "Idempotency-Key": key})
    answer = connection.getresponse()
    assert answer.readline().startswith(b"event: delta")
    connection.close()

    deadline = time.monotonic() + 15
    while len(said := call(server, f"{path}/messages/", token=token, method="GET")["results"]) < 3:
        assert time.monotonic() < deadline, "the turn never finished"
        time.sleep(0.1)
    assert [(m["speaker"], m["source"]) for m in said[1:]] == [("candidate", "candidate"), ("interviewer", "llm")]
    again = call(
        server, f"{path}/messages/", {"content": "I am well, thank you."}, token=token, **{"Idempotency-Key": key}
    )
    assert again["messages"][1]["content"] == said[2]["content"]


# ------------------------------------------------------------------ the evaluation


def finish_early(visitor):
    visitor.page.click("text=Finish early")
    visitor.page.click("text=Finish now")


@pytest.mark.page
def test_a_judging_shows_how_far_it_is_and_leads_to_the_debrief_by_way_of_oneself(visitor, model):
    visitor.say(ANSWER)
    model.behaviour = Behaviour(seconds=1.5)
    finish_early(visitor)
    visitor.page.wait_for_selector("[data-judging-progress]")
    assert not visitor.page.is_visible("[data-answer]")
    visitor.page.wait_for_selector("[data-judging-words] >> text=Putting it together")
    assert visitor.page.locator("[data-judging-bar]").get_attribute("value") == "1"
    visitor.page.wait_for_url("**/self-rating/")
    visitor.page.locator("fieldset").nth(0).locator("label").nth(3).click()
    visitor.page.click("text=Show the evaluation")
    visitor.page.wait_for_url("**/results/")
    assert "Judged by stand-in" in visitor.page.inner_text("main")
    visitor.page.locator(".quotes a").first.click(position={"x": 60, "y": 8})
    visitor.page.wait_for_url("**/results/#q*")
    assert visitor.page.evaluate("document.querySelector('.talk-read .line:has(:target)') !== null")
    visitor.page.locator("mark + .mark-number").first.click()
    visitor.page.wait_for_url("**/results/#rating-*")
    assert visitor.page.evaluate("document.querySelector('.rating:target') !== null")
    visitor.page.locator(".todo input").first.check()
    visitor.page.reload()
    assert visitor.page.locator(".todo input").first.is_checked()
    assert visitor.complaints == []


@pytest.mark.page
def test_a_judging_that_fails_offers_another_try_and_an_estimate(visitor, model):
    visitor.say(ANSWER)
    visitor.page.fill("[data-answer] textarea", "One more thought.")
    model.behaviour = Behaviour(fault="400")
    finish_early(visitor)
    visitor.page.wait_for_selector("[data-judging-failure]")
    assert visitor.page.locator("[data-answer]:visible textarea").input_value() == "One more thought."
    assert "Nothing is lost" in visitor.page.inner_text("[data-judging-failure]")
    visitor.page.click("[data-judging-estimate]")
    visitor.page.wait_for_url("**/self-rating/")
    visitor.page.click("text=Skip to the evaluation")
    visitor.page.wait_for_url("**/results/")
    assert "Provisional estimate." in visitor.page.inner_text("main")
    model.behaviour = Behaviour()
    visitor.page.click("text=Have it judged by the model")
    visitor.page.wait_for_selector("text=Judged by stand-in")


@pytest.mark.page
def test_a_question_is_answered_again_and_a_draft_of_it_outlives_a_reload(visitor):
    visitor.say(ANSWER)
    finish_early(visitor)
    visitor.page.click("text=Skip to the evaluation")
    visitor.page.wait_for_url("**/results/")
    visitor.page.locator("text=Answer it again").first.click()
    field = visitor.page.locator(".again textarea").first
    field.fill("Half a thought")
    visitor.page.reload()
    assert visitor.page.locator(".again textarea").first.input_value() == "Half a thought"
    visitor.page.locator(".again textarea").first.fill(f"{ANSWER} And I would say what it costs.")
    visitor.page.locator("text=Judge this answer").first.click()
    visitor.page.wait_for_selector("text=Attempt 2")
    assert visitor.page.locator(".again textarea").first.input_value() == ""
    assert visitor.page.url.endswith("#again-0")
