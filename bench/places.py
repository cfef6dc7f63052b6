"""The pages that are looked at, with their addresses, for one candidate with a past."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from bench.candidates import Candidate, model_answers
from bench.sittings import sit
from interviewprep.testing.factories import make_interview
from interviews.models import Interview

A_PAGE = 20
MIDDLE_OF_A_LONG_INTERVIEW = 60  # messages


@dataclass(frozen=True, slots=True)
class Page:
    """``is_open`` is for those who are not signed in."""

    name: str
    path: str
    is_open: bool = False


def pages_of(user: User) -> list[Page]:
    """Every page of a candidate with two finished interviews or more, in the middle of a long one. Needs a bank."""
    room = make_interview(user, adaptive=True, max_questions=20, behavioral_questions_target=6)
    sit(room, Candidate(3, model_answers()), messages=MIDDLE_OF_A_LONG_INTERVIEW)
    mine = Interview.objects.filter(user=user).order_by("pk")
    first, second = mine.filter(self_assessment__isnull=False)[:2]
    last = -(-mine.count() // A_PAGE)
    return [
        Page("landing", reverse("landing"), is_open=True),
        Page("log-in", reverse("account_login"), is_open=True),
        Page("settings", reverse("accounts:settings")),
        Page("account", reverse("accounts:account")),
        Page("dashboard", reverse("scoring:dashboard")),
        Page("history, first page", reverse("scoring:history")),
        Page("history, last page", f"{reverse('scoring:history')}?page={last}"),
        Page("progress", reverse("scoring:progress")),
        Page("practice", reverse("interviews:practice")),
        Page("planner", reverse("interviews:new")),
        Page("room, long interview", reverse("interviews:room", args=[room.public_id])),
        Page("debrief", reverse("scoring:results", args=[first.public_id])),
        Page("comparison", f"{reverse('scoring:compare')}?a={first.public_id}&b={second.public_id}"),
    ]
