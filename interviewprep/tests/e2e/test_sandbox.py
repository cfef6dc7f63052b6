"""Code that a candidate tries in the room, in JavaScript and Python: it runs, it is ended, and it reaches nothing."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from interviewprep.testing.browser import new_visitor

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture(scope="module")
def visitor(chromium, server):
    """A candidate who is about to answer in code."""
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


def run(visitor, code, language="javascript"):
    """What was printed, line by line, and how it ended."""
    page = visitor.page
    visitor.run(code, language)
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


def test_only_what_the_browser_can_run_can_be_run(visitor):
    page = visitor.page
    for language, can_be_run in (("javascript", True), ("python", True), ("go", False), ("sql", False)):
        page.select_option("#language", language)
        assert page.is_visible("[data-run-bar] button") == can_be_run, language
    page.select_option("#language", "javascript")
    page.check("input[name=kind][value=text]")
    assert not page.is_visible("[data-run-bar] button")
    page.check("input[name=kind][value=code]")


# ------------------------------------------------------------------ Python


def test_the_interpreter_is_fetched_when_python_is_run_and_not_before(visitor, server):
    page = visitor.page.context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(visitor.page.url)
    page.check("input[name=kind][value=code]")
    page.select_option("#language", "python")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "interpreter" in url] == []
    page.click("[data-run-bar] button")
    page.wait_for_selector("[data-run-bar] button:not([disabled])", timeout=120_000)
    fetched = [url.rsplit("/", 1)[1].split(".")[0] for url in asked if "interpreter" in url]
    assert fetched == ["brython", "brython_stdlib"]
    page.close()


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("print('a', 1, [2, {'b': None}])\n6 * 7", ["a 1 [2, {'b': None}]", "→ 42"]),
        ("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n'é'; fib(\n  10\n)  # the tenth", ["→ 55"]),
        ("from collections import Counter\nimport heapq, bisect\nprint(Counter('hello').most_common(1), end='')", ["[('l', 2)]"]),
        ("class Case:\n    def __repr__(self): return 'a case'\nprint(2 ** 100, -7 // 2, f'{2 / 3:.2f}')\nCase()",
         ["1267650600228229401496703205376 -4 0.67", "→ a case"]),
        ("def half(n):\n    return n / 0\n\nhalf(1)",
         ["Traceback (most recent call last):", '  File "answer.py", line 4, in <module>', "    half(1)",
          '  File "answer.py", line 2, in half', "    return n / 0", "ZeroDivisionError: division by zero"]),
        ("x = (1", ['  File "answer.py", line 1', "    x = (1", "SyntaxError: '(' was never closed"]),
        ("import nothing_of_the_kind",
         ["Traceback (most recent call last):", '  File "answer.py", line 1, in <module>', "    import nothing_of_the_kind",
          "ModuleNotFoundError: No module named 'nothing_of_the_kind'"]),
        ("None", []),
    ],
)  # fmt: skip
def test_python_prints_and_its_last_value_or_its_traceback_is_shown(visitor, code, lines):
    assert run(visitor, code, "python") == (lines, "Finished.")
    assert visitor.complaints == []


def test_python_that_asks_for_input_is_told_that_nobody_answers(visitor):
    lines, ending = run(visitor, "name = input('Who? ')", "python")
    assert lines[1] == '  File "answer.py", line 1, in <module>'
    assert lines[-1] == (
        "RuntimeError: input() has nobody to ask here: call your function with values instead"
    )  # fmt: skip
    assert ending == "Finished."


def test_python_that_never_ends_is_stopped(visitor):
    assert run(visitor, "print('before')\nwhile True: pass", "python") == (
        ["before"],
        "Stopped: it ran for longer than 10 seconds.",
    )


def test_python_that_prints_without_end_is_stopped(visitor):
    lines, ending = run(visitor, "while True: print('123456789')", "python")
    assert (len(lines), set(lines)) == (1_000, {"123456789"})
    assert ending == "Stopped: it printed more than 10,000 characters. These are the first."


@pytest.mark.parametrize(
    "code",
    [
        "import urllib.request\nurllib.request.urlopen('{other}/livez').read()",
        "from browser import ajax\nprint(ajax.get('{other}/livez', blocking=True))",
        "from browser import window\nx = window.XMLHttpRequest.new()\nx.open('GET', '{other}/livez', False)\nx.send()",
        "from browser import window\nwindow.importScripts('{other}/drafts.js')",
        "from browser import window\nwindow.fetch('{other}/livez')",
        "import socket\nsocket.create_connection(('127.0.0.1', 80))",
    ],
)
def test_python_reaches_no_network(visitor, listener, code):
    url, heard = listener
    _, ending = run(visitor, code.format(other=url), "python")
    assert ending == "Finished."
    assert heard == []


@pytest.mark.parametrize(
    "code",
    [
        "from browser import document",
        "from browser import window\nwindow.document.cookie",
        "from browser import window\nwindow.parent.document",
        "from browser import window\nwindow.localStorage.getItem('x')",
        "from browser.local_storage import storage\nstorage['x']",
        "from browser import window\nwindow.indexedDB.open('x')",
        "open('/etc/passwd').read()",
    ],
)
def test_python_sees_nothing_of_the_page_or_of_what_is_stored(visitor, code):
    lines, ending = run(visitor, code, "python")
    assert ending == "Finished."
    assert lines[0] == "Traceback (most recent call last):", lines
