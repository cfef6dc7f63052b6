"""The crash matrix: a process is killed at every statement of a turn, and whoever comes back finds everything in order."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from interviewprep.testing.factories import make_bank, make_interview, make_user, new_key, reach_question, say
from interviews import turns
from interviews.brief import Said
from interviews.enums import Speaker, TurnStatus
from interviews.exceptions import FinalizePending, InterviewFinished
from interviews.models import Interview, Turn
from interviews.tests.crashes import die_during, find_moments
from interviews.tests.doubles import ModelInterviewer, ModelJudge
from scoring.integrity import find_violations
from scoring.judge import OfflineJudge
from scoring.models import Evaluation
from scoring.services import finalize

pytestmark = pytest.mark.django_db(transaction=True)

# Covers one key point, asks for nothing more: the turn with the most to write.
ANSWER = "I would count again with a second counter at every door and compare the two sums for a week."
MIN_STATEMENTS = 12


def new_interview() -> Interview:
    return reach_question(make_interview(make_user(), max_followups_per_question=0))


def message(key: str) -> Callable[[Interview], object]:
    sent = turns.Sent(key, Said(ANSWER))
    return lambda interview: turns.send_message(interview.pk, sent, interviewer=ModelInterviewer())


def finishing(interview: Interview) -> object:
    return finalize(interview.pk, judge=ModelJudge())


def end_leases(interview: Interview) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Turn.objects.filter(interview=interview, status=TurnStatus.ACTIVE).update(lease_expires_at=past)


def come_back_with_the_same_key(interview: Interview, work: Callable[[Interview], object]) -> None:
    work(interview)


def come_back_with_another_key(interview: Interview, work: Callable[[Interview], object]) -> None:
    """Another tab speaks; where a finalize is pending or done it is told so."""
    try:
        say(interview, "Something else entirely, from another tab.")
    except (FinalizePending, InterviewFinished):
        finalize(interview.pk, judge=OfflineJudge())


def leave_it_to_the_settler(interview: Interview, work: Callable[[Interview], object]) -> None:
    turns.settle_expired_turns()
    assert not interview.turns.filter(status=TurnStatus.ACTIVE).exists()


RETURNS = [come_back_with_the_same_key, come_back_with_another_key, leave_it_to_the_settler]


@pytest.mark.parametrize("come_back", RETURNS)
@pytest.mark.parametrize("kind", ["message", "finalize"])
def test_a_kill_at_any_statement_loses_nothing_and_doubles_nothing(kind, come_back):
    make_bank(own=8)
    measured, work = new_interview(), make_work(kind)
    moments = find_moments(lambda: work(measured))
    assert moments[-1][0] >= MIN_STATEMENTS
    killed = 0
    for at, when in moments:
        interview, work = new_interview(), make_work(kind)
        killed += die_during(lambda i=interview, w=work: w(i), at=at, when=when)
        assert_nothing_is_broken(interview, f"{kind} killed {when} statement {at}")
        end_leases(interview)
        come_back(interview, work)
        assert_nothing_is_broken(interview, f"{kind} killed {when} statement {at}, then {come_back.__name__}")
        assert_the_end_is_reached(interview)
    assert killed == len(moments)


def make_work(kind: str) -> Callable[[Interview], object]:
    return message(new_key()) if kind == "message" else finishing


def assert_nothing_is_broken(interview: Interview, when: str) -> None:
    interview.refresh_from_db()
    assert find_violations(interview) == [], when


def assert_the_end_is_reached(interview: Interview) -> None:
    """Whatever happened, the candidate can finish, and every stored word of theirs was answered."""
    finalize(interview.pk, judge=OfflineJudge())
    assert_nothing_is_broken(interview, "at the end")
    assert Evaluation.objects.filter(interview=interview).count() == 1
    spoken = interview.messages.filter(speaker=Speaker.CANDIDATE)
    assert all(m.turn.messages.filter(speaker=Speaker.INTERVIEWER).exists() for m in spoken)
