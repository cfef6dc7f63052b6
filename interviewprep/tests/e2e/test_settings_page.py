"""What somebody sets takes effect in a real browser: colours, text size, movement, and a voice that reads once."""

import re

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.page]

PAPER = {"light": "rgb(247, 244, 236)", "dark": "rgb(23, 26, 25)"}
# Chromium on a server has no voices: what it is asked to say is written down on the way to it.
LISTEN = """
    window.asked = [];
    for (const name of ["speak", "cancel"]) {
        const ask = speechSynthesis[name].bind(speechSynthesis);
        speechSynthesis[name] = (utterance) => { window.asked.push(utterance?.text ?? name); ask(...(utterance ? [utterance] : [])); };
    }
"""


def save(visitor, **settings):
    visitor.open("/account/settings/")
    for name, value in settings.items():
        visitor.page.select_option(f"select[name={name}]", value)
    visitor.page.click("main button")
    visitor.page.wait_for_selector("text=Saved.")


def style(visitor, selector, name):
    return visitor.page.eval_on_selector(selector, f"element => getComputedStyle(element)['{name}']")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_is_the_one_that_was_chosen_else_the_systems(visit, system, has_scripts):
    visitor = visit(color_scheme=system, java_script_enabled=has_scripts)
    visitor.sign_up()
    assert style(visitor, "body", "backgroundColor") == PAPER[system]
    for theme, paper in PAPER.items():
        save(visitor, theme=theme)
        assert style(visitor, "body", "backgroundColor") == paper
    save(visitor, theme="system")
    assert style(visitor, "body", "backgroundColor") == PAPER[system]
    assert visitor.complaints == []


def test_a_dark_page_is_printed_in_black_on_white(visit):
    visitor = visit()
    visitor.sign_up()
    save(visitor, theme="dark")
    visitor.open("/interviews/")
    visitor.page.emulate_media(media="print")
    colours = [style(visitor, "body", "backgroundColor"), style(visitor, "main", "color")]
    assert (colours, style(visitor, "html", "colorScheme")) == (["rgb(255, 255, 255)", "rgb(0, 0, 0)"], "light")


def test_larger_text_makes_the_whole_page_larger(visit):
    """What is written, and the room around it."""
    visitor = visit()
    visitor.sign_up()
    measured = []
    for size in ("small", "normal", "large", "larger"):
        save(visitor, text_size=size)
        visitor.open("/account/")
        pixels = [style(visitor, "main p.lead", "fontSize"), style(visitor, "main button", "minHeight")]
        measured.append([float(length.removesuffix("px")) for length in pixels])
    factors = [[round(length / normal, 4) for length, normal in zip(row, measured[1], strict=True)] for row in measured]
    assert factors == [[0.875] * 2, [1] * 2, [1.1875] * 2, [1.375] * 2]


@pytest.mark.parametrize(
    ("system", "chosen", "moves"),
    [("no-preference", "system", True), ("no-preference", "always", False), ("reduce", "system", False)],
)
def test_nothing_moves_for_whom_it_should_not(visit, system, chosen, moves):
    visitor = visit(reduced_motion=system)
    visitor.sign_up()
    save(visitor, reduce_motion=chosen)
    visitor.open("/interviews/new/")
    visitor.plan()
    visitor.page.evaluate(
        "document.querySelector('.talk').append(document.querySelector('template[data-line=interviewer]').content.cloneNode(true))"
    )
    found = {
        "scrolling": style(visitor, "html", "scrollBehavior"),
        "thinking": style(visitor, ".thinking i", "animationName"),
        "buttons": style(visitor, "main .button", "transitionDuration").split(", ")[0],
    }
    still = {"scrolling": "auto", "thinking": "none", "buttons": "0s"}
    assert found == ({"scrolling": "smooth", "thinking": "ponder", "buttons": "0.14s"} if moves else still)


def test_the_planner_starts_from_what_was_set_and_comes_back_to_its_role(visit):
    visitor = visit()
    visitor.sign_up()
    save(visitor, track="data_science", target_role="data_analyst", difficulty="hard", interviewer="hiroshi")
    visitor.open("/interviews/new/")
    page = visitor.page
    checked = [page.input_value(f"input[name={name}]:checked") for name in ("track", "difficulty", "interviewer")]
    assert (checked, page.input_value("#id_role")) == (["data_science", "hard", "hiroshi"], "data_analyst")
    page.check("input[value=swe_engineer]")
    assert page.input_value("#id_role") == "backend_engineer"
    page.check("input[value=data_science]")
    assert page.input_value("#id_role") == "data_analyst"


# ------------------------------------------------------------------ reading aloud


@pytest.fixture
def listener(visit):
    """Somebody who has asked to be read to, at the beginning of an interview; what their browser is asked is written down."""
    visitor = visit()
    visitor.page.add_init_script(LISTEN)
    visitor.enter_room(voice="browser")
    return visitor


def asked(visitor):
    """What the browser was asked to say on this page, and how often to be silent; asked once."""
    return visitor.page.evaluate("window.asked.splice(0)")


def newest(visitor):
    """The paragraphs that the interviewer has said since the candidate spoke last."""
    return visitor.page.eval_on_selector_all(
        ".talk > .line-interviewer:not(:has(~ .line-candidate)) .speech p", "all => all.map(each => each.textContent)"
    )


def test_what_the_interviewer_says_is_read_once(listener):
    greeting = asked(listener)
    assert greeting == ["cancel", *newest(listener)]
    listener.say("I'm well, thank you. And you?")
    listener.say("I have looked after the ordering system of a bakery chain for four years.")
    read = [text for text in asked(listener) if text != "cancel"]
    question = newest(listener)
    assert len(question) >= 2  # a word about the background, then the question
    assert read[-len(question) :] == question
    assert len(read) == len(set(read)), "nothing is read twice, also while it streams"
    listener.page.reload()
    assert (asked(listener), newest(listener)) == ([], question)
    assert listener.complaints == []


VOICES = """
    const named = (name, lang) => ({ name, lang });
    speechSynthesis.getVoices = () => [named("Google UK English Female", "en-GB"), named("Serena (Enhanced)", "en-GB"), named("Serena", "it-IT")];
    window.spoken = [];
    window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
    speechSynthesis.speak = ({ voice, pitch, rate }) => window.spoken.push([voice.name, voice.lang, pitch, rate]);
"""


def test_an_interviewer_is_read_by_the_voice_that_is_nearest_to_theirs(visit):
    """Maya's, by the first of her names that the browser has in English."""
    visitor = visit()
    visitor.page.add_init_script(VOICES)
    visitor.sign_up()
    save(visitor, voice="browser")
    visitor.open("/interviews/new/")
    visitor.plan(interviewer="maya")
    spoken = visitor.page.evaluate("window.spoken")
    assert {tuple(each) for each in spoken} == {("Serena (Enhanced)", "en-GB", 1, 0.94)}


def test_it_reads_again_and_stops_when_told_to(listener):
    asked(listener)
    words = newest(listener)
    listener.page.click("button:has-text('Read it again')")
    assert asked(listener) == ["cancel", *words]
    listener.page.click("text=Stop reading")
    assert asked(listener) == ["cancel"]
    assert "Read by your browser's own voice." in listener.page.inner_text("[data-read-aloud]")


def test_code_is_not_read(listener):
    words = newest(listener)
    listener.page.eval_on_selector(
        ".talk > .line:last-child .speech", "speech => speech.insertAdjacentHTML('beforeend', '<pre>for x in y</pre>')"
    )
    asked(listener)
    listener.page.click("text=Read it again")
    assert asked(listener) == ["cancel", *words]


def test_a_browser_that_waits_for_a_click_is_waited_with(visit):
    """Browsers let no page speak that nobody has touched yet; the words are not lost over it."""
    visitor = visit()
    visitor.page.add_init_script(
        "speechSynthesis.speak = (utterance) => utterance.dispatchEvent("
        "new SpeechSynthesisErrorEvent('error', { error: window.refuse ?? 'not-allowed', utterance }))"
    )
    visitor.enter_room(voice="browser")
    note = visitor.page.locator("[data-read-status]")
    assert note.inner_text() == "Your browser speaks only after a click: press “Read it again”."
    visitor.page.evaluate("window.refuse = 'interrupted'")
    visitor.page.click("button:has-text('Read it again')")
    assert note.is_hidden()


def test_nothing_is_read_unless_it_was_asked_for(visit):
    visitor = visit()
    visitor.page.add_init_script(LISTEN)
    visitor.enter_room()
    visitor.say("I'm well, thank you.")
    assert asked(visitor) == []
    assert visitor.page.locator("[data-read-aloud]").count() == 0


def test_a_browser_without_voices_shows_no_buttons_for_them(visit):
    visitor = visit()
    visitor.page.add_init_script("delete globalThis.speechSynthesis; delete Window.prototype.speechSynthesis;")
    visitor.enter_room(voice="browser")
    visitor.say("I'm well, thank you.")
    assert visitor.page.evaluate("'speechSynthesis' in globalThis") is False
    assert re.search("thank", visitor.lines("candidate")[0])
    assert visitor.page.locator("[data-read-aloud]").is_hidden()
    assert visitor.complaints == []
