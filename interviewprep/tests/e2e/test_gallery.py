"""Every page in every state: on the list, without a fault, and open to whoever has a keyboard alone."""

import pytest
from django.urls import URLPattern, get_resolver, resolve
from django.urls.exceptions import Resolver404

from interviewprep.testing.gallery import NONE, Guest, all_states, visit
from interviewprep.testing.gallery.checks import faults_of
from interviewprep.testing.gallery.house import BROKEN, open_house

pytestmark = [pytest.mark.e2e, pytest.mark.page]

# Routes of our own that show a person no page, and what they do instead.
NO_PAGES = {
    "api-schema": "a description for programs",
    "livez": "for programs",
    "readyz": "for programs",
    "sandbox": "an empty frame in which the room runs code",
    "accounts:export": "a file",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "what a passkey is to sign, for a script",
    "scoring:report": "a file",
    "scoring:transcript": "a file",
    "accounts:resend_code": "leads back to the page of the code",
    "accounts:log_out": "leads to the landing page",
    "accounts:change_profile": "leads back to the account",
    "accounts:log_out_everywhere": "leads to the door",
    "interviews:cases": "what a script calls code with",
    "interviews:start": "leads to the room",
    "interviews:drill": "leads to the room, or is refused as a mock is",
    "interviews:bookmark": "leads back to the list",
    "scoring:finish": "leads to the debrief, or shows the room as a refused message does",
    "scoring:rescore": "leads to the debrief, or shows it as a refused answer does",
}
ELSEWHERE = ("api/v1/", "admin/")  # programs; and Django's pages, of which those that we changed are on the list


def pages_of_the_urlconf(patterns=None, route="", names=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = route + str(pattern.pattern)
        if path.startswith(ELSEWHERE):
            continue
        if isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name}"
        else:
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from pages_of_the_urlconf(pattern.url_patterns, path, inner)


def test_every_page_of_the_urlconf_has_a_state():
    shown = {state.view for state in all_states()}
    assert set(pages_of_the_urlconf()) - shown == set(NO_PAGES)


@pytest.fixture(scope="module")
def house(server):
    with open_house(server) as house:
        yield house


@pytest.mark.parametrize("state", all_states(), ids=lambda state: state.name)
def test_nothing_is_wrong_with_the_page(chromium, house, state):
    """Axe in light and dark, four widths, the markup, the console, and Tab through all of it."""
    with visit(chromium, house, state) as guest:
        assert faults_of(guest, state) == []
        assert shows(guest, state), f"This is not {state.view}: {guest.page.url}"


def shows(guest, state):
    if state.where == BROKEN:
        return True
    path = guest.page.evaluate("location.pathname")
    try:
        return resolve(path).view_name == state.view
    except Resolver404:
        return state.view == NONE


PLANT = """() => {
    const main = document.querySelector("main");
    main.insertAdjacentHTML("beforeend", `<h1>Another</h1><p id="main"></p><button></button>
        <a href="/" tabindex="2" class="bare">Out of turn</a><p class="pale">Hardly there</p><div class="broad">.</div>`);
    main.querySelector(".bare").style.outline = "none";
    main.querySelector(".pale").style.color = "#aaa";
    main.querySelector(".broad").style.width = "1500px";
    console.error("A script fell over.");
}"""


def test_faults_that_are_planted_are_found(chromium, server):
    """What has the pass above say something worth hearing."""
    (door,) = (state for state in all_states("log-in") if state.name == "log-in")
    guest = Guest(
        chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page(), server.url
    )
    door.reach(guest)
    sound = faults_of(guest, door)
    door.reach(guest)
    guest.page.evaluate(PLANT)
    found = " ".join(faults_of(guest, door))
    guest.page.context.close()
    planted = ("2 first headings", "id main more than once", "button-name", "tabindex 2", "no sign of focus",
               "light: color-contrast", "sideways at 1280", "A script fell over")  # fmt: skip
    assert (sound, [fault for fault in planted if fault not in found]) == ([], [])
