"""What is being typed, in one tab and in several: it outlives what happens to the page, and is nobody else's."""

import re

import pytest

from interviewprep.testing.browser import new_visitor, wait_until
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]

ANSWER = f"{NEUTRAL_ANSWER} Then I would write the smallest test that fails and tell my team what I found."
ALL_KEPT = "JSON.stringify({ ...localStorage })"
OF_OTHER_TABS = """Object.entries(localStorage).filter(([name]) => name.startsWith("draft:") && !name.endsWith(sessionStorage.getItem("tab")))
    .map(([, kept]) => JSON.parse(kept).text)"""


@pytest.fixture
def visitor(chromium, server):
    """A candidate in the warm-up."""
    visitor = new_visitor(chromium, server.url)
    visitor.enter_room()
    yield visitor
    assert visitor.complaints == []
    visitor.page.context.close()


def field_of(page):
    return page.input_value("#content")


def key_of(page):
    return page.input_value("input[name=key]")


def said(visitor, path=""):
    """What the candidate has said, by the API."""
    path = path or re.search(r"/interviews/[0-9a-f-]{36}/", visitor.page.url)[0]
    answer = visitor.page.request.get(f"{visitor.url}/api/v1{path}messages/")
    return [message["content"] for message in answer.json()["results"] if message["speaker"] == "candidate"]


def test_what_was_typed_outlives_the_tab_and_is_sent_once(visitor):
    page, room = visitor.page, visitor.page.url
    page.locator("#content").press_sequentially("Half an ans")
    key = key_of(page)
    visitor.page = page.context.new_page()
    page.close()
    visitor.page.goto(room)
    wait_until(visitor.page, "document.getElementById('content').value")
    assert (field_of(visitor.page), key_of(visitor.page)) == ("Half an ans", key)
    visitor.say("")
    assert said(visitor) == ["Half an ans"]
    visitor.page.reload()
    assert field_of(visitor.page) == ""


def test_of_what_closed_tabs_have_left_the_newest_is_gone_on_with_and_leaves_nothing_behind(visitor):
    context, room = visitor.page.context, visitor.page.url
    others = [visitor.page, context.new_page(), context.new_page()]
    for page, words in zip(others, ["The oldest.", "The newest.", "In between."], strict=True):
        page.goto(room)
        page.fill("#content", words)
    others[1].fill("#content", "The newest of all.")
    visitor.page = context.new_page()
    for page in others:
        page.close()
    visitor.page.goto(room)
    wait_until(visitor.page, "document.getElementById('content').value")
    assert field_of(visitor.page) == "The newest of all."
    assert "The newest of all." not in visitor.page.evaluate(OF_OTHER_TABS)
    assert "In between." in visitor.page.evaluate(OF_OTHER_TABS)


def test_a_tab_that_was_duplicated_writes_a_draft_of_its_own(visitor):
    first = visitor.page
    first.fill("#content", "In the first.")
    name = first.evaluate("sessionStorage.getItem('tab')")
    with first.expect_popup() as popup:
        first.evaluate("window.open(location.href) && undefined")  # takes the storage of the tab along
    second = popup.value
    wait_until(second, f"![null, '{name}'].includes(sessionStorage.getItem('tab'))")
    second.fill("#content", "In the second.")
    for page in (first, second):
        page.reload()
    assert (field_of(first), field_of(second)) == ("In the first.", "In the second.")


def test_what_is_said_in_another_tab_does_not_disturb_a_message_on_its_way(visitor):
    first, second, held = visitor.page, visitor.page.context.new_page(), []
    second.goto(first.url)
    second.route("**/messages/", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright looks into it
    with second.expect_request("**/messages/"):
        second.fill("#content", "From the second.")
        second.click("button[value=answer]")
    visitor.say("From the first.")
    second.wait_for_timeout(1_000)  # in which it would look again
    assert second.locator("form.is-sending").count() == 1
    held[0].continue_()
    second.wait_for_selector("[role=alert]:has-text('moved on')")
    assert field_of(second) == "From the second."
    assert said(visitor) == ["From the first."]


def test_two_tabs_write_two_drafts_and_hear_of_each_others_messages(visitor):
    first, second = visitor.page, visitor.page.context.new_page()
    first.fill("#content", "In the first.")
    second.goto(first.url)
    assert field_of(second) == ""
    second.fill("#content", "In the second.")
    for page in (first, second):
        page.reload()
    assert (field_of(first), field_of(second)) == ("In the first.", "In the second.")

    second.focus("#content")
    second.evaluate("document.getElementById('content').setSelectionRange(3, 3)")
    visitor.say("")
    second.wait_for_selector(".line-candidate >> text=In the first.")
    assert field_of(second) == "In the second."
    assert second.evaluate("[document.activeElement.id, document.activeElement.selectionStart]") == ["content", 3]
    second.click("button[value=answer]")
    first.wait_for_selector(".line-candidate >> text=In the second.")
    assert said(visitor) == ["In the first.", "In the second."]
    assert (field_of(first), field_of(second)) == ("", "")


def test_a_message_from_an_outdated_page_is_kept_and_explained(visitor, chromium):
    context = chromium.new_context(storage_state=visitor.page.context.storage_state())
    other = context.new_page()  # another browser: nothing tells it
    other.goto(visitor.page.url)
    visitor.say("From the first.")
    other.fill("#content", "From the second.")
    other.click("button[value=answer]")
    other.wait_for_selector("[role=alert]:has-text('moved on')")
    assert field_of(other) == "From the second."
    assert said(visitor) == ["From the first."]
    other.click("button[value=answer]")
    other.wait_for_selector(".line-candidate >> text=From the second.")
    assert said(visitor) == ["From the first.", "From the second."]
    context.close()


def test_back_and_forward_send_nothing_again_and_show_a_new_key(visitor):
    page, key = visitor.page, key_of(visitor.page)
    visitor.say("Sent once.")
    assert key_of(page) != key
    page.go_back()
    page.go_forward()
    page.wait_for_selector("#content")
    assert (field_of(page), said(visitor)) == ("", ["Sent once."])
    assert key_of(page) != key
    visitor.say("Sent after that.")
    assert said(visitor) == ["Sent once.", "Sent after that."]


def test_a_page_that_was_put_aside_is_fresh_when_it_comes_back(visitor, chromium):
    """As browsers bring back a page they had frozen whole; headless ones never do, so that the moment is made here."""
    context = chromium.new_context(storage_state=visitor.page.context.storage_state())
    other = context.new_page()
    other.goto(visitor.page.url)
    other.fill("#content", "Half a thought")
    key = key_of(other)
    visitor.say("Said meanwhile.")
    other.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    other.wait_for_selector(".line-candidate >> text=Said meanwhile.")
    assert (field_of(other), key_of(other)) == ("Half a thought", key)
    other.click("button[value=answer]")
    other.wait_for_selector(".line-candidate >> text=Half a thought")
    assert said(visitor) == ["Said meanwhile.", "Half a thought"]
    context.close()


def test_back_from_the_results_leads_to_a_room_that_takes_nothing_and_keeps_what_was_left_over(visitor):
    page, room = visitor.page, re.search(r"/interviews/[0-9a-f-]{36}/", visitor.page.url)[0]
    visitor.say("I'm well, thank you.")
    page.fill("#content", "Never sent.")
    page.click("text=Finish early")
    page.click("text=Finish now")
    page.wait_for_url("**/results/")  # of the warm-up there is nothing to rate
    page.go_back()
    page.wait_for_selector("text=This interview is finished.")
    assert page.locator("#content").count() == 0
    assert page.inner_text("[data-left-over] .typed") == "Never sent."
    assert said(visitor, room) == ["I'm well, thank you."]
    page.click("[data-left-over] button")
    page.reload()
    assert not page.is_visible("[data-left-over]")


def test_a_browser_that_keeps_nothing_says_so_and_the_room_works(chromium, server):
    visitor = new_visitor(chromium, server.url)
    visitor.page.context.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });"""
    )
    visitor.enter_room()
    visitor.page.fill("#content", ANSWER)
    assert visitor.page.is_visible("[data-unkept]")
    visitor.say("")
    assert said(visitor) == [ANSWER]
    assert visitor.complaints == []
    visitor.page.context.close()


def test_when_there_is_no_room_left_the_newest_is_remembered_by_the_page(visitor):
    page = visitor.page
    page.fill("#content", "An early draft.")
    page.evaluate(
        """() => { for (let size = 2 ** 22; size >= 1; size /= 2)
        try { localStorage.setItem(`filler-${size}`, "x".repeat(size)); } catch { /* too much: then half of it */ } }"""
    )
    page.fill("#content", ANSWER)
    assert page.is_visible("[data-unkept]")
    visitor.say("")
    assert (said(visitor), field_of(page)) == ([ANSWER], "")


def test_logging_out_takes_the_drafts_along(visitor):
    visitor.page.fill("#content", "Nobody else's business.")
    assert "Nobody else's business." in visitor.page.evaluate(ALL_KEPT)
    visitor.page.click("text=Log out")
    visitor.page.wait_for_url(f"{visitor.url}/")
    assert visitor.page.evaluate(ALL_KEPT) == "{}"


def test_after_a_log_in_that_ended_its_owner_goes_on_and_somebody_else_finds_nothing(visitor):
    page, typed = visitor.page, "Nobody else's business."
    page.fill("#content", typed)
    page.context.clear_cookies(name="sessionid")
    page.click("button[value=answer]")
    page.wait_for_url(re.compile(r"/log-in/\?next="))
    visitor.log_in()
    page.wait_for_selector("#content")
    page.wait_for_load_state()  # the field is there before the script that fills it has run
    assert field_of(page) == typed
    assert said(visitor) == []

    page.context.clear_cookies(name="sessionid")
    stranger = new_visitor(page.context.browser, visitor.url)
    stranger.page.context.close()
    stranger.page = page
    stranger.sign_up()
    wait_until(page, "localStorage.getItem('user')")
    assert typed not in page.evaluate(ALL_KEPT)


def test_what_nobody_came_back_to_for_a_month_is_thrown_away(visitor):
    page = visitor.page
    page.fill("#content", "Very old.")
    page.evaluate(
        """() => { for (const [name, kept] of Object.entries(localStorage)) if (name.startsWith("draft:"))
        localStorage.setItem(name, JSON.stringify({ ...JSON.parse(kept), at: Date.now() - 31 * 864e5 })); }"""
    )
    visitor.open("/dashboard/")
    assert "Very old." not in page.evaluate(ALL_KEPT)
