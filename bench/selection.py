"""How long the choice of the next question takes in a bank of 100,000."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bench.big_bank import add_questions, analyze, make_rare, multiply_questions, show
from bench.candidates import new_user
from bench.counting import Tally, counted
from bench.figure import Place
from bench.tables import Line, Measured, percentile, timings
from interviewprep.testing.factories import make_interview
from interviews import catalogue
from interviews.enums import Difficulty
from interviews.models import SHUFFLE_KEYS, Interview, InterviewQuestion, Question
from interviews.pool import find_pool, load_snapshot
from interviews.queries import count_cells
from interviews.selection import Wish, choose_question

TITLE = "Choosing a question from a bank of 100,000"
ABOUT = """\
Wall time of finding up to 8 questions from a random place in a shuffled cell, choosing one and reading it with all its parts
(interviews.pool.find_pool, selection.choose_question, pool.load_snapshot), as an advancing answer does. The bank: 100,000 published questions of 2 kB over 7 tracks (a third stand in two), 4 kinds and 3 difficulties, each with 4 key
points, 3 follow-ups and 3 hints; 40 other candidates have been asked 500 questions each; ANALYZE has run. The usual cell is
a track's own 3 kinds at one difficulty; the rare cell has 20 questions of one kind. Best of up to 3 rounds by p95, since
other work on the machine can only add; a round is 100 choices or 3 seconds. "CPU" is our own process; "SQL" is the same
statements sent again with nothing around them. The first line is the same choice from the first 1,000 questions: what
does not depend on the bank's size. Limit: p95 of 5 ms. count_cells is what the landing page and a new interview ask."""
SMALL, LARGE = 1_000, 100_000
SEEN, OTHERS = 500, 40
TRACK, RARE_TRACK, RARE = "swe_engineer", "cybersecurity", 20
ROUNDS, CHOICES = 3, 100
ROUND_SECONDS, ENOUGH_SECONDS = 3.0, 5.0  # a round ends, and after so long no other begins


def measure(place: Place) -> Measured:
    add_questions(SMALL)
    fresh = make_interview(new_user(), track=TRACK, started=False)
    analyze()
    lines = [choices(f"bank of {SMALL:,}, usual cell, nothing seen", fresh)]
    began = time.perf_counter()
    multiply_questions(LARGE // SMALL)
    make_rare(track=RARE_TRACK, kind="behavioral", difficulty=Difficulty.HARD, left=RARE)
    experienced, exhausted = fill_with_candidates()
    analyze()
    notes = [f"{describe_size()}, made in {time.perf_counter() - began:.0f} s."]
    rare = make_interview(new_user(), track=RARE_TRACK, difficulty=Difficulty.HARD, started=False)
    behavioral: dict[str, Any] = {"kinds": ("behavioral",), "difficulty": Difficulty.HARD}
    lines += [
        choices("usual cell, nothing seen", fresh),
        choices(f"usual cell, {SEEN} of it seen", experienced),
        choices(f"rare cell, none of {RARE} seen", rare, **behavioral),
        choices(f"rare cell, all {RARE} seen", exhausted, **behavioral),
        best_of("count_cells, for the landing page", lambda _: count_cells()),
    ]
    return Measured(TITLE, ABOUT, lines, "p50 ms", notes)


def fill_with_candidates() -> tuple[Interview, Interview]:
    """Everybody's past; new interviews of who has seen 500 of the usual cell, and of who has seen all of the rare one."""
    draws = random.Random(0)
    usual = _cell(TRACK, catalogue.tracks()[TRACK].kinds, Difficulty.MEDIUM)
    experienced, exhausted = new_user(), new_user()
    others = {new_user(): draws.sample(range(1, LARGE), SEEN) for _ in range(OTHERS)}
    rare = _cell(RARE_TRACK, ("behavioral",), Difficulty.HARD)
    show({**others, experienced: draws.sample(usual, SEEN), exhausted: rare})
    return (
        make_interview(experienced, track=TRACK, started=False),
        make_interview(exhausted, track=RARE_TRACK, difficulty=Difficulty.HARD, started=False),
    )


def _cell(track: str, kinds: tuple[str, ...], difficulty: str) -> list[int]:
    cell = Question.objects.filter(tracks__track=track, kind__in=kinds, difficulty=difficulty)
    return list(cell.order_by("pk").values_list("pk", flat=True))


def describe_size() -> str:
    usual = len(_cell(TRACK, catalogue.tracks()[TRACK].kinds, Difficulty.MEDIUM))
    return (
        f"{Question.objects.count():,} questions, {usual:,} of them in the usual cell; "
        f"{InterviewQuestion.objects.count():,} questions asked before"
    )


def choices(
    what: str, interview: Interview, *, kinds: tuple[str, ...] = (), difficulty: Difficulty = Difficulty.MEDIUM
) -> Line:
    """Choose again and again; ``kinds`` are the track's own unless given."""
    wish = Wish("general", asked_kinds=("coding",), asked_tags=frozenset({"tag-1"}))
    wanted = kinds or catalogue.tracks()[interview.track].kinds

    def choose(draw: int) -> None:
        pool = find_pool(interview, kinds=wanted, difficulty=difficulty, draw=draw, weakest="correctness")
        chosen = choose_question(pool, wish)
        assert chosen is not None, "the cell is empty"
        load_snapshot(chosen.id)

    return best_of(what, choose)


@dataclass(slots=True)
class Round:
    """Seconds of each piece of work: by the clock, of our own processor time, and of its statements alone."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)


def best_of(what: str, work: Callable[[int], object]) -> Line:
    """The best round of ``work``, which is handed a random place in the bank."""
    rounds: list[Round] = []
    began = time.perf_counter()
    while len(rounds) < ROUNDS and time.perf_counter() - began < ENOUGH_SECONDS:
        rounds.append(_go_round(work))
    best = min(rounds, key=lambda one: percentile(one.wall, 0.95))
    processor, statements = percentile(best.processor, 0.5), percentile(best.statements, 0.5)
    return Line(
        what,
        {
            "choices": len(best.wall),
            **timings(best.wall),
            "CPU p50 ms": processor * 1_000,
            "SQL p50 ms": statements * 1_000,
        },
    )


def _go_round(work: Callable[[int], object]) -> Round:
    done, draws = Round(), random.Random(1)
    ends = time.perf_counter() + ROUND_SECONDS
    while len(done.wall) < CHOICES and time.perf_counter() < ends:
        with counted() as tally:
            began, worked = time.perf_counter(), time.thread_time()
            work(draws.randrange(SHUFFLE_KEYS))
            done.wall.append(time.perf_counter() - began)
            done.processor.append(time.thread_time() - worked)
        done.statements.append(_send_again(tally))
    return done


def _send_again(tally: Tally) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for sql, params in tally.sent:
            cursor.execute(sql, params)
            cursor.fetchall()
    return time.perf_counter() - began
