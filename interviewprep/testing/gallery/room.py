"""The room, from before the first word to the end, and whatever can go wrong in it."""

import re
from typing import Any

from interviewprep.testing.gallery import Guest, state, words
from interviewprep.testing.gallery.house import LED, PLAIN
from interviewprep.testing.model_server import Behaviour
from interviewprep.testing.speech_server import Behaviour as Speech

SLOWLY = Behaviour(seconds=15)


def seat(name: str, interview: str, *, who: str = "candidate", where: str = PLAIN) -> None:
    """A state that is reached by opening the room of an interview that has come so far."""
    state(f"room/{name}", "interviews:room", who=who, where=where)(lambda guest: guest.enter(interview))


seat("before-start", "before")
seat("warm-up", "warm-up")
seat("question", "question")
seat("clarified", "clarified")
seat("hints", "hints")
seat("after-code", "code")
seat("follow-up", "follow-up")
seat("after-skip", "skipped")
seat("wrap-up", "wrap-up")
seat("finished", "finished")
seat("read-aloud/large-text", "heard", who="listener")
seat("led", "streamed", who="led", where=LED)


@state("room/code", "interviews:room", who="candidate")
def write_code(guest: Guest) -> None:
    guest.enter("question")
    guest.page.check("input[name=kind][value=code]")
    guest.page.select_option("#language", "javascript")
    guest.write(words.RUNNABLE)


@state("room/code/run", "interviews:room", who="candidate")
def run_code(guest: Guest) -> None:
    write_code(guest)
    guest.page.click("[data-run-bar] button")
    guest.page.wait_for_selector("[data-run-result] pre:not(:empty)")


@state("room/code/run-fails", "interviews:room", who="candidate")
def run_faulty_code(guest: Guest) -> None:
    write_code(guest)
    guest.write("console.log('So far.');\nnull.length;")
    guest.page.click("[data-run-bar] button")
    guest.page.wait_for_selector("[data-run-result] pre:not(:empty)")


@state("room/cases", "interviews:room", who="candidate")
def run_cases(guest: Guest) -> None:
    guest.enter("cases")
    guest.page.check("input[name=kind][value=code]")
    guest.run(words.WRONG, "python")


@state("room/shortcuts", "interviews:room", who="candidate")
def shortcuts(guest: Guest) -> None:
    guest.enter("question")
    guest.page.locator("#content").blur()  # in which it would be a question mark
    guest.page.keyboard.press("?")
    guest.page.wait_for_selector("#shortcuts[open]")


@state("room/finish-early", "interviews:room", who="candidate")
def finish_early(guest: Guest) -> None:
    guest.enter("question")
    guest.page.click("text=Finish early")


# ------------------------------------------------------------------ the interviewer spoken by a server

READING = "[data-read-aloud]"
LONG = 60.0  # as long as somebody may look at it


@state("room/spoken/blocked", "interviews:room", who="spoken-to", where=LED)
def blocked(guest: Guest) -> None:
    """Nobody has touched this page yet."""
    guest.enter("spoken")
    guest.page.wait_for_selector("[data-read-status]:has-text('only after a click')")


def sit_and_listen(guest: Guest, interview: str, **behaviour: Any) -> None:
    guest.home.voice.behaviour = Speech(**behaviour)
    guest.enter(interview)
    guest.page.click(f"{READING} >> text=Read it again")


@state("room/spoken/waiting", "interviews:room", who="spoken-to", where=LED)
def voice_awaited(guest: Guest) -> None:
    sit_and_listen(guest, "spoken", seconds=LONG)
    guest.page.wait_for_selector(f"{READING}[data-state=waiting]")


@state("room/spoken", "interviews:room", who="spoken-to", where=LED)
def spoken(guest: Guest) -> None:
    sit_and_listen(guest, "spoken", hum_seconds=LONG)
    guest.page.wait_for_selector(f"{READING}[data-state=speaking]")


@state("room/spoken/failed", "interviews:room", who="spoken-to", where=LED, meant="status of 503")
def unspoken(guest: Guest) -> None:
    """By the server; nor by this browser, which has no voices."""
    sit_and_listen(guest, "unspoken", fault="400")
    guest.page.wait_for_selector("[data-read-status]:has-text('the words are on the page')")


@state("room/spoken/muted", "interviews:room", who="spoken-to", where=LED)
def muted(guest: Guest) -> None:
    sit_and_listen(guest, "muted")
    guest.page.click(f"{READING} >> text=Mute")


# ------------------------------------------------------------------ while a reply is on its way


def begin_answer(guest: Guest, interview: str, answer: str = words.AFTER_CODE) -> None:
    guest.enter(interview)
    guest.page.fill("#content", answer)
    guest.page.click("button[value=answer]")


@state("room/thinking", "interviews:room", who="led", where=LED)
def thinking(guest: Guest) -> None:
    guest.home.model.behaviour = Behaviour(fault="hang", seconds=25)
    begin_answer(guest, "thought")
    guest.page.wait_for_selector(".is-thinking")


@state("room/streaming", "interviews:room", who="led", where=LED)
def streaming(guest: Guest) -> None:
    guest.home.model.behaviour = SLOWLY
    begin_answer(guest, "streamed")
    guest.page.wait_for_selector(".is-live:not(.is-thinking)")


@state("room/answering", "interviews:room", who="led", where=LED)
def answering(guest: Guest) -> None:
    """Looked at again while the reply is being written."""
    guest.home.model.behaviour = SLOWLY
    begin_answer(guest, "looked-at-again")
    guest.page.wait_for_selector(".is-live:not(.is-thinking)")
    guest.page.reload()
    guest.page.wait_for_selector("[data-pending]")


@state("room/stand-in", "interviews:room", who="led", where=LED)
def stand_in(guest: Guest) -> None:
    guest.enter("stood-in")
    guest.home.model.behaviour = Behaviour(fault="400")
    guest.say(words.AFTER_CODE)


# ------------------------------------------------------------------ what goes wrong


@state("room/waiting/connection-lost", "interviews:room", who="candidate", meant="ERR_INTERNET_DISCONNECTED")
def connection_lost(guest: Guest) -> None:
    guest.enter("question")
    guest.page.fill("#content", words.AFTER_CODE)
    guest.page.context.set_offline(offline=True)
    guest.page.click("button[value=answer]")
    guest.page.wait_for_selector("[data-waiting]")


@state("room/send-failed", "interviews:room", who="candidate", meant="status of 403")
def send_failed(guest: Guest) -> None:
    """The page was open for so long that its form is not taken any more."""
    guest.enter("code")
    guest.page.eval_on_selector("#answer [name=csrfmiddlewaretoken]", "field => { field.value = 'x'.repeat(64); }")
    guest.page.fill("#content", words.AFTER_CODE)
    guest.page.click("button[value=answer]")
    guest.page.wait_for_selector("[data-failure]")


@state("room/too-long", "interviews:send", who="candidate", status=422)
def too_long(guest: Guest) -> None:
    guest.enter("question")
    send_plainly(guest, "x" * 8_001)


@state("room/empty", "interviews:send", who="candidate", status=422)
def empty(guest: Guest) -> None:
    guest.enter("question")
    send_plainly(guest, "")


@state("room/outdated-tab", "interviews:send", who="candidate", status=409)
def outdated(guest: Guest) -> None:
    guest.enter("follow-up")
    guest.page.eval_on_selector("[name=last_seen_seq]", "field => { field.value = 1; }")
    send_plainly(guest, words.AFTER_CODE)


@state("room/wrapped-up-elsewhere", "interviews:send", who="candidate", status=409)
def wrapped_up(guest: Guest) -> None:
    guest.enter("follow-up")
    there = guest.home.interviews["wrap-up"]
    guest.page.eval_on_selector("#answer", f"form => {{ form.action = '/interviews/{there}/messages/'; }}")
    send_plainly(guest, words.AFTER_CODE)


def send_plainly(guest: Guest, words: str) -> None:
    """As a browser without our scripts does."""
    guest.page.fill("#content", words)
    plainly = "form => { const button = form.querySelector('[value=answer]'); button.formNoValidate = true; "
    mute = (
        "addEventListener('submit', (event) => event.stopImmediatePropagation(), { capture: true }); button.click(); }"
    )
    with guest.page.expect_navigation(url=re.compile("/messages/$")):
        guest.page.eval_on_selector("#answer", plainly + mute)


# ------------------------------------------------------------------ being judged


@state("judging", "interviews:room", who="led", where=LED)
def judging(guest: Guest) -> None:
    finish_early_in(guest, "judged", Behaviour(seconds=30))
    guest.page.wait_for_selector("[data-judging-progress]")


@state("judging/failed", "interviews:room", who="led", where=LED)
def judging_failed(guest: Guest) -> None:
    finish_early_in(guest, "unjudged", Behaviour(fault="400"))
    guest.page.wait_for_selector("[data-judging-failure]")


def finish_early_in(guest: Guest, interview: str, behaviour: Behaviour) -> None:
    guest.enter(interview)
    guest.home.model.behaviour = behaviour
    guest.page.click("text=Finish early")
    guest.page.click("text=Finish now")
