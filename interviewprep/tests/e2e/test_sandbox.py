"""JavaScript that a candidate tries in the room: it runs, it is ended, and it reaches nothing."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from interviewprep.testing.browser import new_visitor

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture(scope="module")
def visitor(chromium, server):
    """A candidate who is about to answer in JavaScript."""
    visitor = new_visitor(chromium, server.url)
    visitor.reach_question()
    visitor.page.check("input[name=kind][value=code]")
    visitor.page.select_option("#language", "javascript")
    yield visitor
    visitor.page.context.close()


@pytest.fixture
def listener():
    """A server that would answer everybody, and the paths that it was asked for."""
    heard = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *args):
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", heard
        server.shutdown()


def run(visitor, code):
    """What was printed, line by line, and how it ended."""
    page = visitor.page
    visitor.complaints.clear()
    page.fill("#content", code)
    page.evaluate("document.querySelector('[data-run-result]').hidden = true")
    page.click("[data-run-bar] button")
    page.wait_for_selector("[data-run-result]:not([hidden])", timeout=15_000)
    lines = page.locator("[data-run-result] pre span").all_text_contents()
    return [line.removesuffix("\n") for line in lines], page.inner_text("[data-run-result] p")


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("console.log('a', 1, [2, {b: null}]); 6 * 7", ['a 1 [2,{"b":null}]', "→ 42"]),
        ("const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2);\nf(10)", ["→ 55"]),
        ("new Map([['a', 1n]])", ['→ {"Map(1)":[["a","1"]]}']),
        ("(async () => { await null; return new Set([NaN]); })()", ['→ {"Set(1)":["NaN"]}']),
        ("const a = {}; a.a = a; a", ["→ [object Object]"]),
        ("console.log('first');\nnull.x", ["first", "TypeError: Cannot read properties of null (reading 'x')"]),
        ("let 1", ["SyntaxError: Unexpected number"]),
        ("undefined", []),
        ("'<b>bold</b>'", ["→ <b>bold</b>"]),
    ],
)  # fmt: skip
def test_code_prints_and_its_last_value_or_error_is_shown(visitor, code, lines):
    assert run(visitor, code) == (lines, "Finished.")
    assert visitor.complaints == []


def test_code_that_never_ends_is_stopped_and_what_it_printed_is_shown(visitor):
    assert run(visitor, "console.log('before'); while (true) {}") == (
        ["before"],
        "Stopped: it ran for longer than 5 seconds.",
    )


def test_code_that_prints_without_end_is_stopped_and_its_output_is_said_to_be_cut(visitor):
    lines, ending = run(visitor, "while (true) console.log('123456789')")
    assert (len(lines), set(lines)) == (1_000, {"123456789"})
    assert ending == "Stopped: it printed more than 10,000 characters. These are the first."
    lines, ending = run(visitor, "console.log('x'.repeat(20000))")
    assert (lines, ending[:7]) == (["x" * 10_000], "Stopped")


@pytest.mark.parametrize(
    "code",
    [
        "fetch('{other}/livez')",
        "new Promise((yes, no) => {{ const x = new XMLHttpRequest(); x.onload = yes; x.onerror = () => no('blocked'); x.open('GET', '{other}/livez'); x.send(); }})",
        "new Promise((yes, no) => {{ const s = new WebSocket('{other}/'.replace('http', 'ws')); s.onopen = yes; s.onerror = () => no('blocked'); }})",
        "new Promise((yes, no) => {{ const s = new EventSource('{other}/livez'); s.onopen = yes; s.onerror = () => no('blocked'); }})",
        "importScripts('{other}/drafts.js')",
        "import('{other}/drafts.js')",
        "new Promise((yes, no) => {{ const w = new Worker(URL.createObjectURL(new Blob(['fetch(\"{other}/livez\").then(() => postMessage(1), () => postMessage(0))']))); w.onmessage = ({{data}}) => data ? yes() : no('blocked'); }})",
    ],
)  # fmt: skip
def test_code_reaches_no_network(visitor, listener, code):
    url, heard = listener
    lines, ending = run(visitor, code.format(other=url))
    assert (len(lines), ending) == (1, "Finished.")
    assert visitor.page.locator("[data-run-result] .run-error").count() == 1
    assert heard == []


@pytest.mark.parametrize(
    "code", ["document.cookie", "localStorage.length", "indexedDB.open('x')", "window.parent", "caches.keys()"]
)
def test_code_sees_nothing_of_the_page_or_of_what_is_stored(visitor, code):
    lines, ending = run(visitor, code)
    assert (len(lines), ending) == (1, "Finished.")
    assert lines[0].startswith(("ReferenceError", "SecurityError"))


def test_the_sandbox_has_no_origin_even_as_a_page_of_its_own(visitor, server):
    page = visitor.page.context.new_page()
    page.goto(f"{server.url}/sandbox/")
    assert page.evaluate("origin") == "null"
    page.close()


def test_only_javascript_can_be_run(visitor):
    page = visitor.page
    assert page.is_visible("[data-run-bar] button")
    page.select_option("#language", "python")
    assert not page.is_visible("[data-run-bar] button")
    page.select_option("#language", "javascript")
    page.check("input[name=kind][value=text]")
    assert not page.is_visible("[data-run-bar] button")
    page.check("input[name=kind][value=code]")
