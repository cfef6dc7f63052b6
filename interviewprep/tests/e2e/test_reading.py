"""The interviewer spoken by a server, in a real browser: once, again, muted, and by the browser itself where the server fails."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from interviewprep.testing.browser import new_visitor, running_chromium, wait_until
from interviewprep.testing.server import running_server
from interviewprep.testing.speech_server import Behaviour, SpeechServer

pytestmark = [pytest.mark.e2e, pytest.mark.page]

BOX = "[data-read-aloud]"
STATUS = "[data-read-status]"
# What is really played, and what the browser's own voice is asked to say: it has none here, and ends at once.
LISTEN = """
    window.played = 0;
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function () { window.played += 1; start.call(this); };
    window.read = [];
    speechSynthesis.speak = (utterance) => { window.read.push(utterance.text); utterance.dispatchEvent(new Event("end")); };
"""
SILENT = """
    Object.defineProperty(AudioContext.prototype, "state", { get: () => window.touched ? "running" : "suspended" });
    AudioContext.prototype.resume = () => window.touched ? Promise.resolve() : new Promise(() => {});
"""


@pytest.fixture(scope="module")
def chromium():
    with running_chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream") as browser:
        yield browser


@pytest.fixture(scope="module")
def mouth():
    with SpeechServer() as running:
        yield running


@pytest.fixture(scope="module")
def speaking(tmp_path_factory, mouth):
    """A real server that has the interviewer's words spoken, and listens."""
    models = {"SPEECH_TRANSCRIPTION_MODEL": "stand-in", "SPEECH_SYNTHESIS_MODEL": "stand-in"}
    folder = tmp_path_factory.mktemp("speaking")
    with running_server(folder, SPEECH_BASE_URL=mouth.url, WEB_WORKERS="1", **models) as running:
        yield running


@pytest.fixture
def sit(chromium, mouth, speaking):
    """Somebody who chose to be spoken to, in a room."""
    mouth.behaviour = Behaviour(hum_seconds=0.2)
    mouth.asked.clear()
    visitors = []

    def sit(script="", **settings):
        visitor = new_visitor(chromium, speaking.url)
        visitors.append(visitor)
        visitor.page.context.add_init_script(LISTEN + script)
        visitor.sign_up()
        visitor.open("/account/settings/")
        for name, value in {"voice": "server", **settings}.items():
            visitor.page.select_option(f"select[name={name}]", value)
        visitor.page.click("main button")
        visitor.page.wait_for_selector("text=Saved.")
        visitor.open("/interviews/new/")
        visitor.plan()  # by hand: a browser plays nothing to somebody who has not clicked
        return visitor

    yield sit
    for visitor in visitors:
        visitor.page.context.close()


def wait_for(visitor, state):
    visitor.page.wait_for_selector(f"{BOX}[data-state={state}]")


def newest(page):
    return page.eval_on_selector_all(
        ".talk > .line-interviewer:not(:has(~ .line-candidate)) .speech",
        "all => all.map(each => each.innerText.trim())",
    )


def words_of(mouth):
    return [asked.body["input"] for asked in mouth.asked]


def heard(page, times):
    """Wait until so much was played in this page, and all of it to its end."""
    wait_until(page, f"window.played === {times} && document.querySelector('{BOX}').dataset.state === 'idle'")


def test_each_message_is_spoken_once_and_again_when_asked_which_costs_nothing(sit, mouth):
    visitor = sit()
    page = visitor.page
    heard(page, 1)
    greeting = newest(page)
    assert (words_of(mouth), mouth.asked[0].body["voice"]) == (greeting, "sage")
    visitor.say("I'm well, thank you. And you?")
    heard(page, 1 + len(newest(page)))
    assert words_of(mouth) == greeting + newest(page)
    spoken = len(mouth.asked)
    page.reload()
    page.wait_for_selector(f"{BOX} button")
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector(f"{BOX} button")
    assert (page.evaluate("window.played"), other.evaluate("window.played")) == (0, 0)
    page.click("text=Read it again")
    heard(page, len(newest(page)))
    assert (len(mouth.asked), page.evaluate("window.read"), visitor.complaints) == (spoken, [], [])


def test_the_portrait_speaks_for_as_long_as_something_is_heard(sit, mouth):
    visitor = sit()
    heard(visitor.page, 1)
    mouth.behaviour.hum_seconds = 20
    visitor.say("I'm well, thank you. And you?")
    wait_for(visitor, "speaking")
    animation = "() => getComputedStyle(document.querySelector('.room .portrait')).animationName"
    assert visitor.page.evaluate(animation) == "speak"
    assert Axe().run(visitor.page).response["violations"] == []
    visitor.page.click("text=Stop reading")
    wait_for(visitor, "idle")
    assert visitor.page.evaluate(animation) == "none"


def test_whoever_mutes_it_is_spoken_to_no_more_also_after_a_reload_until_it_is_taken_back(sit, mouth):
    visitor = sit()
    page = visitor.page
    heard(page, 1)
    page.click(f"{BOX} >> text=Mute")
    assert page.locator("text=Read it again").is_hidden()
    page.reload()
    visitor.say("I'm well, thank you. And you?")
    page.wait_for_selector(f"{BOX} >> text=Unmute")
    assert (page.evaluate("window.played"), len(mouth.asked)) == (0, 1)
    page.click(f"{BOX} >> text=Unmute")
    page.click("text=Read it again")
    heard(page, len(newest(page)))


@pytest.mark.parametrize("fault", ["500", "wav", "redirect"])
def test_a_server_that_fails_is_told_of_and_the_browser_reads(sit, mouth, fault):
    visitor = sit()
    heard(visitor.page, 1)
    mouth.behaviour.fault = fault
    visitor.say("I'm well, thank you. And you?")
    told = "The interviewer's voice can't be had just now. The words stand in writing. Your browser's own voice reads instead."
    visitor.page.wait_for_selector(f'{STATUS}:has-text("{told}")')
    wait_for(visitor, "idle")
    assert " ".join(visitor.page.evaluate("window.read")) == " ".join(newest(visitor.page)).replace("\n\n", " ")


def test_where_the_browser_has_no_voice_either_the_words_are_on_the_page(sit, mouth):
    mouth.behaviour.fault = "500"
    visitor = sit("delete globalThis.speechSynthesis; delete Window.prototype.speechSynthesis;")
    told = "The interviewer's voice can't be had just now. The words stand in writing."
    visitor.page.wait_for_selector(f'{STATUS}:text-is("{told}")')


def test_a_browser_that_waits_for_a_click_is_waited_with_and_nothing_is_sent(sit, mouth):
    visitor = sit(SILENT)
    visitor.page.wait_for_selector(f"{STATUS}:has-text('Your browser speaks only after a click')")
    assert mouth.asked == []
    visitor.page.evaluate("window.touched = true")
    visitor.page.click("text=Read it again")
    heard(visitor.page, 1)
    assert visitor.page.inner_text(STATUS) == ""


def test_whoever_begins_to_dictate_is_not_spoken_over(sit, mouth):
    visitor = sit(dictation="on")
    heard(visitor.page, 1)
    mouth.behaviour.hum_seconds = 20
    visitor.page.click("text=Read it again")  # from the cache, and short
    visitor.say("I'm well, thank you. And you?")
    wait_for(visitor, "speaking")
    visitor.page.click("[data-dictation-start]")
    visitor.page.click("[data-dictation-agree]")
    visitor.page.wait_for_selector("[data-dictation][data-state=recording]")
    wait_for(visitor, "idle")
    visitor.page.click("[data-dictation-cancel]")
