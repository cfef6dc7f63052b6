"""One interview at each station, committed once a module; tests undo what they do to them by rollback."""

from types import SimpleNamespace

import pytest

from interviewprep.testing.factories import make_bank, make_interview, make_user, reach_wrap_up
from interviews.models import Interview, Question
from scoring import services
from scoring.judge import OfflineJudge
from scoring.tests.stations import make_abandoned, make_answered, make_running


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker):
    """The primary key of each station, as the services leave it."""
    with django_db_blocker.unblock():
        make_bank(own=4, behavioral=2)
        user = make_user()
        finished = make_answered(user)
        services.finalize(finished.pk, judge=OfflineJudge())
        stations = {
            "planned": make_interview(user, started=False),
            "running": make_running(user),
            "wrapped": reach_wrap_up(make_interview(user)),
            "finished": finished,
            "abandoned": make_abandoned(user),
        }
    yield SimpleNamespace(**{name: interview.pk for name, interview in stations.items()})
    with django_db_blocker.unblock():
        user.delete()
        Question.objects.all().delete()


@pytest.fixture
def running(stored):
    return Interview.objects.get(pk=stored.running)


@pytest.fixture
def wrapped(stored):
    return Interview.objects.get(pk=stored.wrapped)


@pytest.fixture
def finished(stored):
    return Interview.objects.get(pk=stored.finished)


@pytest.fixture
def abandoned(stored):
    return Interview.objects.get(pk=stored.abandoned)
