"""A second try where it may help, and none at all while the model keeps failing."""

import time
from email.utils import formatdate

import pytest

from interviewprep.llm.breaker import FAILURES, PAUSE_SECONDS, Breaker
from interviewprep.tests.llm.asking import WAYS, complete, door_to, fail, make_prompt, said
from interviewprep.tests.llm.fault_server import GOOD, FaultServer, error, hang, piece, send, streamed

DOWN = send(error(503))
HALF = streamed(piece("Hello,"), done=False)


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize(
    ("header", "told", "pauses"),
    [
        ("0", 0.0, [0.0]),
        ("3", 3.0, [3.0]),
        ("1.5", 1.5, [1.5]),
        ("120", 120.0, []),
        ("soon", None, [0.5]),
        ("-5", None, [0.5]),
        ("nan", None, [0.5]),
        ("٣", None, [0.5]),
        ("Sun, 99 Nov 9999", None, [0.5]),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0, [0.0]),
        (None, None, [0.5]),
    ],
)
def test_a_short_wait_that_the_server_asks_for_is_honoured(ask, header, told, pauses):
    waited = []
    refusal = error(429, retry_after=header)
    with FaultServer(send(refusal)) as server:
        failure = fail(ask, door_to(server.url, sleep=waited.append), budget_seconds=30)
    assert (failure.reason, failure.retryable, failure.retry_after, waited) == ("status_429", True, told, pauses)
    assert len(server.requests) == 1 + len(pauses)


def test_a_wait_until_a_date_is_told_in_seconds():
    with FaultServer(send(error(503, retry_after=formatdate(time.time() + 100, usegmt=True)))) as server:
        failure = fail(complete, door_to(server.url), budget_seconds=30)
    assert failure.retry_after == pytest.approx(100, abs=3)


@pytest.mark.parametrize("ask", WAYS)
def test_the_second_try_may_succeed_after_a_true_pause(ask):
    with FaultServer(DOWN, GOOD) as server:
        completion = ask(door_to(server.url, sleep=time.sleep), make_prompt(30))
    assert completion == said(completion)
    assert completion.latency_seconds > 0.5
    assert len(server.requests) == 2


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize(("budget", "wait", "asked"), [(10.4, None, 1), (11.5, None, 2), (13.5, 3, 2), (12.9, 3, 1)])
def test_there_is_no_second_try_in_the_last_ten_seconds(ask, budget, wait, asked):
    with FaultServer(send(error(503, retry_after=wait))) as server:
        fail(ask, door_to(server.url, sleep=[].append), budget_seconds=budget)
    assert len(server.requests) == asked


def test_a_failing_model_is_left_alone_then_tried_once_then_used_again():
    clock = Clock()
    with FaultServer(*[DOWN] * FAILURES, DOWN, GOOD) as server:
        door = door_to(server.url, breaker=Breaker(clock))
        assert [fail(complete, door).reason for _ in range(FAILURES)] == ["status_5xx"] * FAILURES
        clock.now += 10
        refused = [fail(ask, door, budget_seconds=60) for ask in WAYS]
        assert [(each.reason, each.retryable, each.retry_after) for each in refused] == [("breaker_open", True, 20)] * 2
        clock.now += 20
        assert [fail(complete, door).reason for _ in range(2)] == ["status_5xx", "breaker_open"]
        clock.now += PAUSE_SECONDS
        assert [complete(door, make_prompt()).text for _ in range(2)] == ["Hello, you."] * 2
    assert len(server.requests) == FAILURES + 1 + 2


def test_a_second_try_counts_as_a_failure_of_its_own():
    with FaultServer(DOWN) as server:
        door = door_to(server.url, sleep=[].append)
        reasons = [fail(complete, door, budget_seconds=30).reason for _ in range(3)]
    assert reasons == ["status_5xx", "status_5xx", "breaker_open"]
    assert len(server.requests) == FAILURES


def test_a_request_at_fault_does_not_count_against_the_server():
    with FaultServer(send(error(400))) as server:
        door = door_to(server.url)
        assert {fail(complete, door).reason for _ in range(FAILURES + 2)} == {"bad_request"}
    assert len(server.requests) == FAILURES + 2


def test_a_probe_that_is_given_up_leaves_room_for_another():
    clock = Clock()
    with FaultServer(*[DOWN] * FAILURES, hang(HALF), GOOD) as server:
        door = door_to(server.url, breaker=Breaker(clock))
        for _ in range(FAILURES):
            fail(complete, door)
        clock.now += PAUSE_SECONDS
        with door.stream(make_prompt()) as words:
            assert next(words) == "Hello,"
            assert fail(complete, door).reason == "breaker_open"
        assert complete(door, make_prompt()).text == "Hello, you."
