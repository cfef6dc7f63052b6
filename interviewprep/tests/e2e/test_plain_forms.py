"""Forms that go their plain way: with no way to the server the page stays as it is, and what was written is kept until it is sent."""

import pytest

from interviewprep.testing import shortcuts
from interviewprep.testing.browser import new_visitor
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture
def visitor(chromium, server):
    visitor = new_visitor(chromium, server.url)
    visitor.sign_up()
    yield visitor
    visitor.page.context.close()


def finish(visitor):
    visitor.plan()
    visitor.say("I'm well, thank you.")
    visitor.say("I have looked after the ordering system of a bakery chain.")
    visitor.say(NEUTRAL_ANSWER)
    visitor.page.click("text=Finish early")
    visitor.page.click("text=Finish now")
    visitor.page.wait_for_url("**/self-rating/")


def test_a_plan_stays_as_chosen_until_the_server_can_be_reached(visitor):
    page = visitor.page
    page.context.set_offline(True)
    page.check("input[name=track][value=devops_cloud]")
    page.click("text=Start the interview")
    page.wait_for_selector("[data-unreachable]")
    assert page.is_checked("input[name=track][value=devops_cloud]")
    page.context.set_offline(False)
    page.click("text=Start the interview")
    page.wait_for_selector("[data-room]")
    planned = page.request.get(f"{visitor.url}/api/v1/interviews/").json()["results"]
    assert [interview["track"] for interview in planned] == ["devops_cloud"]


def test_a_server_that_is_not_ready_is_one_that_can_not_be_reached(visitor):
    page = visitor.page
    page.route("**/readyz", lambda route: route.fulfill(status=503), times=1)
    page.check("input[name=track][value=devops_cloud]")
    page.click("text=Start the interview")
    page.wait_for_selector("[data-unreachable]")
    page.click("text=Start the interview")
    page.wait_for_selector("[data-room]")


def test_how_one_saw_oneself_and_a_new_answer_are_kept_until_they_are_sent_and_are_sent_once(visitor):
    finish(visitor)
    page = visitor.page
    page.locator("fieldset").nth(0).locator("label").nth(3).click()
    page.reload()
    assert page.locator("fieldset").nth(0).locator("input").nth(3).is_checked()
    page.context.set_offline(True)
    page.click("text=Show the evaluation")
    page.wait_for_selector("[data-unreachable]")
    page.context.set_offline(False)
    page.click("text=Show the evaluation")
    page.wait_for_url("**/results/")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.includes('rating'))") == []

    page.locator("text=Answer it again").first.click()
    form = page.locator("form[data-again]").first
    form.locator("[name=kind][value=code]").check()
    form.locator("[name=content]").fill("sorted(a)")
    key = form.locator("[name=key]").input_value()
    page.close()
    page = visitor.page = page.context.new_page()
    page.goto(f"{visitor.url}/interviews/")
    page.click("text=Evaluation >> nth=0")
    page.wait_for_url("**/results/")
    form = page.locator("form[data-again]").first
    assert (form.locator("[name=content]").input_value(), form.locator("[name=key]").input_value()) == (
        "sorted(a)",
        key,
    )
    assert form.locator("[name=kind][value=code]").is_checked()
    page.context.set_offline(True)
    form.locator("text=Judge this answer").click()
    page.wait_for_selector("[data-unreachable]")
    page.context.set_offline(False)
    form.locator("text=Judge this answer").click()
    page.wait_for_selector("text=Attempt 2")
    assert page.locator(".attempt").count() == 1
    assert page.locator("form[data-again] textarea").first.input_value() == ""


COUNT = "() => { window.sent = 0; addEventListener('submit', (event) => { sent += !event.defaultPrevented; event.preventDefault(); }); }"


def test_a_button_that_is_pressed_twice_sends_once_and_again_on_a_page_that_comes_back(visitor):
    """As a browser brings a page back that it has kept whole, which Playwright has it never do. What would be sent is only counted."""
    page = visitor.page
    visitor.open(shortcuts.plan_interview(page, visitor.url, questions=2))
    page.evaluate(COUNT)
    page.locator("text=Start the interview").dblclick()
    assert page.evaluate("sent") == 1
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.click("text=Start the interview")
    assert page.evaluate("sent") == 2
