"""Candidates with a long past: an interview on each track is really sat, then copied, row by row, until there are enough."""

import copy
import uuid
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Manager, Model, OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from bench.candidates import Candidate, model_answers, new_user
from bench.sittings import sit
from interviewprep.testing.factories import make_interview
from interviews import catalogue
from interviews.models import Interview, InterviewQuestion, Message, Turn
from scoring.judge import OfflineJudge
from scoring.models import Evaluation, Rating, SelfAssessment, Source
from scoring.services import finalize

QUESTIONS = 7
APART = timedelta(hours=9)  # a thousand interviews take a year
BATCH = 2_000
# What is copied, parents first, and the way from each to its interview. The debrief of an original has the rest.
COPIED: dict[type[Model], str] = {
    Interview: "pk",
    InterviewQuestion: "interview",
    Turn: "interview",
    Message: "interview",
    Evaluation: "interview",
    Rating: "evaluation__interview",
}
Copies = dict[tuple[type[Model], int], list[Model]]


def make_veteran(interviews: int) -> User:
    """A candidate with so many finished interviews, half of them judged by a model, three every day or two. Needs a bank."""
    user = new_user()
    originals = [_finish_one(user, track, seed) for seed, track in enumerate(islice(catalogue.tracks(), interviews))]
    _let_a_model_judge(originals[::2])
    with transaction.atomic(durable=True):
        for n, original in enumerate(originals):
            _multiply(original, len(range(n, interviews, len(originals))) - 1)
    _spread(user)
    return user


def _finish_one(user: User, track: str, seed: int) -> Interview:
    """A whole interview, judged offline, after which the candidate passed over the question how they saw themselves."""
    behavioral = 0 if catalogue.tracks()[track].kinds == ("behavioral",) else 2
    interview = make_interview(user, track=track, max_questions=QUESTIONS, behavioral_questions_target=behavioral)
    sit(interview, Candidate(seed, model_answers()))
    finalize(interview.pk, judge=OfflineJudge())
    SelfAssessment.objects.create(interview=interview)
    return interview


def _let_a_model_judge(interviews: list[Interview]) -> None:
    judged = Evaluation.objects.filter(interview__in=interviews)
    judged.update(source=Source.LLM, model="stand-in", prompt_version="judgement-1")


def _multiply(original: Interview, times: int) -> None:
    """So many copies of the interview with all that ``COPIED`` names."""
    copies: Copies = {}
    for model, path in COPIED.items():
        table: Manager[Model] = model._default_manager  # noqa: SLF001 - Django's own door
        rows = list(table.filter(**{path: original.pk}))
        copies |= {(model, row.pk): [_copy_row(row, n, copies) for n in range(times)] for row in rows}
        table.bulk_create([one for row in rows for one in copies[model, row.pk]], batch_size=BATCH)


def _copy_row(row: Model, n: int, copies: Copies) -> Model:
    """The n-th copy of a row: of whatever it belongs to it belongs to the n-th copy."""
    copied = copy.copy(row)
    copied.pk = None
    if isinstance(copied, Interview | Turn):
        copied.public_id = uuid.uuid4()
    for field in row._meta.concrete_fields:  # noqa: SLF001 - as above
        if field.related_model in COPIED and (parent := getattr(row, field.attname)) is not None:
            setattr(copied, field.attname, copies[field.related_model, parent][n].pk)
    return copied


def _spread(user: User) -> None:
    """Let the interviews lie apart, with all that was said in them."""
    interviews = list(Interview.objects.filter(user=user).order_by("pk"))
    now = timezone.now()
    for n, interview in enumerate(interviews):
        interview.created_at = interview.finalized_at = now - n * APART
    Interview.objects.bulk_update(interviews, ["created_at", "finalized_at"], batch_size=100)
    then = Interview.objects.filter(pk=OuterRef("interview")).values("created_at")
    for model in (Message, Evaluation):
        model.objects.filter(interview__user=user).update(created_at=Subquery(then))
