"""Writing an answer in the room: words and code, each kept while the other is written."""

import pytest

from interviewprep.testing.browser import new_visitor
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture
def visitor(chromium, server):
    """A candidate in front of the first question."""
    visitor = new_visitor(chromium, server.url)
    visitor.reach_question()
    yield visitor
    assert visitor.complaints == []
    visitor.page.context.close()


def choose(visitor, kind):
    visitor.page.check(f"input[name=kind][value={kind}]")
    if visitor.page.is_visible("[data-editor]") and not visitor.page.is_checked("[data-editor] input"):
        visitor.page.wait_for_selector(".editor.ace_editor")


def shown(visitor):
    form = "document.getElementById('answer').elements"
    return visitor.page.evaluate(f"[{form}.kind.value, {form}.content.value, {form}.language.value]")


def test_words_and_code_wait_for_each_other(visitor):
    visitor.page.fill("#content", "I would sort first.")
    choose(visitor, "code")
    visitor.page.fill("#content", "sorted(a)")
    visitor.page.select_option("#language", "go")
    choose(visitor, "text")
    assert shown(visitor) == ["text", "I would sort first.", "go"]
    choose(visitor, "code")
    assert shown(visitor) == ["code", "sorted(a)", "go"]


def test_a_reload_brings_both_drafts_back(visitor):
    visitor.page.fill("#content", "Words.")
    choose(visitor, "code")
    visitor.page.fill("#content", "code()")
    visitor.page.select_option("#language", "rust")
    visitor.page.reload()
    assert shown(visitor) == ["code", "code()", "rust"]
    choose(visitor, "text")
    assert shown(visitor)[1] == "Words."


def test_sending_the_code_leaves_the_words_in_the_field(visitor):
    visitor.page.fill("#content", "Half a thought")
    choose(visitor, "code")
    visitor.page.select_option("#language", "sql")
    visitor.say("SELECT 1")
    assert shown(visitor) == ["text", "Half a thought", "sql"]
    choose(visitor, "code")
    assert shown(visitor)[1] == ""
    assert visitor.page.locator(".line-code .code-keyword").all_inner_texts() == ["SELECT"]


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_hint_keeps_code_as_code(chromium, server, has_script):
    visitor = new_visitor(chromium, server.url, java_script_enabled=has_script)
    visitor.reach_question()
    choose(visitor, "code")
    visitor.page.select_option("#language", "java")
    visitor.say("int a = 1;\n  int b;", "hint")
    page = visitor.page
    assert page.input_value("#content") == "int a = 1;\n  int b;"
    assert page.is_checked("input[name=kind][value=code]")
    assert page.input_value("#language") == "java"
    visitor.say("")
    assert visitor.page.locator(".line-code pre").inner_text() == "int a = 1;\n  int b;"
    page.context.close()


@pytest.fixture(params=["editor", "plain field"])
def coder(request, visitor):
    """Somebody who writes code, in the editor or in the plain field."""
    choose(visitor, "code")
    visitor.page.set_checked("[data-editor] input", request.param == "plain field")
    visitor.page.focus("#content")
    return visitor


def test_code_is_indented_as_in_an_editor_and_can_be_undone(coder):
    page = coder.page
    page.keyboard.type("def f(a):\nif a:\nreturn 1")
    assert page.input_value("#content") == "def f(a):\n    if a:\n        return 1"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    moved = page.input_value("#content")
    assert moved.endswith("\nreturn 1")
    page.keyboard.press("Control+z")  # how much was typed in one go, and goes in one, depends on how fast
    assert page.input_value("#content") != moved
    page.keyboard.press("Control+Shift+z")
    assert page.input_value("#content") == moved
    page.keyboard.press("Control+a")
    page.keyboard.press("Tab")
    assert page.input_value("#content").startswith("    def f(a):\n        if a:\n")


@pytest.mark.parametrize(("language", "indentation"), [("rust", "    "), ("typescript", "  "), ("go", "\t")])
def test_each_language_is_indented_as_its_own_people_do(coder, language, indentation):
    page = coder.page
    page.select_option("#language", language)
    page.focus("#content")
    page.keyboard.type("f {\nx")
    assert page.input_value("#content").split("\n")[1] == f"{indentation}x"
    page.keyboard.press("Shift+Tab")
    assert page.input_value("#content").split("\n")[1] == "x"


def test_tab_leaves_the_code_after_escape_and_the_words_at_once(coder):
    page = coder.page
    assert page.is_visible("#code-keys")
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "code-keys"
    page.keyboard.press("Tab")
    assert (focused(page), page.input_value("#content")) == ("textarea", "    ")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert focused(page) == "answer"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "textarea"
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "run"
    choose(coder, "text")
    assert not page.is_visible("#code-keys")
    page.focus("#content")
    page.keyboard.press("Tab")
    assert focused(page) == "answer"


def focused(page):
    return page.evaluate(
        """() => { const node = document.activeElement;
        return node.closest('[data-run-bar]') ? 'run' : node.closest('[data-editor]') ? 'plain field' : node.matches('textarea') ? 'textarea' : node.value; }"""
    )


def test_an_answer_in_words_after_code_is_sent_as_words(visitor):
    choose(visitor, "code")
    visitor.page.fill("#content", "x = 1")
    choose(visitor, "text")
    visitor.say(NEUTRAL_ANSWER)
    assert visitor.page.locator(".line-candidate").last.locator(".typed").inner_text() == NEUTRAL_ANSWER
    assert shown(visitor)[:2] == ["code", "x = 1"]
