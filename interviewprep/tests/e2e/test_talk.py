"""How the conversation is read: where the page stands after a turn, and what stays in view."""

import pytest

from interviewprep.testing.browser import new_visitor

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture(scope="module")
def visitor(chromium, server):
    """A candidate in front of the first question."""
    visitor = new_visitor(chromium, server.url)
    visitor.reach_question(questions=5)
    yield visitor
    visitor.page.context.close()
    assert visitor.complaints == []


@pytest.mark.parametrize(("width", "is_open"), [(1280, True), (390, False)])
def test_the_question_stays_as_the_candidate_left_it(visitor, width, is_open):
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.page.reload()
    card = visitor.page.locator("[data-card]")
    assert card.evaluate("card => card.open") is is_open
    card.locator("summary").click()
    visitor.say("", "hint")
    visitor.page.reload()
    assert card.evaluate("card => card.open") is not is_open


def test_after_a_turn_the_reply_and_the_field_are_in_sight_and_nothing_of_it_is_under_the_question(visitor):
    visitor.page.set_viewport_size({"width": 1280, "height": 860})
    visitor.say("I would ask who is affected, and then look at what changed last.")
    visitor.page.wait_for_timeout(800)  # it may scroll smoothly
    said, field, card = (
        visitor.page.locator(f"{place} >> nth=-1").bounding_box()
        for place in (".line-candidate", "#content", ".current")
    )
    assert said["y"] >= card["y"] + card["height"]
    assert field["y"] + field["height"] <= 860


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (1280, 640), (390, 844)])
def test_an_opened_room_shows_the_words_to_be_answered(visitor, width, height):
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.page.reload()
    visitor.page.wait_for_timeout(300)
    card = visitor.page.locator(".current").bounding_box()
    reply = visitor.page.locator(".line-interviewer:visible >> nth=-1").bounding_box()
    assert card["y"] + card["height"] <= reply["y"] < height


def test_the_open_question_is_read_once(visitor):
    visitor.page.set_viewport_size({"width": 1280, "height": 860})
    visitor.say("", "skip")
    asked = visitor.page.locator(".line-question >> nth=-1")
    assert (asked.is_visible(), visitor.page.locator(".current .speech").is_visible()) == (False, True)
    visitor.page.locator("[data-card] summary").click()
    assert (asked.is_visible(), visitor.page.locator(".current .speech").is_visible()) == (True, False)
    visitor.page.locator("[data-card] summary").click()


def test_code_stands_as_code_while_the_reply_is_awaited(visitor):
    visitor.page.check("input[name=kind][value=code]", force=True)
    visitor.write("def f(x):\n    return x")
    visitor.page.route("**/messages/", lambda route: None)
    visitor.page.click("button[value=answer]")
    assert (
        visitor.page.locator(".line-candidate >> nth=-1").locator("pre code").inner_text() == "def f(x):\n    return x"
    )
