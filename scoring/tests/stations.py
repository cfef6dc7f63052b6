"""Interviews at each station of their way, and the means to damage them behind the services' back."""

import contextlib
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from interviewprep.testing.factories import make_interview, reach_question, say
from interviews.enums import Stage
from interviews.models import Interview
from interviews.tests.doubles import ModelInterviewer


class Crash(Exception):
    """The process is gone while the model is being asked."""


def crash():
    raise Crash


def answer(interview):
    """Say half of what the open question wants to hear."""
    points = interview.slots.get(outcome="open").snapshot["key_points"]
    cues = [point["cues"][0] for point in points[:2]]
    say(
        interview,
        f"I would begin with {cues[0]}, since the rest follows from it, and then come to {cues[1]} in detail.",
    )
    interview.refresh_from_db()


def make_running(user):
    """At the first question, after one answer and the follow-up to it."""
    interview = reach_question(make_interview(user))
    answer(interview)
    return interview


def make_answered(user):
    """At the wrap-up, with two questions answered."""
    interview = reach_question(make_interview(user, max_questions=2, max_followups_per_question=1))
    while interview.stage != Stage.WRAP_UP:
        answer(interview)
    return interview


def make_abandoned(user):
    """A message that nobody is answering any more."""
    interview = reach_question(make_interview(user))
    with contextlib.suppress(Crash):
        say(interview, interviewer=ModelInterviewer(crash))
    interview.turns.filter(status="active").update(lease_expires_at=timezone.now() - timedelta(minutes=1))
    return interview


def change(interview, **columns):
    Interview.objects.filter(pk=interview.pk).update(**columns)


def change_row(row, **columns):
    type(row)._base_manager.filter(pk=row.pk).update(**columns)


def last_turn(interview):
    return interview.turns.order_by("pk").last()


@contextlib.contextmanager
def lifted(model, constraint):
    """Without a CHECK for the length of a test, as on a database that lost it."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute(f'ALTER TABLE {model._meta.db_table} DROP CONSTRAINT "{constraint}"')
        yield
        if sqlite:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
