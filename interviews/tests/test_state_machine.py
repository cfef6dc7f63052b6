"""Stories that Hypothesis tells about an interview, against the real services and database."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from interviewprep.testing.factories import make_bank
from interviews.tests.stories import Stories

settings.register_profile(
    "stories",
    max_examples=20,
    stateful_step_count=35,
    deadline=None,
    database=None,
    derandomize="CI" in os.environ,
    suppress_health_check=list(HealthCheck),
)
ROUNDS = 4
# A machine that is refused everything would find nothing; these endings must have been reached.
ENDINGS = {
    "TurnResult",
    "Evaluation",
    "Crash",
    "InvalidMessage",
    "TurnInProgress",
    "IdempotencyKeyReused",
    "InterviewFinished",
}


@pytest.mark.django_db(transaction=True)
def test_no_story_breaks_an_invariant():
    make_bank(own=4, behavioral=2, difficulties=("easy", "medium", "hard"))
    Stories.endings.clear()

    for _ in range(ROUNDS):  # luck decides which endings a round reaches, never whether one breaks an invariant
        run_state_machine_as_test(Stories, settings=settings.get_profile("stories"))
        if Stories.endings.keys() >= ENDINGS:
            break

    assert ENDINGS - Stories.endings.keys() == set()
