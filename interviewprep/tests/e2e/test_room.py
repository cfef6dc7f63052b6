"""The room as a place: its timer, its keys, its speaker, and what axe and the scales say of it."""

import re

import pytest

from interviewprep.testing.browser import new_visitor, wait_until
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def visitor(chromium, server):
    """A candidate in front of the first question, and of each that follows."""
    visitor = new_visitor(chromium, server.url)
    visitor.reach_question(questions=5)
    yield visitor
    visitor.page.context.close()
    assert visitor.complaints == []


def test_the_timer_is_chosen_and_remembered_and_goes_on_after_a_reload(visitor):
    page = visitor.page
    time = page.locator("[data-timer] time")
    assert time.inner_text() == "under a minute"
    page.select_option("[data-timer] select", "off")
    assert time.inner_text() == ""
    page.select_option("[data-timer] select", "question")
    page.reload()
    assert page.input_value("[data-timer] select") == "question"
    assert time.inner_text() == "under a minute"
    assert page.locator("[data-timer]").evaluate("node => node.closest('[role=status], [aria-live]')") is None


def test_the_timer_counts_from_the_servers_figures(visitor):
    page = visitor.page
    page.route("**/interviews/*/", lambda route: answer_as_if_later(route, interview=3_700, question=130))
    page.reload()
    page.select_option("[data-timer] select", "question")
    assert page.inner_text("[data-timer] time") == "2 min"
    page.select_option("[data-timer] select", "interview")
    assert page.inner_text("[data-timer] time") == "1 h 1 min"
    page.unroute("**/interviews/*/")
    page.reload()


def answer_as_if_later(route, **seconds):
    response = route.fetch()
    html = response.text()
    for name, value in seconds.items():
        html = re.sub(rf'(data-timer.*?data-{name}=")\d+', rf"\g<1>{value}", html)
    route.fulfill(response=response, body=html)


def test_the_question_mark_lists_the_keys_but_not_while_somebody_writes(visitor):
    page = visitor.page
    page.fill("#content", "")
    page.focus("#content")
    page.keyboard.press("?")
    assert (page.input_value("#content"), page.is_visible("#shortcuts")) == ("?", False)
    page.focus("button[value=skip]")
    page.keyboard.press("?")
    assert page.is_visible("#shortcuts")
    assert page.evaluate("document.activeElement.textContent") == "Close"
    page.keyboard.press("Escape")
    assert not page.is_visible("#shortcuts")
    assert page.evaluate("document.activeElement.value") == "skip"
    page.click("[data-shortcuts]")
    page.click("#shortcuts button")
    assert not page.is_visible("#shortcuts")


def test_keys_go_to_the_answer_ask_for_a_hint_and_skip(visitor):
    page = visitor.page
    page.fill("#content", "Half a thought")
    page.focus("main")
    page.keyboard.press("Alt+a")
    assert page.evaluate("document.activeElement.id") == "content"
    assert "1 of 3" in page.inner_text("button[value=hint]")
    with visitor.expect_turn():
        page.keyboard.press("Alt+h")
    assert "2 of 3" in page.inner_text("button[value=hint]")
    assert page.input_value("#content") == "Half a thought"
    assert page.evaluate("document.activeElement.id") == "content"
    page.fill("#content", "")
    with visitor.expect_turn():
        page.keyboard.press("Alt+s")
    assert "I'd like to skip this one, please." in visitor.lines("candidate")[-1]


def test_a_reply_is_announced_once_when_it_is_whole(visitor):
    page = visitor.page
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => window.said.push(document.getElementById('announcer').textContent))
        .observe(document.getElementById('announcer'), { childList: true }); }"""
    )
    visitor.say(NEUTRAL_ANSWER)
    wait_until(page, "window.said.length > 0")
    assert len(page.evaluate("window.said")) == 1
    assert visitor.lines("interviewer")[-1].split()[-1] in page.evaluate("window.said[0]")


def test_the_room_weighs_less_than_sixty_kilobytes_as_it_travels(visitor):
    entries = visitor.page.evaluate(
        """performance.getEntriesByType('resource').map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize, entry.decodedBodySize])
        .filter(([path]) => /^\\/static\\/(css|js)\\//.test(path))"""
    )
    sent = {path: size for path, size, _ in entries}
    assert {"/static/js/drafts.js", "/static/js/shortcuts.js"} <= set(sent)
    assert 0 < sum(sent.values()) <= MOST_BYTES, sent
    assert sum(sent.values()) < sum(whole for *_, whole in entries)  # compressed, in truth
