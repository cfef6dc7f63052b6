"""Five failures in 60 s open the breaker for 30 s; then one probe decides."""

import threading

import pytest

from interviewprep.llm.breaker import Breaker


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(clock)


def fail(breaker, times=1):
    for _ in range(times):
        breaker.fail(breaker.admit())


def test_four_failures_leave_it_closed_and_the_fifth_opens_it(breaker):
    fail(breaker, 4)
    assert (breaker.admit(), breaker.seconds_to_wait()) == (0, 0.0)
    fail(breaker)
    assert (breaker.admit(), breaker.seconds_to_wait()) == (None, 30.0)


def test_failures_of_more_than_a_minute_ago_are_forgotten(breaker, clock):
    fail(breaker, 4)
    clock.now = 60.1
    fail(breaker)
    assert breaker.admit() is not None
    clock.now = 100.0
    fail(breaker, 4)
    assert breaker.admit() is None


def test_five_failures_in_exactly_a_minute_open_it(breaker, clock):
    fail(breaker, 4)
    clock.now = 60.0
    fail(breaker)
    assert breaker.admit() is None


def test_successes_in_between_do_not_excuse_failures(breaker):
    for _ in range(5):
        breaker.succeed(breaker.admit())
        fail(breaker)
    assert breaker.admit() is None


def test_after_half_a_minute_one_probe_goes_out(breaker, clock):
    fail(breaker, 5)
    clock.now = 29.9
    assert (breaker.admit(), breaker.seconds_to_wait()) == (None, pytest.approx(0.1))
    clock.now = 30.0
    assert [breaker.admit(), breaker.admit()] == [1, None]
    assert breaker.seconds_to_wait() == 0.0


def test_a_good_probe_closes_it_and_forgets(breaker, clock):
    fail(breaker, 5)
    clock.now = 30.0
    breaker.succeed(breaker.admit())
    fail(breaker, 4)
    assert breaker.admit() is not None


def test_a_bad_probe_opens_it_for_another_half_minute(breaker, clock):
    fail(breaker, 5)
    clock.now = 31.0
    fail(breaker)
    clock.now = 60.9
    assert breaker.admit() is None
    clock.now = 61.0
    assert breaker.admit() is not None


def test_a_probe_without_an_outcome_makes_room_for_another(breaker, clock):
    fail(breaker, 5)
    clock.now = 30.0
    breaker.release(breaker.admit())
    assert [breaker.admit(), breaker.admit()] == [1, None]


@pytest.mark.parametrize("outcome", [Breaker.succeed, Breaker.fail, Breaker.release])
def test_a_call_from_before_it_opened_has_no_say_in_the_probe(breaker, clock, outcome):
    early = breaker.admit()
    fail(breaker, 5)
    clock.now = 30.0
    probe = breaker.admit()
    outcome(breaker, early)
    assert breaker.admit() is None
    breaker.succeed(probe)
    assert breaker.admit() is not None


def test_of_many_threads_one_is_the_probe(breaker, clock):
    fail(breaker, 5)
    clock.now = 30.0
    admitted = []
    gate = threading.Barrier(16)

    def ask():
        gate.wait()
        admitted.append(breaker.admit())

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(admitted, key=str) == [1, *[None] * 15]
