"""Interviews of the past, as rows and as plain values: what was said when, and how it was judged. Cheaper than sitting them."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from interviewprep.testing.factories import make_interview, new_key
from interviews.models import Interview, InterviewQuestion, Message, Question
from scoring.models import Evaluation, Rating
from scoring.progress import Judged

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAID = "I would count them at the doors and compare the sums."


def finish(user, levels, *, days_ago=0, overall=60, source="offline", provisional=False, **columns):
    """A finished interview with the levels as its evaluation assessed them; None is not assessed."""
    when = timezone.now() - timedelta(days=days_ago)
    interview = make_interview(user, started=False)
    changes = {"stage": "done", "created_at": when, "finalized_at": when, **columns}
    Interview.objects.filter(pk=interview.pk).update(**changes)
    interview.refresh_from_db()
    evaluation = Evaluation.objects.create(
        interview=interview, source=source, provisional=provisional, overall=overall, covers_seq=1, formula_version=2,
        model="wise" if source == "llm" else "", prompt_version="judgement-1" if source == "llm" else "",
        rubric_version=f"{interview.track}-1+behavioral-1", tier="enterprise", hire_signal="yes", confidence="low",
        level="mid", level_label="Mid-level", summary="A summary.",
    )  # fmt: skip
    Rating.objects.bulk_create(
        Rating(evaluation=evaluation, competency=name, level=level, score=None if level is None else 2 * level)
        for name, level in levels.items()
    )
    return interview


def say_once(interview, content=SAID, *, days_ago=0):
    """A message of the candidate, in a turn of its own."""
    seq = interview.messages.count() + 1
    turn = interview.turns.create(
        kind="message", key=new_key(), body_hash="x", status="done", outcome="offline", stage_after="question", fence=1
    )
    message = interview.messages.create(
        turn=turn, seq=seq, speaker="candidate", source="candidate", kind="text", intent="answer", content=content
    )
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(days=days_ago))


def ask_question(interview, question):
    """A question as put in the interview."""
    position = interview.slots.count()
    return InterviewQuestion.objects.create(
        interview=interview,
        question=question,
        position=position,
        snapshot={"title": question.title},
        outcome="answered",
    )


def some_question(**fields):
    return Question.objects.filter(**fields).order_by("pk").first()


def judged(n, levels, *, source="llm", track="swe_engineer", overall=50, **fields):
    """The interview number ``n``; ``levels`` as the evaluation assessed them."""
    given = {
        "difficulty": "medium",
        "model": "wise",
        "prompt_version": "1",
        "rubric_version": f"{track}-1+behavioral-1",
    }
    return Judged(
        interview=f"interview-{n}",
        track=track,
        finished_at=START + timedelta(days=n),
        source=source,
        provisional=False,
        overall=overall,
        levels=levels,
        **given | fields,
    )
