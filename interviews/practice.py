"""Practice by topic: keeping questions, and interviews of exactly the questions that somebody picked."""

from collections.abc import Sequence

from django.db import transaction

from interviews import catalogue, queries
from interviews.exceptions import InvalidInterview
from interviews.models import Bookmark, Question
from interviews.services import Plan


def keep_question(user_id: int, question: Question) -> None:
    """Bookmark a question; again changes nothing."""
    with transaction.atomic(durable=True):
        Bookmark.objects.get_or_create(user_id=user_id, question=question)


def drop_question(user_id: int, question: Question) -> None:
    """Take the bookmark away, if there is one."""
    with transaction.atomic(durable=True):
        Bookmark.objects.filter(user_id=user_id, question=question).delete()


def plan_practice(slugs: Sequence[str], *, track: str = "", company_style: str = "", shuffle: bool = False) -> Plan:
    """An interview of exactly these questions: in the track that is looked at, else in one in which all of them are asked.

    Raises ``InvalidInterview`` when there are none, or no track for all of them.
    """
    if not slugs:
        fault = "Pick those that you want to be asked."
        raise InvalidInterview("No question is picked yet.", fields={"questions": [fault]})
    return Plan(
        track=track or _find_common_track(slugs),
        company_style=company_style or "general",
        questions=tuple(slugs),
        shuffle=shuffle,
    )


def _find_common_track(slugs: Sequence[str]) -> str:
    """The first track in which all of them are asked; where one can't be asked at all, the plan is refused for that later."""
    found = queries.find_chosen(slugs)
    common = frozenset.intersection(frozenset(catalogue.tracks()), *(chosen.tracks for chosen in found))
    if not common:
        fault = "These questions belong to different tracks, and an interview has one. Filter by a track first."
        raise InvalidInterview(fields={"questions": [fault]})
    return next(track for track in catalogue.tracks() if track in common)
