"""How many bytes each page is, with all that it loads of ours, and in how many requests."""

import gzip
import http.client
from urllib.parse import urlsplit

from bench.candidates import fill_bank
from bench.clients import browser
from bench.figure import PLAIN, Place
from bench.places import Page, pages_of
from bench.tables import Cell, Line, Measured
from bench.veterans import make_veteran
from interviewprep.testing.server import RealServer
from interviewprep.testing.weighing import find_own, read_links

INTERVIEWS = 40  # two pages of history, and as many points as a trend draws
LIMIT = 60_000
TITLE = "Weight of every page"
ABOUT = f"""\
Bytes, as the real server serves them to a browser without a cache: HTML plain and as gzip would make it (the server sends it
plain: a proxy in front of it may compress), and of our own CSS and JavaScript, with every module that is imported, plain and as
sent to a browser that takes gzip. "requests" counts the page, those files, and its pictures, each once. A candidate with
{INTERVIEWS} interviews. The limit is {LIMIT:,} for CSS and JavaScript together, as sent and with whatever is loaded later on; a test keeps it for every
page in every state."""


def measure(place: Place) -> Measured:
    notes = [fill_bank()]
    user = make_veteran(INTERVIEWS)
    pages = pages_of(user)
    server = RealServer(place.folder, place.database_url, PLAIN)
    server.start()
    try:
        cookie = browser(server.url, user).headers
        lines = [weigh(server.url, page, {} if page.is_open else cookie) for page in pages]
    finally:
        server.stop()
    return Measured(TITLE, ABOUT, lines, notes=notes)


def weigh(url: str, page: Page, cookie: dict[str, str]) -> Line:
    html = fetch(url, page.path, cookie)
    links = read_links(html.decode())
    own = find_own([*links.sheets, *(script.src for script in links.scripts)], lambda path: fetch(url, path).decode())
    cells: dict[str, Cell] = {
        "requests": 1 + len(own) + len({*links.pictures}),
        "HTML": len(html),
        "HTML gzip": len(gzip.compress(html)),
    }
    for kind in ("css", "js"):
        paths = [path for path in own if path.endswith(f".{kind}")]
        cells[kind.upper()] = sum(len(own[path].encode()) for path in paths)
        cells[f"{kind.upper()} gzip"] = sum(len(fetch(url, path, {"Accept-Encoding": "gzip"})) for path in paths)
    together = sum(len(text.encode()) for text in own.values())
    sent = sum(len(fetch(url, path, {"Accept-Encoding": "gzip"})) for path in own)
    return Line(
        page.name, {**cells, "CSS+JS": together, "CSS+JS gzip": sent, "within": "yes" if sent <= LIMIT else "NO"}
    )


def fetch(url: str, path: str, headers: dict[str, str] | None = None) -> bytes:
    """What is sent, as it is sent. Raises ``RuntimeError`` for anything but an answer."""
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    try:
        line.request("GET", path, headers=headers or {})
        answer = line.getresponse()
        content = answer.read()
    finally:
        line.close()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status}.")
    return content
