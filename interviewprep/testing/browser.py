"""A real Chromium for browser tests, and a candidate who uses the pages in it."""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from interviewprep.testing import shortcuts
from interviewprep.testing.chromium import find_or_install
from interviewprep.testing.factories import PASSWORD

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# What moved on the page though nobody scrolled: how much, and what. A click excuses nothing here.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) window.shifts.push([value, sources.map(({ node }) => node?.className ?? "")]);
}).observe({ type: "layout-shift", buffered: true });
"""
SETTLING_MILLISECONDS = 300  # what comes late, as a picture would


@contextlib.contextmanager
def running_chromium(*flags: str) -> Iterator[Browser]:
    """Chromium, headless: the one the harness found, else Playwright's own. ``flags`` are its own, beside ours."""
    with sync_playwright() as playwright, launched(playwright.chromium, *flags) as browser:
        yield browser


@contextlib.contextmanager
def launched(kind: BrowserType, *flags: str) -> Iterator[Browser]:
    """A browser of this kind. A second one comes by this way: there can't be a second Playwright beside the first."""
    path = os.environ.get("CHROMIUM") or find_or_install()
    browser = kind.launch(executable_path=path, args=[*FLAGS, *flags])
    try:
        yield browser
    finally:
        browser.close()


@dataclass(slots=True)
class Visitor:
    """Somebody at a browser window. ``complaints`` are errors of the console: script errors and CSP violations."""

    page: Page
    url: str
    email: str = field(default_factory=lambda: f"{secrets.token_hex(6)}@example.org")
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def sign_up(self, name: str = "Ana") -> None:
        """A new account, logged in and at the planner. The two forms are not drawn: ``sign_up_by_hand`` fills them in."""
        shortcuts.sign_up(self.page, self.url, name=name, email=self.email)
        self.open("/interviews/new/")

    def sign_up_by_hand(self, name: str = "Ana") -> None:
        self.open("/sign-up/")
        self.page.fill("input[name=name]", name)
        self.page.fill("input[name=email]", self.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url("**/log-in/")
        self.log_in()
        self.open("/interviews/new/")

    def reach_question(self, *, questions: int = 2) -> None:
        """Somebody new, in the room, in front of the first question. Of all the pages only the room is drawn."""
        shortcuts.sign_up(self.page, self.url, name="Ana", email=self.email)
        self.open(shortcuts.reach_question(self.page, self.url, questions=questions))

    def enter_room(self, *, questions: int = 2, **preferences: str) -> None:
        """Somebody new with these preferences, in the room, greeted. Of all the pages only the room is drawn: ``plan`` fills the form in."""
        shortcuts.sign_up(self.page, self.url, name="Ana", email=self.email)
        if preferences:
            shortcuts.change_preferences(self.page, self.url, preferences)
        self.open(shortcuts.start_interview(self.page, self.url, questions=questions))

    def log_in(self) -> None:
        self.page.fill("input[name=login]", self.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button")

    def plan(
        self, *, track: str = "swe_engineer", interviewer: str = "maya", questions: int = 2, **choices: str
    ) -> None:
        for name, value in {"track": track, "interviewer": interviewer, **choices}.items():
            self.page.check(f"input[name={name}][value={value}]")
        self.page.fill("#id_max_questions", str(questions))
        self.page.click("text=Start the interview")
        self.page.wait_for_url(re.compile(r"/interviews/[0-9a-f-]{36}/"))

    def say(self, text: str, button: str = "answer") -> None:
        """Type, press a button, and wait until the room shows what followed."""
        if text:
            self.page.fill("#content", text)
        with self.expect_turn():
            self.page.click(f"button[value={button}]")

    def write(self, code: str, field: str = "#content") -> None:
        """Code into the field at once, as a draft comes back, so that an editor over it takes it too."""
        write(self.page, code, field)

    def run(self, code: str, language: str) -> None:
        """Run code in the room, and wait until what came of it is told. What the console says of it is the code's affair."""
        self.complaints.clear()
        self.page.select_option("#language", language)
        self.write(code)
        self.page.click("[data-run-bar] button")
        self.page.wait_for_selector("[data-run-bar] button:not([disabled])", timeout=120_000)

    @contextlib.contextmanager
    def expect_turn(self) -> Iterator[None]:
        """Wait until the room has moved on, with a new page or without."""
        seq = self.page.get_attribute("[data-room]", "data-seq")
        yield
        self.page.wait_for_selector(f"[data-room]:not([data-seq='{seq}'])", state="attached")

    def shifts(self) -> list[Any]:
        """What has moved since ``WATCH_SHIFTS`` ran, now that the page has settled."""
        self.page.wait_for_timeout(SETTLING_MILLISECONDS)
        return list(self.page.evaluate("window.shifts"))

    def stage(self) -> str:
        """The stage as the room shows it, in lower case."""
        return self.page.inner_text(".facts div:nth-child(4) dd").lower()

    def lines(self, speaker: str) -> list[str]:
        return self.page.locator(f".talk .line-{speaker} .speech").all_inner_texts()


def write(page: Page, code: str, field: str = "#content") -> None:
    """See ``Visitor.write``."""
    page.eval_on_selector(
        field,
        "(field, code) => { field.value = code; field.dispatchEvent(new Event('input', { bubbles: true })); }",
        code,
    )


def wait_until(page: Page, condition: str, *, seconds: float = 30.0) -> None:
    """Wait for an expression to hold. Playwright's own wait evaluates in the page again and again, which our policy forbids.

    Raises ``TimeoutError``.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > deadline:
            raise TimeoutError(f"It never came to {condition}.")
        page.wait_for_timeout(50)


def new_visitor(browser: Browser, url: str, **context: Any) -> Visitor:
    """A visitor with a fresh profile; ``context`` are Playwright's, such as ``java_script_enabled=False``."""
    return Visitor(browser.new_context(**context).new_page(), url)
