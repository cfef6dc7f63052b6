"""What a model that leads the interview costs: calls, our own share of the waiting, and what many streams at once hold."""

import contextlib
import http.client
import json
import secrets
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from bench.candidates import new_user
from bench.clients import Client, browser, program
from bench.figure import PLAIN, Place
from bench.tables import Line, Measured, percentile, timings
from interviewprep.testing.factories import NEUTRAL_ANSWER, make_interview
from interviewprep.testing.ports import find_free_port
from interviewprep.testing.server import RealServer
from interviews.models import Interview

TITLE = "A model leads: calls, waiting, and streams in flight"
ABOUT = """\
The real server (2 worker processes, WEB_THREADS=160) asks a stand-in for a model in a process of its own over the loopback; the
clients read server-sent events. "own overhead" is from the POST to the first delta with a model that writes all at once, so it is
ours alone: claim, prompt, the eight words that the leak filter holds back. Crowds: each client sends 3 messages, one after the
other, to a model that takes 2 s for each; "turns/s at best" is clients / 2 s. Pages are those of another user, opened meanwhile.
Clients, model and server share two processors. "connections" is the most that PostgreSQL saw of ours; the pool allows 16 a process."""
MESSAGES = 32
EARLY, LATE = 5, 30  # messages whose prompts are compared
CROWDS = (64, 256)
EACH, STREAM_SECONDS = 3, 2.0
THREADS = 160
LONGEST_SECONDS = 90.0


@dataclass(slots=True)
class Heard:
    """One streamed answer: seconds to the first delta and to the end."""

    first: float = 0.0
    whole: float = 0.0
    failure: str = ""


@dataclass(slots=True)
class Watch:
    """What was seen while a crowd was at work."""

    pages: list[float] = field(default_factory=list)
    connections: int = 0
    memory: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)


def measure(place: Place) -> Measured:
    notes: list[str] = []
    lines = [Line("one user, a model that writes at once", alone(place, notes))]
    lines += [
        Line(f"{clients} streams of {STREAM_SECONDS:g} s in flight", crowd(place, clients, notes)) for clients in CROWDS
    ]
    return Measured(TITLE, ABOUT, lines, notes=notes)


@contextlib.contextmanager
def serving(place: Place, *, seconds: float) -> Iterator[tuple[RealServer, str]]:
    """The server, and the address of its model's record."""
    port = find_free_port()
    command = [
        sys.executable,
        "-m",
        "interviewprep.testing.model_server",
        "--port",
        str(port),
        "--seconds",
        str(seconds),
    ]
    model = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    env = {"LLM_BASE_URL": url, "LLM_MODEL": "stand-in", "LLM_USER_DAY_CALLS": "0", "WEB_THREADS": str(THREADS)}
    server = RealServer(place.folder, place.database_url, PLAIN | env)
    try:
        server.start()
        yield server, url
    finally:
        server.stop()
        model.terminate()
        model.wait(timeout=10)


def read_record(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return dict(json.load(answer))


def plan() -> tuple[Client, Interview]:
    user = new_user()
    interview = make_interview(user, adaptive=True, max_questions=20, behavioral_questions_target=4)
    return program("", user), interview


# ------------------------------------------------------------------ one user


def alone(place: Place, notes: list[str]) -> dict[str, float | int | str]:
    with serving(place, seconds=0) as (server, url):
        client, interview = plan()
        heard = [hear(server.url, client, interview, n) for n in range(MESSAGES)]
        record = read_record(url)
    notes += [f"{connection.vendor}: {one.failure}" for one in heard if one.failure]
    sizes = record["prompt_characters"]
    first = [one.first for one in heard[2:] if one.first]
    return {
        "calls per message": record["calls"] / MESSAGES,
        f"prompt at message {LATE} / {EARLY}": sizes[LATE - 1] / sizes[EARLY - 1],
        "own overhead p50 ms": percentile(first, 0.5) * 1_000,
        "own overhead p95 ms": percentile(first, 0.95) * 1_000,
    }


def hear(url: str, client: Client, interview: Interview, nth: int) -> Heard:
    """Send one message and read its events to the end."""
    heard, parts, began = Heard(), urlsplit(url), time.perf_counter()
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=LONGEST_SECONDS)
    headers = {
        **client.headers, "Content-Type": "application/json", "Accept": "text/event-stream",
        "Idempotency-Key": secrets.token_urlsafe(18),
    }  # fmt: skip
    try:
        body = json.dumps({"content": f"{NEUTRAL_ANSWER} That is my thought number {nth}."})
        line.request("POST", f"/api/v1/interviews/{interview.public_id}/messages/", body, headers)
        answer = line.getresponse()
        seen = b""
        for row in answer:
            if row.startswith(b"event: delta") and not heard.first:
                heard.first = time.perf_counter() - began
            seen = row if row.startswith(b"event:") else seen
        heard.whole = time.perf_counter() - began
        if seen.strip() != b"event: turn":
            heard.failure = f"{answer.status}, the last event was {seen.strip()!r}"
    except (OSError, http.client.HTTPException) as fault:
        heard.failure = repr(fault)
    finally:
        line.close()
    return heard


# ------------------------------------------------------------------ a crowd


def crowd(place: Place, clients: int, notes: list[str]) -> dict[str, float | int | str]:
    with serving(place, seconds=STREAM_SECONDS) as (server, url):
        talkers, reader = [plan() for _ in range(clients)], browser(server.url, (seat := plan())[1].user)
        connection.close()
        before, watch = memory_of(server), Watch()
        watcher = threading.Thread(target=look_on, args=(server, reader, seat[1], watch))
        watcher.start()
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as threads:
            heard = [one for found in threads.map(lambda talker: talk(server.url, *talker), talkers) for one in found]
        elapsed = time.perf_counter() - began
        watch.is_over.set()
        watcher.join()
        at_once = read_record(url)["most_at_once"]
    failures = [one.failure for one in heard if one.failure]
    notes += [f"{connection.vendor}, {clients} clients: {failure}" for failure in sorted(set(failures))]
    return {
        "turns/s": (len(heard) - len(failures)) / elapsed,
        "turns/s at best": clients / STREAM_SECONDS,
        "page p95 ms": timings(watch.pages)["p95 ms"],
        "MB per 100 streams": (watch.memory - before) / at_once * 100 / 1e6,
        "most streams": at_once,
        "connections": watch.connections or "–",
        "failed": len(failures),
    }


def talk(url: str, client: Client, interview: Interview) -> Sequence[Heard]:
    return [hear(url, client, interview, n) for n in range(EACH)]


def look_on(server: RealServer, reader: Client, interview: Interview, watch: Watch) -> None:
    """Open pages one after the other, and look at memory and connections, until the crowd has gone."""
    paths = [f"/interviews/{interview.public_id}/", "/interviews/"]
    while not watch.is_over.is_set():
        for path in paths:
            reader.get(path)
        watch.memory = max(watch.memory, memory_of(server))
        watch.connections = max(watch.connections, count_connections())
        time.sleep(0.1)
    watch.pages = reader.seconds
    reader.close()
    connection.close()


def count_connections() -> int:
    """The server's connections to PostgreSQL, without our own; 0 on SQLite, which has none."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND application_name <> 'bench'"
        )
        return int(cursor.fetchone()[0])


def memory_of(server: RealServer) -> int:
    """Bytes that the server's processes hold for themselves."""
    return sum(process.memory_info().rss for process in server.processes())
