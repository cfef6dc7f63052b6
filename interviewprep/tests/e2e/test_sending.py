"""A message whose way is not free: it waits in sight, is sent again under its key by itself, and is stored once."""

import itertools
import re
import threading
import time

import pytest

from interviewprep.testing.browser import new_visitor
from interviewprep.testing.factories import NEUTRAL_ANSWER
from interviewprep.testing.model_server import Behaviour, ModelServer
from interviewprep.testing.server import running_server

pytestmark = [pytest.mark.e2e, pytest.mark.page]

ANSWER = f"{NEUTRAL_ANSWER} Then I would write the smallest test that fails and tell my team what I found."
END_LEASES = (
    "from datetime import timedelta; from django.utils import timezone; from interviews.models import Turn; "
    "Turn.objects.filter(status='active').update(lease_expires_at=timezone.now() - timedelta(seconds=1))"
)
WINDOW_SECONDS = 6


@pytest.fixture(scope="module")
def model():
    with ModelServer() as model:
        yield model


@pytest.fixture(scope="module")
def started(model, tmp_path_factory):
    env = {"LLM_BASE_URL": model.url, "LLM_MODEL": "stand-in", "RATE_LIMIT_MESSAGES": f"6/{WINDOW_SECONDS}s"}
    with running_server(tmp_path_factory.mktemp("server"), **env) as server:
        yield server


@pytest.fixture
def server(started):
    return started.revived()


@pytest.fixture
def visitor(chromium, server, model):
    """A candidate in the warm-up."""
    model.behaviour = Behaviour()
    visitor = new_visitor(chromium, server.url)
    visitor.enter_room()
    yield visitor
    visitor.page.context.close()


def begin(page, text=ANSWER):
    page.fill("#content", text)
    page.click("button[value=answer]")


def wait_until_waiting(page, words):
    page.wait_for_selector(f"[data-waiting]:has-text({words!r})")
    assert page.locator(".line-candidate.is-waiting").last.inner_text().endswith(ANSWER)
    assert page.input_value("#content") == ANSWER


def listen(page, place):
    """As a screen reader does: note whatever a live region says."""
    page.evaluate(
        """(place) => { window.told = []; const region = document.querySelector(place);
        new MutationObserver(() => window.told.push(region.textContent)).observe(region, { childList: true }); }""",
        place,
    )


def told(page):
    return page.evaluate("window.told.filter(Boolean)")


def said(visitor):
    """What the candidate has said, by the API."""
    path = re.search(r"/interviews/[0-9a-f-]{36}/", visitor.page.url)[0]
    answer = visitor.page.request.get(f"{visitor.url}/api/v1{path}messages/")
    return [message["content"] for message in answer.json()["results"] if message["speaker"] == "candidate"]


def open_elsewhere(visitor, chromium):
    """The same interview in another browser of the same candidate."""
    context = chromium.new_context(storage_state=visitor.page.context.storage_state())
    page = context.new_page()
    page.goto(visitor.page.url)
    return page


def test_offline_the_words_wait_in_sight_and_go_when_the_connection_is_back(visitor):
    page = visitor.page
    listen(page, "[data-connection]")
    page.context.set_offline(True)
    assert "No connection" in page.inner_text("[data-connection]")
    begin(page)
    wait_until_waiting(page, "The connection is gone")
    assert said(visitor) == []
    with visitor.expect_turn():
        page.context.set_offline(False)
    assert said(visitor) == [ANSWER]
    assert page.input_value("#content") == ""
    assert told(page) == [
        "No connection. What you write is kept here.",
        "The connection is back.",
    ]


def test_a_connection_lost_in_the_middle_of_a_reply_is_picked_up_where_the_server_is(visitor, model):
    model.behaviour = Behaviour(seconds=3)
    begin(visitor.page)
    visitor.page.wait_for_selector(".is-live:not(.is-thinking)")
    visitor.page.context.set_offline(True)
    wait_until_waiting(visitor.page, "The connection is gone")
    with visitor.expect_turn():
        visitor.page.context.set_offline(False)
    assert said(visitor) == [ANSWER]
    assert "(Note " in visitor.lines("interviewer")[-1]


def test_a_server_that_is_away_gets_the_message_when_it_is_there_again(visitor, server, chromium):
    idle = new_visitor(chromium, server.url)
    idle.enter_room()
    server.kill()
    begin(visitor.page)
    wait_until_waiting(visitor.page, "The connection is gone")
    with visitor.expect_turn():
        server.start()
    assert said(visitor) == [ANSWER]
    idle.say(ANSWER)  # its page was open all the time, and has noticed nothing
    assert said(idle) == [ANSWER]
    idle.page.context.close()


def test_a_server_killed_in_the_middle_of_a_reply_answers_the_same_message_afterwards(visitor, server, model):
    model.behaviour = Behaviour(seconds=5)
    begin(visitor.page)
    visitor.page.wait_for_selector(".is-live:not(.is-thinking)")
    server.kill()
    wait_until_waiting(visitor.page, "The connection is gone")
    model.behaviour = Behaviour()
    with visitor.expect_turn():
        server.start()
        server.manage(
            "shell", "-c", END_LEASES
        )  # until it ends, the server takes the turn for one that is being answered
    assert said(visitor) == [ANSWER]
    assert "(Note " in visitor.lines("interviewer")[-1]


def test_a_reply_that_breaks_off_is_asked_for_again(visitor):
    cut = 'event: delta\ndata: {"text": "Half a rep"}\n\n'
    visitor.page.route(
        "**/messages/", lambda route: route.fulfill(status=200, content_type="text/event-stream", body=cut), times=1
    )
    listen(visitor.page, "#announcer")
    with visitor.expect_turn():
        begin(visitor.page)
    assert told(visitor.page)[0].startswith("The reply broke off.")
    assert visitor.page.locator("text=Half a rep").count() == 0
    assert said(visitor) == [ANSWER]


def test_while_another_message_is_answered_ours_waits_and_is_then_explained(visitor, chromium, model):
    other = open_elsewhere(visitor, chromium)
    model.behaviour = Behaviour(seconds=3)
    begin(other, "From elsewhere.")
    other.wait_for_selector(".is-live:not(.is-thinking)")
    begin(visitor.page)
    wait_until_waiting(visitor.page, "is still answering")
    visitor.page.wait_for_selector("[role=alert]:has-text('moved on')")
    assert said(visitor) == ["From elsewhere."]
    assert visitor.page.input_value("#content") == ANSWER
    visitor.say("")
    assert said(visitor) == ["From elsewhere.", ANSWER]
    other.context.close()


def use_up_the_limit(visitor):
    """Empty messages count against the limit and store nothing. Leaves most of a window to wait for."""
    send_nothing = """async () => {
        const body = new URLSearchParams(new FormData(document.getElementById("answer")));
        const response = await fetch(document.getElementById("answer").action, { method: "POST", body });
        return [response.status, Number(response.headers.get("Retry-After"))];
    }"""
    for _ in itertools.repeat(None, 60):
        status, seconds = visitor.page.evaluate(send_nothing)
        if status == 429 and seconds >= WINDOW_SECONDS - 2:
            return
        if status == 429:
            time.sleep(seconds)
    pytest.fail("the limit was never reached")


def test_over_a_limit_it_goes_when_the_server_has_said(visitor):
    use_up_the_limit(visitor)
    with visitor.expect_turn():
        begin(visitor.page)
        wait_until_waiting(visitor.page, "That was a lot")
    assert said(visitor) == [ANSWER]


def test_without_a_database_it_waits_until_there_is_one(visitor, server):
    database = server.folder / "db.sqlite3"
    database.rename(aside := server.folder / "aside")
    database.mkdir()
    begin(visitor.page)
    wait_until_waiting(visitor.page, "The server can't answer just now")
    visitor.page.click("[data-now]")
    wait_until_waiting(visitor.page, "The server can't answer just now")
    database.rmdir()
    aside.rename(database)
    with visitor.expect_turn():
        visitor.page.click("[data-now]")
    assert said(visitor) == [ANSWER]


def test_whoever_stops_trying_has_the_words_back_and_may_change_them(visitor):
    page = visitor.page
    page.context.set_offline(True)
    begin(page)
    wait_until_waiting(page, "The connection is gone")
    assert not page.is_editable("#content")
    page.click("[data-take-back]")
    assert (visitor.lines("candidate"), page.locator("[data-waiting]").count()) == ([], 0)
    assert (page.input_value("#content"), page.evaluate("document.activeElement.id")) == (ANSWER, "content")
    page.fill("#content", f"{ANSWER} Or so.")
    page.context.set_offline(False)
    page.wait_for_selector("[data-connection]:has-text('is back')")
    assert said(visitor) == []
    visitor.say("")
    assert said(visitor) == [f"{ANSWER} Or so."]


def test_words_changed_after_they_had_arrived_are_kept_and_the_case_is_explained(visitor):
    page = visitor.page
    page.route("**/messages/", lambda route: (route.fetch(), route.abort("connectionreset")), times=1)
    page.route("**/livez", lambda route: route.abort())  # no way back yet
    begin(page)
    wait_until_waiting(page, "The connection is gone")
    page.click("[data-take-back]")
    begin(page, f"{ANSWER} Or so.")
    page.wait_for_selector("[role=alert]:has-text('already')")
    assert "is back" in page.inner_text("[data-connection]")  # the answer shows it, whatever the looking finds
    assert said(visitor) == [ANSWER]
    assert page.input_value("#content") == f"{ANSWER} Or so."
    visitor.say("")
    assert said(visitor) == [ANSWER, f"{ANSWER} Or so."]


def test_what_waiting_would_not_change_is_told_at_once_with_the_words_kept(visitor):
    visitor.page.context.clear_cookies(name="csrftoken")
    begin(visitor.page)
    visitor.page.wait_for_selector("[data-failure]:has-text('open for too long')")
    assert visitor.page.input_value("#content") == ANSWER
    with visitor.expect_turn():
        visitor.page.click("[data-failure] button")
    assert said(visitor) == [ANSWER]


def test_what_failed_is_offered_again_as_what_it_was(visitor):
    visitor.say("I'm well, thank you.")
    visitor.say("I have looked after the ordering system of a bakery chain.")
    visitor.page.fill("#content", "Half a thought")
    visitor.page.context.clear_cookies(name="csrftoken")
    visitor.page.click("button[value=hint]")
    visitor.page.wait_for_selector("[data-failure]")
    with visitor.expect_turn():
        visitor.page.click("[data-failure] button")
    assert said(visitor)[2:] == ["Could I have a hint, please?"]
    assert visitor.page.input_value("#content") == "Half a thought"


def test_a_reply_that_is_waited_for_after_a_reload_is_looked_for_again_when_the_connection_is_back(visitor, model):
    page, go_on = visitor.page, threading.Event()
    model.behaviour = Behaviour(go_on=go_on)
    begin(page)
    page.wait_for_selector(".is-live:not(.is-thinking)")
    page.reload()
    page.wait_for_selector("[data-pending]")
    with page.expect_request_finished(lambda request: request.url == page.url.partition("#")[0]):
        pass  # it looks
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        pass  # it looks, and finds nothing
    page.context.set_offline(False)
    go_on.set()
    page.wait_for_selector("#content")
    assert said(visitor) == [ANSWER]
    assert "(Note " in visitor.lines("interviewer")[-1]


def test_what_is_tried_again_when_and_what_is_not(visitor):
    decide = """async (answers) => {
        const { asAgain } = await import(new URL("again.js", document.querySelector("script[src*='/room']").src));
        return answers.map(([status, after]) => {
            const again = asAgain(new Response("", { status, headers: after === null ? {} : { "Retry-After": after } }));
            return again && [again.reason, again.after];
        });
    }"""
    decided = {
        (503, None): ["away", None],
        (502, "7"): ["away", 7_000],
        (504, "Thu, 01 Jan 1970 00:00:00 GMT"): ["away", 0],
        (429, "60"): ["limited", 60_000],
        (429, "3600"): None,
        (409, "5"): ["busy", 5_000],
        (409, None): None,
        (422, "5"): None,
        (500, None): None,
        (200, None): None,
    }
    assert visitor.page.evaluate(decide, [list(case) for case in decided]) == list(decided.values())
