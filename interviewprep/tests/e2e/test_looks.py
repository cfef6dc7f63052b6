"""How pages look: nothing for axe to find on the style guide, nothing wider than its window, lines that can be read, targets that can be hit."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from interviewprep.testing.browser import new_visitor, wait_until
from interviewprep.testing.factories import NEUTRAL_ANSWER

pytestmark = [pytest.mark.e2e, pytest.mark.page]

WIDTHS = (320, 390, 768, 1280, 1600)
LARGE = 1280
PHONE = {"width": 390, "height": 844}
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Four looks side by side repeat their landmarks; what counts is what WCAG asks.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
OPEN = ["/", "/log-in/", "/sign-up/", "/password/reset/", "/nowhere/", "/styleguide/"]
# Characters of each line but the last of every paragraph of several; and where it stands.
LINES = """() => [...document.querySelectorAll('main p, main li, main dd')].flatMap((element) => {
    const text = element.querySelector('p, li, dd, ul, ol, div') || element.closest('.visually-hidden, pre') ? '' : element.innerText.trim();
    if (text.length < 90 || !element.checkVisibility()) return [];
    const range = document.createRange(), rows = new Map();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) for (let at = 0; at < node.length; at++) {
        range.setStart(node, at); range.setEnd(node, at + 1);
        const box = range.getClientRects()[0];
        if (box) rows.set(Math.round(box.bottom / 8), (rows.get(Math.round(box.bottom / 8)) ?? 0) + 1);
    }
    const counts = [...rows.values()].slice(0, -1);
    return counts.length ? [[element.className || element.parentElement.className || element.tagName, Math.max(...counts), text.slice(0, 40)]] : [];
})"""
# Whatever can be pressed, as large as what answers to a press: a box with its label. A link within words may be as high as they are.
SMALL = """(least) => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].flatMap((element) => {
    if (!element.checkVisibility({ opacityProperty: false }) || element.closest('.visually-hidden, .skip-link, dialog:not([open])')) return [];
    const around = element.closest('label') ?? element;
    const isInWords = getComputedStyle(element).display === 'inline' && element.matches('a, button');
    const { width, height } = around.getBoundingClientRect();
    const small = height < least - 0.5 || width < Math.min(least, 24) - 0.5;
    return small && !isInWords && width > 1 ? [[element.tagName, element.className, element.textContent.trim().slice(0, 30), Math.round(width), Math.round(height)]] : [];
})"""


@pytest.fixture(scope="module")
def past(chromium, server):
    """The stored session of somebody with an open and a finished interview, and every page of theirs."""
    visitor = new_visitor(chromium, server.url)
    visitor.sign_up()
    visitor.plan(questions=1)
    visitor.say("Let us begin.", "skip")
    while visitor.stage() != "wrap-up":
        visitor.say(NEUTRAL_ANSWER)
    visitor.page.click("section >> text=Finish and read the evaluation")
    visitor.page.wait_for_url("**/self-rating/")
    visitor.page.click("text=Skip to the evaluation")
    visitor.page.wait_for_url("**/results/")
    results = visitor.page.url
    visitor.open("/interviews/new/")
    visitor.plan(questions=2)
    visitor.say("I'm well, thank you. And you?")
    visitor.say("I have looked after the ordering system of a bakery chain for four years.")
    paths = [url.removeprefix(visitor.url).partition("#")[0] for url in (results, visitor.page.url)]
    state = visitor.page.context.storage_state()
    visitor.page.context.close()
    return state, [
        *paths, "/dashboard/", "/progress/", "/interviews/", "/practice/", "/interviews/new/", "/account/", "/account/settings/",
        "/account/usage/", "/account/devices/", "/account/second-factor/", "/interviews/how-good-is-this-score/",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def measured(chromium, server, past):
    """By page, what is wrong with it at each width under a mouse, and on a phone under a finger. Each page is loaded twice."""
    wide, lines, small = {}, {}, {}
    for visitor, paths in visitors_of(chromium, server, past):
        for path in paths:
            visitor.open(path)
            for width in WIDTHS:
                visitor.page.set_viewport_size({"width": width, "height": 900})
                wide[path, width] = visitor.page.evaluate(WIDE)
                lines[path, width] = visitor.page.evaluate(LINES) if width >= LARGE else []
            small[path, "mouse"] = visitor.page.evaluate(SMALL, 24)
    for visitor, paths in visitors_of(chromium, server, past, has_touch=True, is_mobile=True, viewport=PHONE):
        for path in paths:
            visitor.open(path)
            small[path, "finger"] = visitor.page.evaluate(SMALL, 44)
    return {"wide": wide, "lines": lines, "small": small}


def visitors_of(chromium, server, past, **context):
    """A visitor and somebody with a past, each with the pages they see."""
    state, own = past
    for paths, session in ((OPEN, None), (own, state)):
        visitor = new_visitor(chromium, server.url, storage_state=session, **context)
        yield visitor, paths
        visitor.page.context.close()


def faulty(found):
    return {place: fault for place, fault in found.items() if fault}


@pytest.mark.parametrize(
    "preference",
    [{"color_scheme": "light"}, {"color_scheme": "dark", "contrast": "more"}, {"forced_colors": "active"}],
    ids=["as it is", "more contrast", "forced colours"],
)
def test_axe_finds_nothing_on_the_style_guide(visit, preference):
    visitor = visit(**preference)
    visitor.open("/styleguide/")
    found = Axe().run(visitor.page, options=WCAG).response["violations"]
    assert [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found] == []
    assert visitor.complaints == []


def test_no_page_scrolls_sideways(measured):
    assert len(measured["wide"]) >= 19 * len(WIDTHS)
    assert faulty(measured["wide"]) == {}


def test_a_line_of_text_has_at_most_eighty_characters(measured):
    assert sum(map(len, measured["lines"].values())) > 30
    assert faulty({place: [line for line in lines if line[1] > 80] for place, lines in measured["lines"].items()}) == {}


def test_a_line_of_what_is_said_in_the_room_has_at_least_forty_five_characters(measured, past):
    said = [line[1] for width in (1280, 1600) for line in measured["lines"][past[1][1], width] if "speech" in line[0]]
    assert len(said) >= 4
    assert min(said) >= 45


@pytest.mark.parametrize("hand", ["mouse", "finger"])
def test_whatever_can_be_pressed_is_large_enough(measured, hand):
    """24 pixels under a mouse, 44 under a finger."""
    assert faulty({place: small for place, small in measured["small"].items() if place[1] == hand}) == {}


def test_more_contrast_comes_with_the_system_or_with_the_settings(visit, past):
    colour = "getComputedStyle(document.body).color + getComputedStyle(document.body).backgroundColor"
    seen = []
    for contrast, chosen in (("no-preference", "system"), ("more", "system"), ("no-preference", "more")):
        visitor = visit(storage_state=past[0], contrast=contrast, color_scheme="dark")
        visitor.open("/account/settings/")
        visitor.page.select_option("select[name=contrast]", chosen)
        visitor.page.click("main button")
        visitor.page.wait_for_selector(".toast")
        seen.append(visitor.page.evaluate(colour))
        visitor.page.select_option("select[name=contrast]", "system")
        visitor.page.click("main button:has-text('Save')")
        visitor.page.wait_for_load_state()
    assert seen == ["rgb(236, 232, 221)rgb(23, 26, 25)", *["rgb(255, 255, 255)rgb(0, 0, 0)"] * 2]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_toast_survives_the_redirect_is_announced_and_stays_until_it_is_put_away(visit, past, has_scripts):
    visitor = visit(storage_state=past[0], java_script_enabled=has_scripts)
    visitor.open("/account/settings/")
    page = visitor.page
    page.click("main button:has-text('Save')")
    page.wait_for_selector("text=Saved.")
    assert page.inner_text(".toast p") == "Saved."
    assert page.is_visible(".toast-close") is has_scripts
    if not has_scripts:
        return
    wait_until(page, "document.querySelector('[data-toasts] [role=status]').textContent === 'Saved.'")
    page.clock.install()
    page.clock.fast_forward("01:00:00")
    assert page.is_visible(".toast")
    page.click(".toast-close")
    assert page.locator(".toast").count() == 0
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_dialog_opens_closes_with_escape_and_gives_the_focus_back(visit):
    visitor = visit()
    visitor.open("/styleguide/")
    page = visitor.page
    button = page.get_by_role("button", name="Open one").first
    button.press("Enter")
    assert page.locator("dialog:modal").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog:modal").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Open one"


def test_tabs_are_links_that_say_which_one_it_is(visit, past):
    """They work without a script, and the address can be kept."""
    visitor = visit(storage_state=past[0], java_script_enabled=False)
    visitor.open(past[1][0])
    tabs = visitor.page.locator("nav[aria-label='Read the score for'] a")
    tabs.filter(has_text="Start-up").click()
    assert visitor.page.url.endswith("?tier=startup")
    assert [tab.get_attribute("aria-current") for tab in tabs.all()] == ["true", None, None]
