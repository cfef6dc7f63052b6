"""History, comparison and practice by topic in a real browser, by keyboard."""

import re

import pytest

from interviewprep.testing.browser import new_visitor
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture
def newcomer(chromium, server):
    visitor = new_visitor(chromium, server.url)
    visitor.sign_up()
    yield visitor
    visitor.page.context.close()


@pytest.fixture
def veteran(newcomer):
    """Somebody with two finished interviews."""
    for _ in range(2):
        sit(newcomer)
    return newcomer


def sit(visitor):
    """One question, answered, and the evaluation read."""
    visitor.open("/interviews/new/")
    visitor.plan(questions=1)
    visitor.say("Let us begin.", "skip")
    while visitor.stage() != "wrap-up":
        visitor.say(NEUTRAL_ANSWER)
    visitor.page.click("section >> text=Finish and read the evaluation")
    visitor.page.wait_for_url("**/self-rating/")


def complaints_of(visitor):
    """The console's errors, but for answers that were refused on purpose."""
    return [complaint for complaint in visitor.complaints if "422" not in complaint]


def test_two_interviews_are_ticked_compared_and_deleted_by_keyboard(veteran):
    page = veteran.page
    veteran.open("/interviews/")
    for tick in page.locator("[name=interview]").all():
        tick.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Compare two").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/interviews/compare/\?a=[0-9a-f-]{36}&b=[0-9a-f-]{36}$"))
    assert page.locator("tbody tr").first.inner_text().startswith("Overall")
    page.go_back()
    for tick in page.locator("[name=interview]").all():
        tick.check()
    page.get_by_role("button", name="Delete…").press("Enter")
    page.get_by_role("button", name="Delete them for good").press("Enter")
    page.wait_for_url("**/interviews/")
    assert page.inner_text(".toast p") == "2 interviews are deleted."
    assert "No interviews yet." in page.inner_text("main")


def test_a_question_is_bookmarked_and_two_are_picked_for_a_mock_by_keyboard(newcomer):
    page = newcomer.page
    newcomer.open("/practice/?track=behavioral")
    page.get_by_role("button", name="Bookmark", exact=False).first.press("Enter")
    page.wait_for_url(re.compile(r"/practice/\?track=behavioral#[a-z0-9-]+$"))
    assert page.get_by_role("button", name="Take the bookmark off").count() == 1
    for tick in page.locator("[name=questions]").all()[:2]:
        tick.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Start a mock").press("Enter")
    page.wait_for_url(re.compile(r"/interviews/[0-9a-f-]{36}/"))
    assert "2 questions ahead" in page.inner_text("main")
    assert complaints_of(newcomer) == []
