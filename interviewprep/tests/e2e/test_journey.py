"""Whole journeys in a real browser against the real server."""

import re

import pytest

from interviewprep.testing.browser import new_visitor
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = pytest.mark.e2e

ANSWER = f"{NEUTRAL_ANSWER} Then I would write the smallest test that fails and tell my team what I found."


@pytest.fixture(
    params=[
        pytest.param(True, id="with JavaScript"),
        pytest.param(False, id="without JavaScript", marks=pytest.mark.page),
    ]
)
def visitor(request, chromium, server):
    visitor = new_visitor(chromium, server.url, java_script_enabled=request.param)
    yield visitor
    visitor.page.context.close()


@pytest.fixture
def scripted(chromium, server):
    visitor = new_visitor(chromium, server.url)
    yield visitor
    visitor.page.context.close()


@pytest.fixture
def plain(chromium, server):
    visitor = new_visitor(chromium, server.url, java_script_enabled=False)
    yield visitor
    visitor.page.context.close()


def answer_until_wrap_up(visitor):
    for _ in range(20):
        if visitor.stage() == "wrap-up":
            return
        visitor.say(ANSWER)
    pytest.fail("the interview never wrapped up")


def test_a_newcomer_sits_a_whole_interview_and_reads_an_honest_evaluation(visitor):
    visitor.sign_up_by_hand()
    visitor.plan()
    visitor.say("I'm well, thank you. And you?")
    visitor.say("I have looked after the ordering system of a bakery chain for four years.")
    assert visitor.stage() == "question"
    assert "I have looked after the ordering system" in " ".join(visitor.lines("interviewer"))

    visitor.say("", "hint")
    answer_until_wrap_up(visitor)
    visitor.page.click("section >> text=Finish and read the evaluation")
    visitor.page.wait_for_url("**/self-rating/")
    visitor.page.locator("fieldset").nth(0).locator("label").nth(3).click()
    visitor.page.click("text=Show the evaluation")
    visitor.page.wait_for_url("**/results/")

    page = visitor.page.inner_text("main")
    assert "Offline estimate." in page
    assert "1 hint" in page
    assert "Question 2" in page
    assert visitor.complaints == []


@pytest.mark.page
def test_a_hint_keeps_what_was_typed(visitor):
    visitor.reach_question()
    visitor.say("Half an answer — with ünïcode", "hint")
    assert visitor.page.input_value("#content") == "Half an answer — with ünïcode"
    assert visitor.lines("candidate")[-1] == "Could I have a hint, please?"


@pytest.mark.page
def test_code_keeps_its_indentation_in_the_transcript(visitor):
    visitor.reach_question()
    code = "def double(n):\n    if n:\n\t\treturn n ** 2  # n²\n    return 0"
    visitor.page.check("input[name=kind][value=code]")
    visitor.say(code)
    assert visitor.page.locator(".line-code pre code").inner_text() == code


@pytest.mark.page
def test_a_message_from_an_outdated_tab_is_kept_and_explained(plain):
    plain.reach_question()
    other = plain.page.context.new_page()
    other.goto(plain.page.url)
    plain.say("From the first tab, which is faster than the other one.")

    other.fill("#content", "From the second tab.")
    other.click("button[value=answer]")

    other.wait_for_selector("[role=alert]")
    assert "moved on" in other.inner_text("[role=alert]")
    assert other.input_value("#content") == "From the second tab."
    other.click("button[value=answer]")
    other.wait_for_selector("text=From the second tab.")


def test_the_server_dies_in_the_middle_and_the_candidate_goes_on(scripted, server):
    scripted.reach_question()
    scripted.say(ANSWER)
    before = scripted.lines("candidate")

    server.kill()
    server.start()
    scripted.page.reload()

    assert scripted.lines("candidate") == before
    answer_until_wrap_up(scripted)
    scripted.open("/interviews/")
    assert scripted.page.locator("text=Continue").count() == 1


def test_two_quick_clicks_send_one_message(scripted):
    scripted.reach_question()
    count = len(scripted.lines("candidate"))
    scripted.page.fill("#content", ANSWER)
    with scripted.expect_turn():
        scripted.page.dblclick("button[value=answer]")
    scripted.page.reload()
    assert len(scripted.lines("candidate")) == count + 1


@pytest.mark.page
def test_control_enter_sends_the_answer(scripted):
    scripted.reach_question()
    scripted.page.fill("#content", ANSWER)
    with scripted.expect_turn():
        scripted.page.press("#content", "Control+Enter")
    assert scripted.lines("candidate")[-1] == ANSWER


@pytest.mark.page
def test_an_interview_can_be_deleted_after_asking_once(visitor):
    visitor.reach_question()
    visitor.open("/interviews/")
    visitor.page.click("a:text-is('Delete')")
    visitor.page.click("text=Delete it for good")
    visitor.page.wait_for_url("**/interviews/")
    assert "No interviews yet." in visitor.page.inner_text("main")


@pytest.mark.parametrize("lost", ["sessionid", None], ids=["the session", "all cookies"])
def test_a_log_in_that_ends_in_the_middle_of_an_answer_loses_nothing_and_doubles_nothing(scripted, lost):
    """Edge case 10: the predecessor's token expired, and the work with it."""
    scripted.reach_question()
    page, typed = scripted.page, f"{ANSWER} This took me ten minutes to write."
    page.type("#content", typed)
    key, before = page.input_value("input[name=key]"), len(scripted.lines("candidate"))
    page.context.clear_cookies(**({"name": lost} if lost else {}))
    page.click("button[value=answer]")
    page.wait_for_url(re.compile(r"/log-in/\?next=/interviews/[0-9a-f-]{36}/"))
    scripted.log_in()
    page.wait_for_selector("[data-room]")
    page.wait_for_load_state()  # the field is there before the script that fills it has run
    assert (page.input_value("#content"), page.input_value("input[name=key]")) == (typed, key)
    scripted.say("")
    said = scripted.lines("candidate")
    assert (len(said), said[-1]) == (before + 1, typed)
    assert page.input_value("#content") == ""
