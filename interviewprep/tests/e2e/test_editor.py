"""The editor that stands over the field for code: what it does, what it costs, and that nothing depends on it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from interviewprep.testing.browser import new_visitor, wait_until, write

pytestmark = [pytest.mark.e2e, pytest.mark.page]
MOST_BYTES = 150_000  # as they travel, compressed
CODE = 'def f(a):\n    # all of them\n    return max(a, 10) or "none"'


def reach_first_question(visitor, questions=2):
    visitor.sign_up()
    visitor.plan(questions=questions)
    visitor.say("I'm well, thank you. And you?")
    visitor.say("I have looked after the ordering system of a bakery chain for four years.")
    return visitor


@pytest.fixture(scope="module")
def visitor(chromium, server):
    visitor = reach_first_question(new_visitor(chromium, server.url), questions=5)
    yield visitor
    visitor.page.context.close()


@pytest.fixture
def page(visitor):
    """The room before a word is written; whatever a test does, the console has nothing to complain of."""
    page = visitor.page
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.reload()
    page.check("input[name=kind][value=text]")
    visitor.complaints.clear()
    yield page
    page.emulate_media(color_scheme="light", contrast="no-preference", forced_colors="none")
    assert visitor.complaints == []


@pytest.fixture
def asker(visit):
    """Somebody with all the hints of a question of their own: whoever shares one may find them given."""
    visitor = visit()
    visitor.reach_question()
    yield visitor
    assert visitor.complaints == []


def open_editor(page, language="python"):
    page.check("input[name=kind][value=code]")
    page.select_option("#language", language)
    page.wait_for_selector(".editor.ace_editor")
    write(page, "")
    page.focus("#content")


def fetched(page):
    """File names and bytes of what Ace consists of."""
    entries = page.evaluate(
        """performance.getEntriesByType('resource').filter(({ name }) => name.includes('/django_ace/'))
        .map(({ name, transferSize }) => [name.split('/').pop().replace(/\\.[0-9a-f]{12}(?=\\.)/, ''), transferSize])"""
    )
    return dict(entries)


def test_words_fetch_no_editor_and_code_fetches_what_it_needs(page):
    page.route("**/*", lambda route: route.continue_())  # past the browser's cache
    page.reload()
    page.fill("#content", "In words.")
    assert fetched(page) == {}
    open_editor(page)
    page.wait_for_selector(".ace_gutter-cell")
    files = fetched(page)
    assert set(files) == {"ace.js", "ace.css", "mode-python.js"}
    assert 100_000 < sum(files.values()) < MOST_BYTES
    page.unroute("**/*")


def words(page, kind):
    wait_until(page, "document.querySelector('.editor .ace_line')")
    return page.locator(f".editor {kind}").all_inner_texts()


def test_the_language_that_is_chosen_is_the_one_in_colours(page):
    open_editor(page, "go")
    page.keyboard.type("func f")
    page.wait_for_selector(".editor .ace_keyword")
    assert words(page, ".ace_keyword") == ["func"]
    page.select_option("#language", "other")
    page.wait_for_selector(".editor .ace_keyword", state="detached")
    page.select_option("#language", "javascript")
    write(page, "const f")
    page.wait_for_selector(".editor .ace_storage")
    assert words(page, ".ace_storage") == ["const"]


SAME = {
    ".ace_keyword": ".code-keyword",
    ".ace_comment": ".code-comment",
    ".ace_string": ".code-string",
    ".ace_numeric": ".code-number",
    ".ace_function": ".code-call",
}
SCENES = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"color_scheme": "light", "contrast": "more"},
    {"color_scheme": "dark", "contrast": "more"},
]


def test_its_colours_are_those_of_the_transcript_in_every_theme_also_one_that_changes_meanwhile(visitor, page):
    open_editor(page)
    visitor.say(CODE)
    open_editor(page)
    page.fill("#content", CODE)
    page.wait_for_selector(".editor .ace_comment")
    seen = set()
    for scene in SCENES:
        page.emulate_media(**{"contrast": "no-preference", **scene})
        colours = {kind: colour_of(page, f".editor {kind}") for kind in SAME}
        assert colours == {kind: colour_of(page, f".line-code {ours}") for kind, ours in SAME.items()}
        assert faults(page) == []
        seen.add(tuple(colours.values()))
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert colour_of(page, ".editor .ace_keyword") in {colours[0] for colours in seen}
    assert len(seen) == len(SCENES)


def colour_of(page, selector):
    """Asked in one go: the editor draws its lines anew when it likes."""
    return page.evaluate(
        "selector => getComputedStyle([...document.querySelectorAll(selector)].at(-1)).color", selector
    )


def faults(page):
    violations = Axe().run(page).response["violations"]
    return [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in violations]


def test_what_is_selected_shows_where_the_system_chooses_the_colours(page):
    page.emulate_media(forced_colors="active")
    open_editor(page)
    page.fill("#content", CODE)
    page.keyboard.press("Control+a")
    selection = page.locator(".editor .ace_selection").first
    assert selection.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    assert faults(page) == []


def test_its_letters_grow_with_the_text_of_the_page(page):
    open_editor(page)
    size = "parseFloat(getComputedStyle(document.querySelector('.editor .ace_content')).fontSize)"
    usual = page.evaluate(size)
    page.evaluate("document.documentElement.dataset.textSize = 'larger'")
    assert page.evaluate(size) == pytest.approx(usual * 1.375)


def test_it_is_named_and_described_like_the_field_and_its_lines_are_not_read_twice(page):
    open_editor(page)
    named = page.get_by_role("textbox", name="Your answer")
    named.wait_for()
    assert named.evaluate_all("nodes => nodes.map((node) => node.className)") == ["ace_text-input"]
    page.keyboard.type("a\nb")
    assert named.get_attribute("aria-label") == "Your answer, Cursor at row 2"
    assert named.get_attribute("aria-describedby") == "code-keys"
    assert page.get_attribute(".editor .ace_content", "aria-hidden") == "true"


def test_no_style_is_in_the_page_and_no_key_asks_for_a_file_that_is_not_served(page):
    open_editor(page)
    page.keyboard.type("if (a) {\nb")
    for key in ("Control+f", "Control+h", "Control+l", "Control+,", "F1", "Alt+e", "Alt+l", "Control+Alt+e"):
        page.keyboard.press(key)
        page.focus("#content")
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    assert page.input_value("#content") == "if (a) {\n    b\n}"


def test_control_and_enter_send_what_stands_in_it(visitor, page):
    open_editor(page, "rust")
    page.keyboard.type("let a = 1;")
    with visitor.expect_turn():
        page.keyboard.press("Control+Enter")
    assert visitor.lines("candidate")[-1] == "let a = 1;"


def test_a_hint_gives_the_code_back_into_the_editor_and_the_hands_stay_on_the_keys(asker):
    page = asker.page
    open_editor(page)
    page.keyboard.type("x = 1")
    with asker.expect_turn():
        page.keyboard.press("Alt+h")
    page.wait_for_selector(".editor.ace_focus")
    page.keyboard.press("Control+End")
    page.keyboard.type("0")
    assert page.input_value("#content") == "x = 10"


def test_who_prefers_the_plain_field_has_it_next_time_with_the_caret_where_it_was(page):
    open_editor(page)
    page.keyboard.type("ac")
    page.keyboard.press("ArrowLeft")
    page.check("[data-editor] input")
    assert not page.is_visible(".editor")
    page.focus("#content")
    page.keyboard.type("b")
    assert page.input_value("#content") == "abc"
    page.reload()
    assert (page.is_checked("[data-editor] input"), page.locator(".editor").count()) == (True, 0)
    page.uncheck("[data-editor] input")
    page.wait_for_selector(".editor.ace_editor")
    page.focus("#content")
    page.keyboard.type("d")
    assert sorted(page.input_value("#content")) == list("abcd")
    page.keyboard.press("Control+z")
    assert page.input_value("#content") == "abc"


def test_undoing_goes_on_after_a_while_in_words(page):
    open_editor(page)
    page.keyboard.type("first")
    page.check("input[name=kind][value=text]")
    page.fill("#content", "In words.")
    page.check("input[name=kind][value=code]")
    page.wait_for_selector(".editor.ace_editor")
    page.focus("#content")
    assert page.input_value("#content") == "first"
    page.keyboard.press("Control+z")
    assert page.input_value("#content") == ""


def test_under_a_finger_one_begins_with_the_plain_field(chromium, server):
    phone = new_visitor(chromium, server.url, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page = reach_first_question(phone).page
    page.check("input[name=kind][value=code]")
    page.fill("#content", "x = 1")
    assert (page.is_checked("[data-editor] input"), fetched(page)) == (True, {})
    page.uncheck("[data-editor] input")
    page.wait_for_selector(".editor.ace_editor")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert words(page, ".ace_line") == ["x = 1"]
    assert phone.complaints == []
    page.context.close()


@pytest.mark.parametrize("blocked", ["ace.*.js", "ace.*.css", "editor.*.css", "editor.js"])
def test_where_it_cannot_be_had_the_field_does_and_the_next_answer_tries_again(asker, blocked):
    page = asker.page
    page.route(f"**/{blocked}", lambda route: route.abort())
    page.reload()
    page.fill("#content", "")
    page.check("input[name=kind][value=code]")
    page.focus("#content")
    page.wait_for_selector("[data-editor-failure]:not([hidden])")
    page.keyboard.type("if a:\nb")
    assert page.input_value("#content") == "if a:\n    b"
    assert "could not be fetched" in page.inner_text("[data-editor-failure]")
    page.unroute(f"**/{blocked}")
    asker.complaints.clear()  # of what was blocked
    with asker.expect_turn():
        page.click("button[value=hint]")
    if blocked == "editor.js":
        page.reload()  # browsers remember modules that they could not have
    page.wait_for_selector(".editor.ace_editor")
    assert page.input_value("#content") == "if a:\n    b"
    assert page.locator("[data-editor-failure]").is_hidden()


def test_a_mode_that_cannot_be_had_costs_the_colours_alone(visitor):
    page = visitor.page
    page.route("**/mode-sql*.js", lambda route: route.abort())
    page.reload()
    open_editor(page, "sql")
    page.fill("#content", "SELECT 1")
    page.wait_for_timeout(200)
    assert (words(page, ".ace_keyword"), page.input_value("#content")) == ([], "SELECT 1")
    page.unroute("**/mode-sql*.js")


def test_in_the_debrief_a_question_answered_in_code_is_answered_again_in_the_editor(chromium, server):
    visitor = reach_first_question(new_visitor(chromium, server.url))
    page = visitor.page
    open_editor(page, "javascript")
    visitor.say("const a = 1;")
    page.click("text=Finish early")
    page.click("text=Finish now")
    page.click("text=Skip to the evaluation")
    page.wait_for_url("**/results/")
    assert fetched(page) == {}
    page.locator("text=Answer it again").first.click()
    page.wait_for_selector(".again .editor.ace_editor")
    page.get_by_role("textbox", name="Your new answer to question 1").focus()
    page.keyboard.type("for (;;) {\nb()")
    assert page.locator(".again textarea[name=content]").first.input_value() == "for (;;) {\n  b()\n}"
    assert faults(page) == []
    page.locator("text=Judge this answer").first.click()
    page.wait_for_selector("text=Attempt 2")
    assert page.locator(".attempt code").text_content() == "for (;;) {\n  b()\n}"
    assert visitor.complaints == []
    page.context.close()
