"""Dashboard, progress, history, comparison and practice by topic in a real browser: nothing for axe to find, and no mouse needed."""

import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from interviewprep.testing.browser import new_visitor
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]

PAGES = ["/dashboard/", "/progress/", "/interviews/", "/interviews/?words=ferry&stage=done&since=1970-01-01",
         "/practice/", "/practice/?track=behavioral&kind=coding", "/practice/?bookmarked=on"]  # fmt: skip
REFUSED = ["/practice/?kind=riddle", "/interviews/?since=yesterday", "/interviews/compare/", "/interviews/delete/"]


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


def find_faults(visitor, path):
    """What axe finds on a page, folded open, in light and dark; and whether it is wider than a phone."""
    page, faults = visitor.page, []
    for scheme, width in itertools.product(("light", "dark"), (390, 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        visitor.open(path)
        page.eval_on_selector_all("main details", "all => all.forEach((one) => { one.open = true; })")
        found = Axe().run(page).response["violations"]
        faults += [(path, scheme, width, one["id"], one["nodes"][0]["target"]) for one in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append((path, scheme, width, "wider than the window", []))
    return faults


def complaints_of(visitor):
    """The console's errors, but for answers that were refused on purpose."""
    return [complaint for complaint in visitor.complaints if "422" not in complaint]


@pytest.mark.parametrize("path", [*PAGES, *REFUSED])
def test_axe_finds_nothing_on_the_pages_of_a_newcomer(newcomer, path):
    assert (find_faults(newcomer, path), complaints_of(newcomer)) == ([], [])


def test_axe_finds_nothing_on_the_pages_of_somebody_with_a_past(veteran):
    first, second = ids_listed(veteran)
    paths = [
        *PAGES,
        f"/interviews/compare/?a={second}&b={first}",
        f"/interviews/delete/?interview={first}&interview={second}",
    ]
    faults = [fault for path in paths for fault in find_faults(veteran, path)]
    assert (faults, complaints_of(veteran)) == ([], [])


def ids_listed(visitor):
    visitor.open("/interviews/")
    return visitor.page.eval_on_selector_all("[name=interview]", "all => all.map((one) => one.value)")


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
