"""A process is killed at every statement of judging something again, and whoever comes back finds everything in order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interviewprep.testing.factories import make_bank, make_interview, make_user, new_key, reach_question, say
from interviews.brief import Said
from interviews.exchange import Sent
from interviews.models import Interview
from interviews.tests.crashes import die_during, find_moments
from interviews.tests.doubles import ModelJudge
from scoring.integrity import find_violations
from scoring.models import Evaluation, JudgingLease, Reanswer
from scoring.reanswers import open_reanswer
from scoring.services import finalize, rescore

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER = "I would count again with a second counter at every door and compare the two sums for a week."
MIN_STATEMENTS = 10


def new_interview() -> Interview:
    interview = reach_question(make_interview(make_user(), max_followups_per_question=0))
    say(interview, ANSWER)
    finalize(interview.pk, judge=ModelJudge())
    interview.refresh_from_db()
    return interview


def make_work(kind):
    if kind == "rescore":
        return lambda interview: rescore(interview.pk, judge=ModelJudge())
    sent = Sent(new_key(), Said(f"{ANSWER} And by the hour."))

    def answer_again(interview):
        slot = interview.slots.select_related("interview").order_by("position").first()
        return open_reanswer(slot, sent, judge=ModelJudge()).finish()

    return answer_again


@pytest.mark.parametrize("kind", ["rescore", "reanswer"])
def test_a_kill_at_any_statement_loses_nothing_and_doubles_nothing(kind):
    make_bank(own=8)
    measured, work = new_interview(), make_work(kind)
    moments = find_moments(lambda: work(measured))
    assert moments[-1][0] >= MIN_STATEMENTS
    killed = 0
    for at, when in moments:
        interview, work = new_interview(), make_work(kind)
        killed += die_during(lambda i=interview, w=work: w(i), at=at, when=when)
        assert_nothing_is_broken(interview, f"{kind} killed {when} statement {at}")
        JudgingLease.objects.filter(lease_expires_at__isnull=False).update(
            lease_expires_at=timezone.now() - timedelta(seconds=1)
        )
        work(interview)
        assert_nothing_is_broken(interview, f"{kind} killed {when} statement {at}, and asked for again")
        assert_the_end_is_reached(interview, kind)
    assert killed == len(moments)


def assert_nothing_is_broken(interview, when):
    interview.refresh_from_db()
    assert find_violations(interview) == [], when


def assert_the_end_is_reached(interview, kind):
    evaluations = Evaluation.objects.filter(interview=interview)
    assert evaluations.filter(current=True).count() == 1
    assert JudgingLease.objects.get(interview=interview).lease_expires_at is None
    answers = Reanswer.objects.filter(slot__interview=interview)
    if kind == "reanswer":
        assert (answers.count(), answers.get().result is not None, evaluations.count()) == (1, True, 1)
    else:
        # Killed after its commit, the first was stored before the second was asked for.
        assert (answers.count(), evaluations.count() in (2, 3)) == (0, True)
