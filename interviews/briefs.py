"""Reading what an interviewer may know: one statement, whatever the length of the interview.

Written as SQL for the same reason as ``interviews.pool``: every message waits for it, and Django would build it anew.
"""

import json
from collections import defaultdict
from typing import Any

from django.db import connection

from interviews.brief import Brief, Line, Observed, Said, Slot
from interviews.enums import Difficulty, Outcome, Speaker, Stage, TurnStatus
from interviews.models import Interview
from interviews.queries import setup_of
from interviews.snapshot import QuestionSnapshot

Facts = defaultdict[str, list[tuple[Any, ...]]]

FACTS = """
    SELECT 'slot' AS fact, slot.position AS nth, slot.id AS slot, 0 AS number, slot.outcome AS name, {title} AS body,
      slot.followups_used, slot.hints_used, slot.next_follow_up, question.tags, {kind} AS kind, {difficulty} AS difficulty,
      CASE WHEN slot.outcome = %(open)s THEN slot.snapshot END AS snapshot
    FROM interviews_interviewquestion slot JOIN interviews_question question ON question.id = slot.question_id
    WHERE slot.interview_id = %(interview)s
    UNION ALL
    SELECT 'line', seq, slot_id, 0, speaker, content, 0, 0, 0, NULL, '', '', NULL
    FROM interviews_message WHERE interview_id = %(interview)s
    UNION ALL
    SELECT 'observed', message.seq, message.slot_id, seen.level, seen.competency, '', 0, 0, 0, NULL, '', '', NULL
    FROM interviews_observation seen JOIN interviews_message message ON message.id = seen.message_id
    WHERE message.interview_id = %(interview)s
    UNION ALL
    SELECT 'covered', 0, slot.id, 0, said.key_point, '', 0, 0, 0, NULL, '', '', NULL
    FROM interviews_coverage said JOIN interviews_interviewquestion slot ON slot.id = said.slot_id
    WHERE slot.interview_id = %(interview)s
    UNION ALL
    SELECT 'turn', 0, NULL, 0, status, '', 0, 0, 0, NULL, '', '', NULL
    FROM interviews_turn WHERE interview_id = %(interview)s AND (key = %(key)s OR status <> %(done)s)
    ORDER BY nth
"""
# How each database reaches into a JSON column.
FIELD = {"postgresql": "slot.snapshot ->> '{}'", "sqlite": "JSON_EXTRACT(slot.snapshot, '$.{}')"}


def load_brief(interview: Interview, said: Said) -> Brief:
    """Everything an interviewer may know when it answers ``said``."""
    return _as_brief(interview, said, _read_facts(interview.pk))


def load_brief_unless_claimed(interview: Interview, said: Said, *, key: str) -> Brief | None:
    """The same, or None when a turn has this key already or another one is still open."""
    facts = _read_facts(interview.pk, key)
    return None if facts["turn"] else _as_brief(interview, said, facts)


def _as_brief(interview: Interview, said: Said, facts: Facts) -> Brief:
    covered: defaultdict[int, set[str]] = defaultdict(set)
    for _, slot, _, key_point, *_ in facts["covered"]:
        covered[slot].add(key_point)
    return Brief(
        setup_of(interview),
        Stage(interview.stage),
        said,
        slots=tuple(_slot_from(row, frozenset(covered[row[1]])) for row in facts["slot"]),
        transcript=tuple(Line(seq, Speaker(name), slot, body) for seq, slot, _, name, body, *_ in facts["line"]),
        observed=tuple(Observed(slot, name, level) for _, slot, level, name, *_ in facts["observed"]),
    )


def _read_facts(interview_id: int, key: str = "") -> Facts:
    """The rows of each sort of fact, oldest first."""
    field = FIELD[connection.vendor]
    statement = FACTS.format(**{name: field.format(name) for name in ("title", "kind", "difficulty")})
    facts: Facts = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"interview": interview_id, "key": key, "open": Outcome.OPEN, "done": TurnStatus.DONE}
        )
        for fact, *row in cursor.fetchall():
            facts[fact].append(tuple(row))
    return facts


def _slot_from(row: tuple[Any, ...], covered: frozenset[str]) -> Slot:
    position, pk, _, outcome, title, followups_used, hints_used, next_follow_up, tags, kind, difficulty, snapshot = row
    return Slot(
        id=pk,
        position=position,
        kind=kind,
        difficulty=Difficulty(difficulty),
        outcome=Outcome(outcome),
        followups_used=followups_used,
        hints_used=hints_used,
        next_follow_up=next_follow_up,
        title=title,
        tags=tuple(json.loads(tags)),
        snapshot=QuestionSnapshot.model_validate_json(snapshot) if snapshot else None,
        covered=covered,
    )
