"""How a candidate sees themselves, asked before the score is shown, and kept as it was said."""

from collections.abc import Mapping

from django.db import transaction

from interviews import leases
from interviews.enums import Stage
from interviews.models import Interview
from scoring import queries
from scoring.exceptions import AlreadySelfRated, InvalidSelfRating, NotEvaluated
from scoring.models import SelfAssessment, SelfRating
from scoring.rubric import LEVELS


def rate_oneself(interview_id: int, levels: Mapping[str, int]) -> SelfAssessment:
    """Store a level 0–5 for each competency that was rated, or for some; none at all passes it over.

    Raises ``InvalidSelfRating``, ``NotEvaluated``, and ``AlreadySelfRated`` when other levels were given before.
    """
    with transaction.atomic(durable=True):
        interview = leases.lock_interview(interview_id)
        if interview.stage != Stage.DONE:
            raise NotEvaluated(stage=interview.stage)
        _check(interview, levels)
        given = SelfAssessment.objects.filter(interview=interview).first()
        if given is not None:
            if dict(given.ratings.values_list("competency", "level")) != dict(levels):
                raise AlreadySelfRated
            return given
        assessment = SelfAssessment.objects.create(interview=interview)
        SelfRating.objects.bulk_create(
            SelfRating(assessment=assessment, competency=name, level=level) for name, level in levels.items()
        )
        return assessment


def _check(interview: Interview, levels: Mapping[str, int]) -> None:
    known = queries.competencies_to_rate(interview)
    faults = {name: ["This interview was not about it."] for name in levels if name not in known}
    faults |= {name: ["A level is 0 to 5."] for name, level in levels.items() if level not in LEVELS}
    if faults:
        raise InvalidSelfRating(fields=faults)
