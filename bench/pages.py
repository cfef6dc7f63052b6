"""How long pages and API calls take through the real server, as ``make run`` starts it."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from accounts.models import User
from bench.candidates import Candidate, model_answers, new_user
from bench.clients import Client, browser, program
from bench.figure import PLAIN, Place
from bench.sittings import sit
from bench.tables import Line, Measured, timings
from interviewprep.testing.factories import make_interview
from interviewprep.testing.server import RealServer
from interviews.enums import SPEAKING_STAGES
from interviews.models import Interview, Question
from scoring.judge import OfflineJudge
from scoring.services import finalize

TITLE = "Pages and API calls, through the real server"
ABOUT = """\
Requests to gunicorn as `make run` starts it (2 worker processes of 32 threads), over HTTP on this machine, from clients that
share its processors. Pages: one logged-in browser with one open connection, one request after the other, 110 of each, of
which the first 10 are not counted. Messages: POST to the API with a token and a key of its own, each client in its own
interview (adaptive, 20 questions), by one client (100) and by 16 at once (20 each, counted from the first). "per second"
is answers over the time of all. "failed" are answers other than 200; what they said is below the table."""
REQUESTS, UNCOUNTED = 110, 10
CROWDS = {1: 100, 16: 20}
PAST_INTERVIEWS = 22
MESSAGES_OF_AN_INTERVIEW = 25  # that an interview of 20 questions surely takes
LONG_TRANSCRIPT = 100  # messages


@dataclass(slots=True)
class Scene:
    """A user with a past: the interviews whose pages are opened."""

    user: User
    short: Interview
    long: Interview
    finished: Interview

    def pages(self) -> Iterator[tuple[str, str]]:
        """What is opened, in words, and its path."""
        yield "landing page", reverse("landing")
        yield "form for a new interview", reverse("interviews:new")
        for interview, length in ((self.short, "short"), (self.long, "long")):
            words = f"room, {length} transcript (about {round(interview.messages.count(), -1)} messages)"
            yield words, reverse("interviews:room", args=[interview.public_id])
        yield "results page", reverse("scoring:results", args=[self.finished.public_id])
        yield f"history page, 20 of {PAST_INTERVIEWS + 2} interviews", reverse("scoring:history")
        yield f"dashboard, {PAST_INTERVIEWS + 2} interviews", reverse("scoring:dashboard")
        yield f"progress page, {PAST_INTERVIEWS + 2} interviews", reverse("scoring:progress")


def measure(place: Place) -> Measured:
    server = RealServer(place.folder, place.database_url, PLAIN)
    server.start()
    try:
        scene = set_scene()
        notes = [f"{Question.objects.count()} questions in the bank, {Interview.objects.count()} interviews."]
        lines = [open_page(browser(server.url, scene.user), *page, notes) for page in scene.pages()]
        lines += [send_messages(server.url, clients, each, notes) for clients, each in CROWDS.items()]
    finally:
        server.stop()
    return Measured(TITLE, ABOUT, lines, "p50 ms", [*notes, *faults_in(server.log())])


def faults_in(log: str) -> set[str]:
    """The exceptions in a server's log, each with the place it came from."""
    records = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return {
        f"{connection.vendor}, the server's log: {record['exception']} {' '.join(record['traceback'][-2:])}"
        for record in records
        if "exception" in record
    }


def set_scene() -> Scene:
    """Interviews sat by a seeded candidate: many finished, one short, one as long as they get."""
    user, answers = new_user(), model_answers()
    for _ in range(PAST_INTERVIEWS):
        finished = make_interview(user, max_questions=2, behavioral_questions_target=1)
        sit(finished, Candidate(1, answers), messages=6)
        finalize(finished.pk, judge=OfflineJudge())
    short, long = plan_interview(user), plan_interview(user)
    sit(short, Candidate(2, answers), messages=8)
    sit(long, Candidate(3, answers), messages=LONG_TRANSCRIPT)
    return Scene(user, short, long, finished)


def plan_interview(user: User) -> Interview:
    return make_interview(user, adaptive=True, max_questions=20, behavioral_questions_target=6)


def open_page(client: Client, what: str, path: str, notes: list[str]) -> Line:
    size = 0
    began = time.perf_counter()
    for _ in range(REQUESTS):
        size = len(client.get(path)) or size
    elapsed = time.perf_counter() - began
    client.close()
    return _line(what, [client], elapsed, notes, uncounted=UNCOUNTED, size=f"{size / 1_000:.0f}")


def send_messages(url: str, clients: int, each: int, notes: list[str]) -> Line:
    """So many clients at once, so many messages each."""
    answers = model_answers()
    needed = -(-each // MESSAGES_OF_AN_INTERVIEW)
    scene = [
        (program(url, user), [plan_interview(user) for _ in range(needed)])
        for user in (new_user() for _ in range(clients))
    ]
    connection.close()
    barrier = threading.Barrier(clients, timeout=60)
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        for n, (client, interviews) in enumerate(scene):
            threads.submit(talk, client, interviews, Candidate(n, answers), each, barrier)
    elapsed = time.perf_counter() - began
    what = f"message to the API, {clients} client{'s at once' if clients > 1 else ''}"
    return _line(what, [client for client, _ in scene], elapsed, notes)


def talk(
    client: Client, interviews: Sequence[Interview], candidate: Candidate, messages: int, barrier: threading.Barrier
) -> None:
    """Send messages, in one interview after the other. Touches no database itself."""
    barrier.wait()
    for interview in interviews:
        path, stage = reverse("interviews-api:messages", args=[interview.public_id]), str(interview.stage)
        while stage in SPEAKING_STAGES and len(client.seconds) + len(client.failures) < messages:
            said = candidate.speak(stage)
            content = client.post(path, {"content": said.content, "intent": said.intent})
            if not content:
                break  # a turn may be left open: it would block this interview until its lease ends
            turn = json.loads(content)
            stage = turn["interview"]["stage"]
            for message in turn["messages"]:
                candidate.hear(message["kind"], message["content"])
    client.close()


def _line(
    what: str, clients: Sequence[Client], elapsed: float, notes: list[str], *, uncounted: int = 0, size: str = "–"
) -> Line:
    seconds = [taken for client in clients for taken in client.seconds[uncounted:]]
    failures = Counter(failure for client in clients for failure in client.failures)
    notes += [f"{connection.vendor}, {what}: {failure} ({n} times)" for failure, n in failures.items()]
    answered = sum(len(client.seconds) for client in clients)
    cells = {"requests": len(seconds), **timings(seconds), "max ms": max(seconds) * 1_000}
    return Line(what, cells | {"per second": answered / elapsed, "kB": size, "failed": failures.total()})
