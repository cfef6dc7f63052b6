"""Dictating an answer in a real browser with a microphone that beeps: to a server that listens, or to what the browser offers."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from interviewprep.testing.browser import launched, new_visitor, running_chromium, wait_until
from interviewprep.testing.server import running_server
from interviewprep.testing.speech_server import HEARD, Behaviour, SpeechServer

pytestmark = [pytest.mark.e2e, pytest.mark.page]

BOX = "[data-dictation]"
STATUS = "[data-dictation-status]"
# A microphone that beeps, and somebody who answers when the browser asks whether a page may listen.
MICROPHONE, MAY_LISTEN = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"


@pytest.fixture(scope="module")
def chromium():
    with running_chromium(MICROPHONE, MAY_LISTEN) as browser:
        yield browser


@pytest.fixture
def deaf_chromium(chromium):
    """One whose user lets no page listen."""
    with launched(chromium.browser_type, MICROPHONE, f"{MAY_LISTEN}=deny") as browser:
        yield browser


@pytest.fixture(scope="module")
def ears():
    with SpeechServer() as running:
        yield running


@pytest.fixture(scope="module")
def listening(tmp_path_factory, ears):
    """A real server that passes recordings on."""
    env = {"SPEECH_TRANSCRIPTION_MODEL": "stand-in", "SPEECH_BUDGET_SECONDS": "2", "WEB_WORKERS": "1"}
    with running_server(tmp_path_factory.mktemp("listening"), SPEECH_BASE_URL=ears.url, **env) as running:
        yield running


@pytest.fixture
def sit(chromium, ears):
    """Somebody who wants to dictate, in a room."""
    ears.behaviour = Behaviour()
    visitors = []

    def sit(server, *, browser=chromium, script="", **context):
        visitor = new_visitor(browser, server.url, **context)
        visitors.append(visitor)
        visitor.page.add_init_script(script)
        visitor.enter_room(dictation="on")
        visitor.page.wait_for_selector(f"{BOX}[data-state=idle]")
        return visitor

    yield sit
    for visitor in visitors:
        visitor.page.context.close()


def press(visitor, name):
    visitor.page.click(f"[data-dictation-{name}]")


def wait_for(visitor, state):
    visitor.page.wait_for_selector(f"{BOX}[data-state={state}]")


def status(visitor):
    return visitor.page.inner_text(STATUS)


def start(visitor):
    press(visitor, "start")
    if visitor.page.get_attribute(BOX, "data-state") == "consent":
        press(visitor, "agree")
    wait_for(visitor, "recording")


def assert_axe_finds_nothing(visitor):
    found = Axe().run(visitor.page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def test_an_answer_is_dictated_changed_and_sent_only_by_hand(sit, listening, ears):
    visitor = sit(listening)
    page = visitor.page
    page.fill("#content", "First: .")
    page.evaluate("document.getElementById('content').setSelectionRange(7, 7)")
    press(visitor, "start")
    wait_for(visitor, "consent")
    assert "a program on the same machine turns it into text" in page.inner_text(BOX)
    assert_axe_finds_nothing(visitor)
    press(visitor, "agree")
    wait_for(visitor, "recording")
    assert_axe_finds_nothing(visitor)
    wait_until(page, "document.querySelector('[data-dictation-time]').textContent !== '0:00'")
    wait_until(page, "document.querySelector('[data-dictation-level]').value > 0")
    press(visitor, "stop")
    page.wait_for_selector(f"{STATUS}:has-text('Read it over')")
    assert page.input_value("#content") == f"First: {HEARD} ."
    assert page.locator(".line-candidate").count() == 0
    page.keyboard.press("Control+z")
    assert page.input_value("#content") == "First: ."
    page.keyboard.press("Control+Shift+z")
    spoken = [page.input_value(f"[name=spoken_{name}]") for name in ("seconds", "words", "pauses")]
    visitor.say("")
    assert visitor.lines("candidate") == [f"First: {HEARD} ."]
    assert [int(field) >= 0 for field in spoken] == [True] * 3
    assert (ears.heard[-1].filename, ears.heard[-1].content[:4]) == ("answer.webm", b"\x1a\x45\xdf\xa3")
    start(visitor)  # agreed to already, also after a turn and a reload
    press(visitor, "cancel")
    page.reload()
    start(visitor)
    press(visitor, "cancel")
    wait_for(visitor, "idle")
    assert visitor.complaints == []


def test_nothing_is_heard_before_it_was_agreed_to(sit, listening, ears):
    visitor = sit(listening)
    before = len(ears.heard)
    press(visitor, "start")
    press(visitor, "decline")
    wait_for(visitor, "idle")
    assert (len(ears.heard), visitor.page.evaluate("document.activeElement.dataset.dictationStart")) == (before, "")


def test_a_recording_that_failed_is_kept_through_a_turn_and_tried_again(sit, listening, ears):
    visitor = sit(listening)
    ears.behaviour.fault = "500"
    start(visitor)
    visitor.page.wait_for_timeout(700)
    press(visitor, "stop")
    wait_for(visitor, "failed")
    assert (
        status(visitor) == "The words could not be made out just now. Keep the recording and send it again in a moment."
    )
    assert_axe_finds_nothing(visitor)
    visitor.say("I'm well, thank you.")
    wait_for(visitor, "failed")
    ears.behaviour.fault = ""
    press(visitor, "again")
    wait_for(visitor, "idle")
    assert visitor.page.input_value("#content") == HEARD
    assert ears.heard[-1].content == ears.heard[-2].content


def test_a_recording_outlives_a_lost_connection(sit, listening):
    visitor = sit(listening)
    start(visitor)
    visitor.page.wait_for_timeout(700)
    visitor.page.context.set_offline(True)
    press(visitor, "stop")
    wait_for(visitor, "failed")
    assert (
        status(visitor) == "The connection was lost. Nothing that you said is lost; try again when you are connected."
    )
    visitor.page.context.set_offline(False)
    press(visitor, "again")
    wait_for(visitor, "idle")
    assert visitor.page.input_value("#content") == HEARD


def test_a_recording_outlives_being_logged_out(sit, listening):
    visitor = sit(listening)
    start(visitor)
    cookies = visitor.page.context.cookies()
    visitor.page.context.clear_cookies()
    visitor.page.wait_for_timeout(700)
    press(visitor, "stop")
    wait_for(visitor, "failed")
    assert status(visitor).startswith("You have been logged out.")
    visitor.page.context.add_cookies(cookies)
    press(visitor, "again")
    wait_for(visitor, "idle")
    assert visitor.page.input_value("#content") == HEARD


@pytest.mark.parametrize("fault", ["hang", "garbage"])
def test_words_that_take_too_long_or_make_no_sense_leave_the_recording(sit, listening, ears, fault):
    visitor = sit(listening)
    ears.behaviour.fault = fault
    start(visitor)
    visitor.page.wait_for_timeout(700)
    press(visitor, "stop")
    wait_for(visitor, "working")
    assert_axe_finds_nothing(visitor)
    wait_for(visitor, "failed")
    press(visitor, "discard")
    wait_for(visitor, "idle")
    assert visitor.page.input_value("#content") == ""


def test_silence_is_told_and_leaves_the_answer_as_it_was(sit, listening, ears):
    visitor = sit(listening)
    visitor.page.fill("#content", "So far.")
    ears.behaviour.fault = "silence"
    start(visitor)
    visitor.page.wait_for_timeout(700)
    press(visitor, "stop")
    wait_for(visitor, "idle")
    assert status(visitor).startswith("No words were heard in this recording.")
    assert visitor.page.input_value("#content") == "So far."


def test_the_longest_recording_ends_by_itself_and_is_put_into_words(sit, listening):
    visitor = sit(listening)
    assert visitor.page.get_attribute(BOX, "data-most-seconds") == "300"
    visitor.page.evaluate("document.querySelector('[data-dictation]').dataset.mostSeconds = 1")
    start(visitor)
    visitor.page.wait_for_selector(f"{STATUS}:has-text('Read it over')")
    assert visitor.page.input_value("#content") == HEARD


def test_an_answer_is_not_sent_while_somebody_speaks(sit, listening):
    visitor = sit(listening)
    visitor.page.fill("#content", "Half of it.")
    start(visitor)
    visitor.page.click("button[value=answer]")
    assert status(visitor) == "Put it into words or discard it first; then send."
    press(visitor, "cancel")
    wait_for(visitor, "idle")
    assert (visitor.page.input_value("#content"), visitor.lines("candidate")) == ("Half of it.", [])


def test_a_browser_that_may_not_listen_says_what_to_do(sit, listening, deaf_chromium):
    visitor = sit(listening, browser=deaf_chromium)
    press(visitor, "start")
    press(visitor, "agree")
    visitor.page.wait_for_selector(f"{STATUS}:has-text('was not allowed')")
    wait_for(visitor, "idle")
    assert_axe_finds_nothing(visitor)


REFUSING = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{}'));"
UNFIT = {
    "no microphone": (REFUSING.format("NotFoundError"), "No microphone was found."),
    "a microphone in use": (REFUSING.format("NotReadableError"), "The microphone can't be read."),
    "a fault that nobody foresaw": (REFUSING.format("SecurityError"), "Dictating broke off."),
}


@pytest.mark.parametrize(("script", "told"), UNFIT.values(), ids=UNFIT)
def test_every_way_in_which_nothing_can_be_heard_is_told_calmly(sit, listening, script, told):
    visitor = sit(listening, script=script)
    press(visitor, "start")
    press(visitor, "agree")
    visitor.page.wait_for_selector(f'{STATUS}:has-text("{told}")')
    wait_for(visitor, "idle")


def test_a_browser_that_can_not_record_says_so(sit, listening):
    visitor = sit(listening, script="delete window.MediaRecorder;")
    press(visitor, "start")
    wait_for(visitor, "unsupported")
    assert status(visitor) == "This browser can't dictate here, so answers are typed."
    assert_axe_finds_nothing(visitor)


def test_the_mark_of_a_recording_stands_still_for_whom_it_should(sit, listening):
    visitor = sit(listening, reduced_motion="reduce")
    start(visitor)
    assert visitor.page.eval_on_selector(".pulse", "node => getComputedStyle(node).animationName") == "none"
    press(visitor, "cancel")


def test_code_is_typed_and_words_wait_for_it(sit, listening):
    visitor = sit(listening)
    visitor.say("", "skip")
    assert visitor.page.is_visible(BOX)
    visitor.page.click("text=Code")
    assert not visitor.page.is_visible(BOX)


# ------------------------------------------------------------------ by the browser itself

# Chromium without its maker's key recognises nothing: this stands in for what it would do.
RECOGNISING = """
    window.SpeechRecognition = window.webkitSpeechRecognition = class extends EventTarget {
        tell(name, more) { this.dispatchEvent(Object.assign(new Event(name), more)); }
        start() {
            if (window.refuse) { this.tell("error", { error: window.refuse }); return this.tell("end"); }
            setTimeout(() => this.tell("audiostart"), 50);
        }
        stop() {
            const result = Object.assign([{ transcript: " I would look at the figures. " }], { isFinal: true });
            if (window.hears !== false) this.tell("result", { results: [result] });
            this.tell("end");
        }
        abort() { this.tell("end"); }
    };
"""


def test_without_a_server_the_browser_listens_after_saying_where_voices_go(sit, server):
    visitor = sit(server, script=RECOGNISING)
    press(visitor, "start")
    wait_for(visitor, "consent")
    assert re.search(
        "Some browsers, Chrome and Edge among them, send your voice to their maker", visitor.page.inner_text(BOX)
    )
    assert_axe_finds_nothing(visitor)
    press(visitor, "agree")
    wait_for(visitor, "recording")
    press(visitor, "stop")
    wait_for(visitor, "idle")
    assert visitor.page.input_value("#content") == "I would look at the figures."
    assert visitor.complaints == []


REFUSALS = {
    "not-allowed": "Your browser was not allowed to use the microphone.",
    "audio-capture": "No microphone was found.",
    "network": "Your browser could not reach the service",
    "something-new": "Dictating broke off.",
}


@pytest.mark.parametrize(("fault", "told"), REFUSALS.items(), ids=REFUSALS)
def test_a_browser_that_refuses_is_told_of_in_words(sit, server, fault, told):
    visitor = sit(server, script=f"{RECOGNISING} window.refuse = '{fault}';")
    press(visitor, "start")
    press(visitor, "agree")
    visitor.page.wait_for_selector(f"{STATUS}:has-text('{told}')")


def test_a_browser_that_hears_nothing_says_so(sit, server):
    visitor = sit(server, script=f"{RECOGNISING} window.hears = false;")
    start(visitor)
    press(visitor, "stop")
    visitor.page.wait_for_selector(f"{STATUS}:has-text('No words were heard.')")


def test_a_browser_that_offers_nothing_says_so(sit, server):
    visitor = sit(server, script="delete window.webkitSpeechRecognition; delete window.SpeechRecognition;")
    press(visitor, "start")
    wait_for(visitor, "unsupported")


def test_only_who_asks_for_it_in_the_settings_is_offered_a_microphone(chromium, server):
    visitor = new_visitor(chromium, server.url)
    visitor.enter_room()
    page, room = visitor.page, visitor.page.url
    assert (page.locator(BOX).count(), page.locator("script[src*=dictation]").count()) == (0, 0)
    visitor.open("/account/settings/")
    page.select_option("select[name=dictation]", "on")
    page.click("main button")
    page.wait_for_selector("text=Saved.")
    page.goto(room)
    assert (page.locator(BOX).count(), page.locator("script[src*=dictation]").count()) == (1, 1)
    page.context.close()
