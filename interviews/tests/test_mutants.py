"""Each guard of the protocol is taken away once, to see a check turn red: a guard that nobody misses protects nothing."""

import contextlib
import inspect
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from interviewprep.testing.factories import make_bank, make_interview, make_user, new_key, reach_question, say
from interviews import leases, turns
from interviews.enums import Intent, TurnStatus
from interviews.exceptions import TurnInProgress
from interviews.models import Turn
from interviews.tests.doubles import ModelInterviewer
from interviews.tests.storms import Storm
from interviews.tests.test_constraints import new_turn, refused
from scoring.integrity import find_violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.storm]

SEEDS = range(15)
LEASE_SECONDS = 0.4


@contextlib.contextmanager
def mutated(module: ModuleType, original: str, replacement: str) -> Iterator[None]:
    """The module with one piece of its source replaced, for the length of a ``with`` block."""
    source = inspect.getsource(module)
    assert source.count(original) == 1, f"{original!r} stands {source.count(original)} times in {module.__name__}"
    before = dict(vars(module))
    exec(compile(source.replace(original, replacement), f"<mutant of {module.__name__}>", "exec"), vars(module))
    try:
        yield
    finally:
        vars(module).clear()
        vars(module).update(before)


@pytest.fixture(autouse=True)
def _short_leases(settings):
    settings.MESSAGE_BUDGET_SECONDS = settings.FINALIZE_BUDGET_SECONDS = LEASE_SECONDS / 2
    settings.LEASE_MARGIN_SECONDS = LEASE_SECONDS / 2


def storms_find_something() -> bool:
    """Whether any of the storms of the suite ends in a violation."""
    make_bank()
    for seed in SEEDS:
        storm = Storm(seed, make_user(), LEASE_SECONDS)
        try:
            interview = storm.rage()
        except (IntegrityError, TurnInProgress):
            return True
        if storm.violations(interview):
            return True
    return False


@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite has no row locks: BEGIN IMMEDIATE stands in for them"
)
def test_without_the_row_lock_a_storm_breaks_the_interview():
    with mutated(leases, '.select_for_update(of=("self",))', ""):
        assert storms_find_something()


def test_without_the_fence_a_late_result_is_written_twice():
    make_bank()
    interview = reach_question(make_interview(make_user()))

    def be_overtaken():
        interview.turns.filter(status=TurnStatus.ACTIVE).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        turns.settle_expired_turns()

    # A request for a hint leaves no rows that another constraint would protect: only the fence stands between.
    with mutated(turns, "is_stale = interview.fence != claim.turn.fence", "is_stale = False"):
        say(interview, "A hint, please.", intent=Intent.HINT, interviewer=ModelInterviewer(be_overtaken))

    interview.refresh_from_db()
    assert find_violations(interview)


@pytest.mark.parametrize("name", ["turn_one_open_per_interview", "turn_one_finalize_per_interview"])
def test_without_its_partial_unique_index_a_second_turn_gets_in(name):
    make_bank()
    interview = reach_question(make_interview(make_user()))
    constraint = next(c for c in Turn._meta.constraints if c.name == name)
    changes = {"kind": "finalize"} if "finalize" in name else {}
    done = (
        {"status": "done", "lease_expires_at": None, "outcome": "offline", "stage_after": "question"} if changes else {}
    )
    new_turn(interview, **changes, **done)()
    with without(constraint), pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        refused(new_turn(interview, key=new_key(), **changes, **done), name)


@contextlib.contextmanager
def without(constraint: models.BaseConstraint) -> Iterator[None]:
    """The turn table without one constraint; what got in meanwhile is removed before it is put back."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(Turn, constraint)
    try:
        yield
    finally:
        with transaction.atomic():
            Turn.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Turn, constraint)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has transaction modes")
def test_with_deferred_transactions_sqlite_refuses_writers():
    before = connection.settings_dict["OPTIONS"]["transaction_mode"]
    connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connection.close()
    try:
        assert storms_find_something()
    finally:
        connection.settings_dict["OPTIONS"]["transaction_mode"] = before
        connection.close()
