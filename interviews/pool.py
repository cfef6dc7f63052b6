"""The questions that could be asked next, straight from the rows: the statements that every advancing answer waits for.

Written as SQL because Django would build them anew each time: 7 ms for the pool and 4 ms for one question's parts, where
the databases answer in less than one (measured). Both databases run the same text.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from django.db import connection

from interviews.enums import Difficulty, QuestionState
from interviews.models import SHUFFLE_KEYS, Interview, Question
from interviews.selection import Candidate
from interviews.snapshot import Cases, FollowUp, KeyPoint, QuestionSnapshot

POOL_SIZE = 8  # questions compared for one choice

# COUNT, not EXISTS: PostgreSQL would sometimes rather hash the whole table of key points (142 ms, measured).
PLACE = """
    SELECT {lap} AS lap, {order} AS nth, place.question_id, place.kind, question.companies, question.tags, (
      SELECT COUNT(*) FROM interviews_keypoint point
      WHERE point.question_id = place.question_id AND point.competency = %(weakest)s
    ) AS steers
    FROM {source} JOIN interviews_question question ON question.id = place.question_id
    WHERE place.track = %(track)s AND place.difficulty = %(difficulty)s AND place.kind IN ({kinds})
    AND question.state = %(published)s AND {condition}
    ORDER BY nth LIMIT {limit}
"""
# The candidate's own history is read once; whether thousands of others were asked the same costs nothing.
SEEN = """
    WITH seen AS MATERIALIZED (
      SELECT slot.question_id, MAX(slot.id) AS last
      FROM interviews_interview sitting JOIN interviews_interviewquestion slot ON slot.interview_id = sitting.id
      WHERE sitting.user_id = %(user)s GROUP BY slot.question_id
    )
"""
# Two ranges are two walks along an index, the second only as far as the first has left room; one condition with an OR
# reads the whole table.
UNSEEN = """
    {seen}, ahead AS MATERIALIZED ({ahead}), behind AS MATERIALIZED ({behind})
    SELECT * FROM ahead UNION ALL SELECT * FROM behind ORDER BY lap, nth
"""
ROOM = f"({POOL_SIZE} - (SELECT COUNT(*) FROM ahead))"  # noqa: S608 - a constant of ours
PARTS = """
    SELECT 'question' AS part, 0 AS place, slug, title, prompt, kind, difficulty, 0, clarifications, red_flags, model_answer,
      cases
    FROM interviews_question WHERE id = %(question)s
    UNION ALL SELECT 'key_point', "order", slug, name, text, competency, '', weight, cues, NULL, '', NULL
    FROM interviews_keypoint WHERE question_id = %(question)s
    UNION ALL SELECT 'follow_up', "order", aims_at, '', text, '', '', 0, NULL, NULL, '', NULL
    FROM interviews_followup WHERE question_id = %(question)s
    UNION ALL SELECT 'hint', level, '', '', text, '', '', 0, NULL, NULL, '', NULL
    FROM interviews_hint WHERE question_id = %(question)s
    ORDER BY place
"""


def find_pool(
    interview: Interview, *, kinds: Iterable[str], difficulty: Difficulty, draw: int, weakest: str | None
) -> list[Candidate]:
    """Questions that could be asked next: unseen by this candidate, else the one seen longest ago; never one of this interview.

    ``draw`` is where the shuffled cell is opened, so the order differs from one interview to the next.
    """
    named = {f"kind_{n}": kind for n, kind in enumerate(kinds)}
    parameters = {
        **named,
        "track": interview.track,
        "difficulty": difficulty,
        "published": QuestionState.PUBLISHED,
        "user": interview.user_id,
        "interview": interview.pk,
        "pivot": draw % SHUFFLE_KEYS,
        "weakest": weakest or "",
    }
    unseen, seen_longest_ago = _write_statements(tuple(named))
    return [
        Candidate(pk, kind, bool(steers), tuple(json.loads(companies)), tuple(json.loads(tags)))
        for _, _, pk, kind, companies, tags, steers in _read(unseen, parameters) or _read(seen_longest_ago, parameters)
    ]


@cache
def _write_statements(kinds: tuple[str, ...]) -> tuple[str, str]:
    """The statements for so many kinds, each by the name of its parameter: what is unseen, and what was seen longest ago."""
    places = partial(PLACE.format, kinds=", ".join(f"%({name})s" for name in kinds))
    walk = partial(places, source="interviews_questiontrack place", order="place.shuffle_key")
    is_new = "place.question_id NOT IN (SELECT question_id FROM seen)"
    is_not_of_this_interview = "place.question_id NOT IN (SELECT question_id FROM interviews_interviewquestion WHERE interview_id = %(interview)s)"
    unseen = UNSEEN.format(
        seen=SEEN,
        ahead=walk(lap=0, condition=f"{is_new} AND place.shuffle_key >= %(pivot)s", limit=POOL_SIZE),
        behind=walk(lap=1, condition=f"{is_new} AND place.shuffle_key < %(pivot)s", limit=ROOM),
    )
    again = places(
        lap=2,
        source="seen JOIN interviews_questiontrack place ON place.question_id = seen.question_id",
        order="seen.last",
        condition=is_not_of_this_interview,
        limit=1,
    )
    return unseen, f"{SEEN} {again}"


def find_next_chosen(interview: Interview) -> int | None:
    """Of the questions that the candidate chose, the first that was not asked yet and has not been retired meanwhile."""
    left = Question.objects.filter(slug__in=interview.chosen, state=QuestionState.PUBLISHED)
    keys = dict(left.exclude(slots__interview=interview).values_list("slug", "pk"))
    return next((keys[slug] for slug in interview.chosen if slug in keys), None)


def load_snapshot(question_id: int) -> QuestionSnapshot:
    """A question with all its parts, as an interview keeps it. Raises ``LookupError`` when there is none."""
    parts: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for part, _, *columns in _read(PARTS, {"question": question_id}):
        parts[part].append(tuple(columns))
    if not parts["question"]:
        raise LookupError(question_id)
    ((slug, title, prompt, kind, difficulty, _, clarifications, red_flags, model_answer, cases),) = parts["question"]
    return QuestionSnapshot(
        slug=slug,
        title=title,
        kind=kind,
        difficulty=difficulty,
        prompt=prompt,
        clarifications=json.loads(clarifications),
        red_flags=json.loads(red_flags),
        model_answer=model_answer,
        key_points=tuple(
            KeyPoint(slug=slug, name=name, text=text, competency=competency, weight=weight, cues=json.loads(cues))
            for slug, name, text, competency, _, weight, cues, *_ in parts["key_point"]
        ),
        follow_ups=tuple(FollowUp(aims_at=aims_at, text=text) for aims_at, _, text, *_ in parts["follow_up"]),
        hints=tuple(text for _, _, text, *_ in parts["hint"]),
        cases=Cases.model_validate_json(cases) if cases else None,
    )


def _read(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
