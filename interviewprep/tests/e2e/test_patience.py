"""How long is waited and how often is tried, under a clock of the test's own: nobody waits five minutes for a test."""

import re

import pytest

from interviewprep.testing.browser import new_visitor, wait_until
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]

ANSWER = f"{NEUTRAL_ANSWER} Then I would write the smallest test that fails and tell my team what I found."


class Way:
    """Between a page and its server: answers every message with a refusal while there is one, and counts the tries."""

    def __init__(self, page):
        self.page, self.tries, self.refusal = page, 0, None
        page.route("**/messages/", self.pass_or_refuse)

    def pass_or_refuse(self, route):
        self.tries += 1
        route.fulfill(**self.refusal) if self.refusal else route.continue_()


@pytest.fixture
def visitor(chromium, server):
    """A candidate in the warm-up, whose page has a clock of the test's."""
    visitor = new_visitor(chromium, server.url)
    visitor.sign_up()
    visitor.plan()
    visitor.page.clock.install()
    visitor.page.reload()
    yield visitor
    visitor.page.context.close()


@pytest.fixture
def way(visitor):
    return Way(visitor.page)


def begin(page):
    page.fill("#content", ANSWER)
    page.click("button[value=answer]")


def said(visitor):
    """What the candidate has said, by the API."""
    path = re.search(r"/interviews/[0-9a-f-]{36}/", visitor.page.url)[0]
    answer = visitor.page.request.get(f"{visitor.url}/api/v1{path}messages/")
    return [message["content"] for message in answer.json()["results"] if message["speaker"] == "candidate"]


def seconds_left(page):
    return int(page.inner_text("[data-countdown]").removesuffix(" s"))


def test_the_time_that_the_server_names_is_counted_down_and_nothing_is_sent_before(visitor, way):
    page = visitor.page
    way.refusal = {"status": 429, "headers": {"Retry-After": "100"}}
    begin(page)
    page.wait_for_selector("[data-waiting]:has-text('That was a lot')")
    before = seconds_left(page)
    page.clock.run_for(10_000)
    assert 60 < seconds_left(page) <= before - 10
    page.clock.fast_forward(seconds_left(page) * 1_000 - 30_000)
    assert (way.tries, said(visitor)) == (1, [])
    way.refusal = None
    with visitor.expect_turn():
        page.clock.fast_forward(31_000)
    assert (way.tries, said(visitor)) == (2, [ANSWER])


def test_whoever_does_not_care_to_wait_tries_at_once(visitor, way):
    way.refusal = {"status": 429, "headers": {"Retry-After": "100"}}
    begin(visitor.page)
    visitor.page.wait_for_selector("[data-waiting]")
    way.refusal = None
    with visitor.expect_turn():
        visitor.page.click("[data-now]")
    assert (way.tries, said(visitor)) == (2, [ANSWER])


def test_a_server_that_stays_away_is_asked_less_and_less_often_and_in_the_end_the_candidate_is(visitor, way):
    page = visitor.page
    way.refusal = {"status": 503}
    begin(page)
    page.wait_for_selector("[data-waiting]:has-text('The server can\\'t answer just now')")
    for _ in range(20):
        if page.is_visible("[data-failure]"):
            break
        page.clock.fast_forward(31_000)
        page.wait_for_timeout(200)
    assert page.is_visible("[data-failure]")
    assert 8 <= way.tries <= 14
    assert (said(visitor), page.input_value("#content")) == ([], ANSWER)
    way.refusal = None
    with visitor.expect_turn():
        page.click("[data-failure] button")
    assert said(visitor) == [ANSWER]


def test_the_time_without_a_connection_is_not_held_against_the_tries_that_follow(visitor, way):
    page = visitor.page
    page.context.set_offline(True)
    begin(page)
    page.wait_for_selector("[data-waiting]:has-text('The connection is gone')")
    page.clock.fast_forward("10:00")
    way.refusal = {"status": 503}
    page.context.set_offline(False)
    page.wait_for_selector("[data-waiting]:has-text('The server can\\'t answer just now')")
    way.refusal = None
    with visitor.expect_turn():
        page.click("[data-now]")
    assert said(visitor) == [ANSWER]


def test_a_server_that_says_nothing_for_minutes_is_taken_for_gone_and_asked_again(visitor):
    page, unanswered = visitor.page, []
    page.route("**/messages/", lambda route: unanswered.append(route), times=1)  # noqa: PLW0108 - Playwright looks into it
    page.route("**/livez", lambda route: route.abort())
    with page.expect_request("**/messages/"):
        begin(page)
    page.clock.fast_forward("01:50")
    assert not page.is_visible("[data-waiting]")
    page.clock.fast_forward("00:15")
    page.wait_for_selector("[data-waiting]:has-text('The connection is gone')")
    page.unroute("**/livez")
    with visitor.expect_turn():
        page.clock.fast_forward("00:30")
    assert said(visitor) == [ANSWER]
    assert len(unanswered) == 1


def test_that_the_connection_is_back_is_said_for_a_while_only(visitor):
    page = visitor.page
    page.context.set_offline(True)
    page.wait_for_selector("[data-connection]:has-text('No connection')")
    page.context.set_offline(False)
    page.wait_for_selector("[data-connection]:has-text('is back')")
    page.clock.fast_forward("00:07")
    wait_until(page, "document.querySelector('[data-connection]').textContent === ''", seconds=5)


def test_pauses_double_up_to_half_a_minute_and_no_two_pages_come_back_at_one_moment(visitor):
    draw = """async ([after, tries]) => {
        const { Again, pauseBefore } = await import(new URL("again.js", document.querySelector("script[src*='/room']").src));
        return Array.from({ length: 100 }, () => pauseBefore(new Again("away", after), tries));
    }"""
    ranges = {
        **{
            (None, tries): (longest / 2, longest)
            for tries, longest in enumerate([1e3, 2e3, 4e3, 8e3, 16e3, 3e4, 3e4], 1)
        },
        (7_000, 1): (7_000, 7_500),
        (7_000, 9): (7_000, 7_500),
    }
    for case, (shortest, longest) in ranges.items():
        pauses = visitor.page.evaluate(draw, list(case))
        assert shortest <= min(pauses) < max(pauses) <= longest
        assert max(pauses) - min(pauses) > (longest - shortest) / 2


def test_an_interviewer_who_is_busy_when_the_reply_should_begin_is_asked_again(visitor, way):
    """The refusal comes as an event: the answer had begun by then."""
    busy = 'event: error\ndata: {"code": "turn_in_progress", "detail": "The interviewer is still answering."}\n\n'
    way.refusal = {"status": 200, "headers": {"Content-Type": "text/event-stream"}, "body": busy}
    page = visitor.page
    begin(page)
    page.wait_for_selector("[data-waiting]")
    assert "is still answering. Your words are kept here" in page.inner_text("[data-waiting]")
    way.refusal = None
    with visitor.expect_turn():
        page.clock.run_for(5_000)
    assert (said(visitor).count(ANSWER), way.tries) == (1, 2)
