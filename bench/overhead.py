"""What the application itself adds to a message: the time of one call of the service, alone and in a crowd."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import DatabaseError, connection

from accounts.models import User
from bench.candidates import Candidate, fill_bank, model_answers, new_user
from bench.figure import Place
from bench.tables import Cell, Line, Measured, percentile, timings
from interviewprep.errors import DomainError
from interviewprep.testing.factories import make_interview, new_key
from interviews import turns
from interviews.engine import OfflineInterviewer
from interviews.enums import SPEAKING_STAGES, TurnStatus
from interviews.models import Interview

TITLE = "Own overhead of a message, through the service"
ABOUT = """\
Wall time of turns.send_message with the offline interviewer: claim, read, commit, two transactions. Each user is a thread of
one process with an interview of their own (up to 20 questions, adaptive), who sends the next message as soon as the last
one is answered, without a pause for thought. 1 user: 150 messages; 16 users: 20 each; the first 5 of every user are not
counted. "CPU" is the thread's own processor time, which a busy machine changes less. With 16 threads on one interpreter the
wall time is mostly waiting for a turn: compare messages/s and max."""
CROWDS = {1: 150, 16: 20}  # messages per user, by number of users
UNCOUNTED = 5  # of each user: first calls fill caches
LONGEST_SECONDS = 40.0  # a crowd that is stuck is sent home, and what it has managed is the figure


@dataclass(slots=True)
class Watch:
    """Seconds of each message of one user, and the faults that were raised instead of an answer."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def measure(place: Place) -> Measured:
    notes, answers = [fill_bank()], model_answers()
    lines = [crowd(users, each, answers, notes) for users, each in CROWDS.items()]
    return Measured(TITLE, ABOUT, lines, "p50 ms", notes)


def crowd(users: int, each: int, answers: dict[str, str], notes: list[str]) -> Line:
    """So many users at once, so many counted messages each."""
    barrier = threading.Barrier(users, timeout=LONGEST_SECONDS)
    interviews = [_plan(new_user()) for _ in range(users)]
    connection.close()  # the pool has one for each of 16 threads, and none to spare
    began = time.perf_counter()
    with ThreadPoolExecutor(users) as threads:
        watches = list(
            threads.map(lambda n: talk(interviews[n], Candidate(n, answers), UNCOUNTED + each, barrier), range(users))
        )
    elapsed = time.perf_counter() - began
    faults = Counter(f"{connection.vendor}, {users} users: {fault}" for watch in watches for fault in watch.faults)
    notes += [f"{fault} ({n} times)" for fault, n in faults.items()]
    return Line(f"{users} user{'s' if users > 1 else ''} at once", _figures(watches, elapsed))


def _figures(watches: Sequence[Watch], elapsed: float) -> dict[str, Cell]:
    wall, processor = (
        [seconds for watch in watches for seconds in of(watch)[UNCOUNTED:]]
        for of in (lambda w: w.wall, lambda w: w.processor)
    )
    return {
        "messages": len(wall),
        **timings(wall),
        "max ms": max(wall) * 1_000,
        "CPU p50 ms": percentile(processor, 0.5) * 1_000,
        "messages/s": sum(len(watch.wall) for watch in watches) / elapsed,
        "faults": sum(len(watch.faults) for watch in watches),
    }


def talk(interview: Interview, candidate: Candidate, messages: int, barrier: threading.Barrier) -> Watch:
    """One user's messages, in as many interviews as it takes. Runs in a thread of its own."""
    watch = Watch()
    barrier.wait()
    deadline = time.monotonic() + LONGEST_SECONDS
    try:
        while len(watch.wall) < messages and time.monotonic() < deadline:
            try:
                interview = send(interview, candidate, watch)
            except (DatabaseError, DomainError) as fault:
                watch.faults.append(repr(fault))
    finally:
        connection.close()
    return watch


def send(interview: Interview, candidate: Candidate, watch: Watch) -> Interview:
    """Send one message, in a new interview where the old one is over or blocked. Returns the interview it was said in."""
    interview.refresh_from_db()
    if interview.stage not in SPEAKING_STAGES or interview.turns.exclude(status=TurnStatus.DONE).exists():
        interview = _plan(interview.user)
    sent = turns.Sent(new_key(), candidate.speak(interview.stage))
    began, worked = time.perf_counter(), time.thread_time()
    result = turns.send_message(interview.pk, sent, interviewer=OfflineInterviewer())
    watch.wall.append(time.perf_counter() - began)
    watch.processor.append(time.thread_time() - worked)
    for message in result.messages:
        candidate.hear(message.kind, message.content)
    return interview


def _plan(user: User) -> Interview:
    return make_interview(user, adaptive=True, max_questions=20, behavioral_questions_target=6)
