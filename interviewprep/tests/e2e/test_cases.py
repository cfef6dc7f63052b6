"""Sample cases in the room: shown under their question, run with the answer, and the hidden ones only counted."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from interviewprep.testing.browser import new_visitor

pytestmark = [pytest.mark.e2e, pytest.mark.page]

QUESTION = "duplicate-scan-first-repeat"
RIGHT = """function findFirstRepeat(tickets) {
  const seen = new Set();
  for (const ticket of tickets) {
    if (seen.has(ticket)) return ticket;
    seen.add(ticket);
  }
}"""
RIGHT_PYTHON = """def find_first_repeat(tickets):
    seen = set()
    for ticket in tickets:
        if ticket in seen:
            return ticket
        seen.add(ticket)
"""


@pytest.fixture(scope="module")
def visitor(chromium, server):
    """A candidate who drills one question that has cases, and answers in code."""
    visitor = new_visitor(chromium, server.url)
    visitor.sign_up()
    visitor.open("/practice/?search=cinema")
    visitor.page.click(f"form[action^='/practice/{QUESTION}/drill/'] button")
    visitor.page.wait_for_url("**/interviews/*/")
    visitor.say("", "skip")
    visitor.page.check("input[name=kind][value=code]")
    yield visitor
    visitor.page.context.close()


def run(visitor, code, language="javascript"):
    """The summary, what is told of each case that is shown, and what was printed."""
    page = visitor.page
    visitor.run(code, language)
    told = page.locator(".case-results li:visible").all_inner_texts()
    printed = page.locator("[data-run-result] pre:visible span").all_text_contents()
    return page.inner_text("[data-cases-summary]"), [" ".join(one.split()) for one in told], printed


def test_the_shown_cases_stand_under_the_question_and_the_hidden_ones_are_counted(visitor):
    text = " ".join(visitor.page.inner_text(".cases").split())
    assert text == (
        "To have it run, name your function find_first_repeat, in JavaScript findFirstRepeat, with tickets. Values are written "
        "as JSON. ([41, 17, 88, 17, 41]) gives 17 ([41, 17, 88]) gives null “Run” tries these and 5 hidden ones."
    )
    assert "999999999" not in visitor.page.content()


@pytest.mark.parametrize(("code", "language"), [(RIGHT, "javascript"), (RIGHT_PYTHON, "python")])
def test_a_right_answer_passes_all(visitor, code, language):
    assert run(visitor, code, language) == (
        "2 of 2 shown, 5 of 5 hidden passed.",
        ["Passed ([41, 17, 88, 17, 41]) expected 17", "Passed ([41, 17, 88]) expected null"],
        [],
    )
    assert visitor.complaints == []


@pytest.mark.parametrize(
    ("code", "language", "failure"),
    [
        ("const findFirstRepeat = (tickets) => { console.log(tickets[0]); return tickets.x.y; }", "javascript",
         "TypeError: Cannot read properties of undefined (reading 'y')"),
        ("def find_first_repeat(tickets):\n    print(tickets[0])\n    return tickets['x']", "python",
         "TypeError: list indices must be integers or slices, not str (line 3)"),
    ],
)  # fmt: skip
def test_an_error_is_told_of_and_only_the_shown_cases_print(visitor, code, language, failure):
    summary, told, printed = run(visitor, code, language)
    assert summary == "0 of 2 shown, 0 of 5 hidden passed."
    assert told == [
        f"Not passed ([41, 17, 88, 17, 41]) expected 17 failed with {failure}",
        f"Not passed ([41, 17, 88]) expected null failed with {failure}",
    ]
    assert printed == ["41\n", "41\n"]


def test_a_wrong_answer_is_shown_beside_what_was_expected(visitor):
    summary, told, _ = run(visitor, "function findFirstRepeat(tickets) { return tickets[0]; }")
    assert summary == "0 of 2 shown, 4 of 5 hidden passed."
    assert told[0] == "Not passed ([41, 17, 88, 17, 41]) expected 17 got 41"


@pytest.mark.parametrize("code", ["1 + 1", "null.x; function findFirstRepeat() {}", "let 1", "'use strict';"])
def test_code_without_the_function_is_told_what_is_missing(visitor, code):
    summary, told, _ = run(visitor, code)
    assert summary == (
        "The cases were not called: they need code that runs through and has a function findFirstRepeat."
    )
    assert told == []


def test_the_function_of_strict_code_is_found_and_its_last_value_shown(visitor):
    summary, _, printed = run(visitor, f"'use strict';\n{RIGHT}\nfindFirstRepeat([4, 4]) // at last")
    assert (summary, printed) == ("2 of 2 shown, 5 of 5 hidden passed.", ["→ 4\n"])


def test_a_case_that_never_ends_is_stopped_and_those_before_it_are_told(visitor):
    summary, told, _ = run(visitor, "function findFirstRepeat(t) { while (t.length === 3); return 17; }")
    assert summary == "1 of 2 shown, 0 of 5 hidden passed."
    assert told[1] == "Not passed ([41, 17, 88]) expected null got nothing in time"
    assert visitor.page.inner_text("[data-run-result] p") == "Stopped: it ran for longer than 5 seconds."


def test_axe_finds_nothing_with_the_results_in_sight(visitor):
    run(visitor, "function findFirstRepeat(tickets) { console.log(1); return tickets[0]; }")
    faults = []
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(
            color_scheme=scheme, reduced_motion="reduce"
        )  # what fades has no colour of its own yet
        faults += [(scheme, one["id"]) for one in Axe().run(visitor.page).response["violations"]]
    assert faults == []


def test_in_the_debrief_another_answer_is_run_with_all_the_cases(visitor):
    page = visitor.page
    visitor.write(RIGHT)
    with visitor.expect_turn():
        page.click("button[value=answer]")
    page.click("text=Finish early")
    page.click("text=Finish now")
    page.click("text=Skip to the evaluation")
    page.wait_for_url("**/results/")
    page.click("text=Answer it again")
    told = " ".join(page.inner_text(".again .cases").split())
    assert told.startswith("To have it run, name your function find_first_repeat")
    assert told.count("was hidden") == 5
    page.wait_for_selector(".again .editor.ace_editor")
    page.get_by_role("textbox", name="Your new answer").focus()
    page.keyboard.type("function findFirstRepeat(t) { return t[0]; }")
    page.click(".again [data-run-bar] button")
    page.wait_for_selector(".again [data-run-bar] button:not([disabled])")
    assert page.inner_text(".again [data-cases-summary]") == "4 of 7 passed."
    assert visitor.complaints == []
