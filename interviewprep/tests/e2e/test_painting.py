"""What is painted, and when: the words without a script, and nothing that moves once it is there."""

import re

import pytest

from interviewprep.testing.browser import WATCH_SHIFTS, new_visitor, wait_until
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]

PAGES = (
    "/", "/dashboard/", "/interviews/", "/progress/", "/practice/", "/interviews/new/", "/account/", "/account/settings/",
    "{sitting}", "{over}results/",
)  # fmt: skip

MOST_MOVED = 0.01  # of the window, times how far


@pytest.fixture(scope="module")
def visitor(chromium, server):
    """A candidate in the middle of one interview, at the end of another, on pages that watch what moves."""
    visitor = new_visitor(chromium, server.url)
    visitor.page.add_init_script(WATCH_SHIFTS)
    visitor.sign_up()
    yield visitor
    visitor.page.context.close()
    assert visitor.complaints == []


@pytest.fixture(scope="module")
def paths(visitor):
    """Where the pages are; two interviews are sat on the way."""
    found = {"sitting": sit(visitor), "over": sit(visitor)}
    visitor.page.click("text=Finish early")
    visitor.page.click("text=Finish now")
    visitor.page.wait_for_url("**/self-rating/")
    visitor.page.click("text=Skip to the evaluation")
    return [page.format_map(found) for page in PAGES]


def sit(visitor):
    """Answer one question of a new interview. Where it is."""
    visitor.open("/interviews/new/")
    visitor.plan(questions=2)
    for words in ("I'm well, thank you.", "I have looked after the orders of a bakery chain.", NEUTRAL_ANSWER):
        visitor.say(words)
    return re.search(r"/interviews/[0-9a-f-]{36}/", visitor.page.url)[0]


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_moves_while_it_loads(visitor, paths, width):
    """A long page may be painted before all of it is there: that moves its end by a thousandth."""
    visitor.page.set_viewport_size({"width": width, "height": 860})
    moved = {}
    for path in paths:
        visitor.open(path)
        moved[path] = visitor.shifts()
    assert {path: found for path, found in moved.items() if sum(value for value, _ in found) >= MOST_MOVED} == {}


def test_what_moves_is_noticed(visitor):
    visitor.open("/account/settings/")
    visitor.page.evaluate("document.querySelector('main').before(document.createElement('pre'))")
    visitor.page.evaluate("document.querySelector('pre').style.height = '200px'")
    wait_until(visitor.page, f"window.shifts.some(([value]) => value > {MOST_MOVED})")


def test_every_page_says_the_same_without_a_script(chromium, server, visitor, paths):
    plain = new_visitor(
        chromium, server.url, java_script_enabled=False, storage_state=visitor.page.context.storage_state()
    )
    said = {path: (headings(visitor, path), headings(plain, path)) for path in paths}
    plain.page.context.close()
    assert {path: with_script for path, (with_script, _) in said.items()} == {
        path: without for path, (_, without) in said.items()
    }
    assert all(with_script for with_script, _ in said.values())


def headings(visitor, path):
    """The titles that are to be seen on a page."""
    visitor.open(path)
    return [
        heading.inner_text() for heading in visitor.page.locator("main :is(h1, h2, h3)").all() if heading.is_visible()
    ]
