"""A whole interview by keyboard alone, from the landing page to its deletion, and where the focus is after each step."""

import contextlib
import re

import pytest

from interviewprep.testing.browser import Visitor, wait_until
from interviewprep.testing.factories import NEUTRAL_ANSWER, PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.page]

ANSWER = f"{NEUTRAL_ANSWER} Then I would write the smallest test that fails and tell my team what I found."
# A pointer is a fault; what is announced is written down, on whatever page.
WATCH = """
    addEventListener("pointerdown", () => console.error("The mouse was used."), true);
    addEventListener("DOMContentLoaded", () => {
        const place = document.getElementById("announcer");
        const tell = () => console.info(`announced: ${place.textContent}`);
        if (place) new MutationObserver(tell).observe(place, { childList: true, characterData: true, subtree: true });
    });
"""
FOCUSED = """() => {
    const element = document.activeElement;
    if (element.ariaLabel) return element.ariaLabel;
    const said = element.labels?.length && !element.matches("button") ? element.labels[0] : element;
    return said.innerText.trim().split("\\n")[0];
}"""


class Typist(Visitor):
    """Somebody with a keyboard, and what a screen reader told them."""

    def __post_init__(self):
        super().__post_init__()
        self.announced = []
        self.page.add_init_script(WATCH)
        self.page.on("console", self.hear)

    def hear(self, message):
        if message.text.startswith("announced: "):
            self.announced.append(message.text.removeprefix("announced: "))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.insert_text(text)

    def focused(self):
        """What has the focus, as somebody is told it: by its label, else by its words."""
        return self.page.evaluate(FOCUSED)

    def tab_to(self, name, key="Tab"):
        """Press Tab until something of that name has the focus."""
        passed = []
        for _ in range(120):
            self.press(key)
            passed.append(self.focused())
            if passed[-1].startswith(name):
                return
        pytest.fail(f"Tab does not lead to {name}, only to {passed}")

    def go(self, name, leads_to):
        """Tab to something, press Enter, and wait for the page it leads to."""
        self.tab_to(name)
        self.press("Enter")
        self.page.wait_for_url(re.compile(leads_to))
        with contextlib.suppress(TimeoutError):  # a page may leave the focus to its reader
            wait_until(self.page, "document.activeElement !== document.body", seconds=3)

    def take_turn(self, *keys, told=True):
        """Press keys that send something: what was said is announced once, and the focus is in the answer again."""
        before = len(self.announced)
        with self.expect_turn():
            self.press(*keys)
        self.page.wait_for_selector("#content, .notice .button")
        wait_until(self.page, "document.activeElement !== document.body")
        newest = self.lines("interviewer")[-1].split()[-1]
        assert [newest in each for each in self.announced[before:]] == [True]


@pytest.fixture
def typist(chromium, server):
    page = chromium.new_context(reduced_motion="reduce").new_page()
    typist = Typist(page, server.url)
    yield typist
    typist.page.context.close()


def test_an_interview_needs_no_mouse(typist):
    make_account(typist)
    plan(typist)
    answer(typist)
    finish(typist)
    read_and_answer_again(typist)
    delete(typist)
    assert [text for text in typist.complaints if "422" not in text] == []


def make_account(typist):
    typist.open("/")
    typist.press("Tab")
    assert typist.focused() == "Skip to content"
    typist.press("Enter")
    typist.go("Start practising", "/sign-up/")
    fill(typist, {"What should": "Ana", "E-mail": typist.email, "Password": "short"})
    typist.page.wait_for_selector("[role=alert]")
    assert typist.focused() == "Something below needs changing."
    typist.tab_to("Password")
    typist.type(PASSWORD)
    typist.press("Enter")
    typist.page.wait_for_url("**/log-in/")
    fill(typist, {"E-mail": typist.email, "Password": PASSWORD})
    typist.page.wait_for_url("**/dashboard/")


def fill(typist, fields):
    """Go from field to field, and press Enter in the last."""
    for label, text in fields.items():
        typist.tab_to(label)
        typist.type(text)
    typist.press("Enter")


def plan(typist):
    typist.go("Plan your first interview", "/interviews/new/")
    typist.tab_to("Software engineering intern")
    typist.press("ArrowDown")
    assert typist.focused().startswith("Software engineer")
    typist.tab_to("Questions")
    typist.press("Control+a")
    typist.type("4")
    typist.go("Start the interview", r"/interviews/[0-9a-f-]{36}/")


def answer(typist):
    """The warm-up, then each thing that can be done with a question."""
    assert typist.focused().startswith("Your answer")
    for text in ("I'm well, thank you.", "I have looked after the ordering system of a bakery chain."):
        typist.type(text)
        typist.take_turn("Control+Enter")
        assert typist.focused().startswith("Your answer")
    typist.take_turn("Alt+h")
    assert typist.focused().startswith("Your answer")
    typist.type("Which of the two do you mean?")
    typist.tab_to("Clarify")
    typist.take_turn("Enter")
    assert typist.focused().startswith("Your answer")
    write_code(typist)
    look_at_the_keys(typist)
    typist.tab_to("I don't know")
    typist.take_turn("Enter")
    while typist.page.locator("#content").count():
        assert typist.focused().startswith("Your answer")
        typist.take_turn("Alt+s")
    assert typist.page.evaluate("document.activeElement.matches('.line-interviewer:last-child')")


def write_code(typist):
    typist.tab_to("Words", key="Shift+Tab")
    typist.press("ArrowRight")
    assert typist.focused() == "Code"
    typist.tab_to("Language")
    typist.press("ArrowDown")
    assert typist.page.evaluate("document.activeElement.value") == "javascript"
    typist.tab_to("Your answer")
    typist.type("console.log(6 * 7);")
    typist.press("Escape")
    typist.tab_to("Run", key="Shift+Tab")
    typist.press("Enter")
    typist.page.wait_for_selector("[data-run-result] pre:has-text('42')")
    assert typist.focused() == "Run"
    typist.press("Alt+a")
    assert typist.focused().startswith("Your answer")
    typist.take_turn("Control+Enter")
    assert typist.focused().startswith("Your answer")


def look_at_the_keys(typist):
    typist.tab_to("Send answer")
    typist.press("?")
    assert typist.focused() == "Close"
    typist.press("Enter")
    assert typist.focused() == "Send answer"


def finish(typist):
    typist.go("Finish and read the evaluation", "/self-rating/$")
    assert typist.focused() == "Before you read it: how did it go?"
    typist.press("Tab", "ArrowRight")
    typist.go("Show the evaluation", "/results/$")


def read_and_answer_again(typist):
    assert typist.focused() == typist.page.inner_text("h1")
    typist.tab_to("Answer it again")
    typist.press("Enter")
    typist.page.wait_for_selector(
        "form[data-again] .ace_text-input", state="attached"
    )  # it comes over the field by itself
    typist.tab_to("Your new answer")
    typist.type(ANSWER)
    typist.press("Escape")
    typist.go("Judge this answer", r"#again-\d$")
    assert typist.page.evaluate("`#${document.activeElement.id}`") == re.sub(".*(?=#)", "", typist.page.url)
    assert "Attempt 2" in typist.focused()


def delete(typist):
    typist.open("/interviews/")
    typist.tab_to("Read the evaluation")
    typist.go("Delete", "/delete/$")
    typist.go("Delete it for good", "/interviews/$")
    assert "No interviews yet." in typist.page.inner_text("main")


def test_a_refused_message_is_told_and_read_first(typist):
    """Sent from another tab meanwhile: the reason has the focus, and what was typed is still there."""
    typist.sign_up()
    typist.plan()
    assert "The mouse was used." in typist.complaints  # the guard guards
    typist.page.eval_on_selector("[name=last_seen_seq]", "field => { field.value = 0; }")
    typist.page.focus("#content")
    typist.type("From another tab.")
    typist.press("Control+Enter")
    typist.page.wait_for_selector("[role=alert]")
    assert "moved on" in typist.focused()
    assert typist.page.input_value("#content") == "From another tab."
