"""Edge cases 1 and 2: whatever 16 threads do to an interview at once, nothing is lost, doubled or scored twice."""

import pytest

from interviewprep.testing.factories import make_bank, make_user
from interviews.tests.storms import Storm

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.storm]

SEEDS = range(15)
LEASE_SECONDS = 0.4


@pytest.fixture(autouse=True)
def _short_leases(settings):
    settings.MESSAGE_BUDGET_SECONDS = settings.FINALIZE_BUDGET_SECONDS = LEASE_SECONDS / 2
    settings.LEASE_MARGIN_SECONDS = LEASE_SECONDS / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_storm_of_threads_leaves_every_invariant_standing(seed):
    make_bank()
    storm = Storm(seed, make_user(), LEASE_SECONDS)

    interview = storm.rage()

    assert storm.violations(interview) == []
    # Where a wish for the evaluation comes first of all, no message is answered.
    assert storm.outcome.told or storm.outcome.evaluations, "nothing ever happened: the storm was a calm"
