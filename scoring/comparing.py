"""Two finished interviews side by side. Pure. Only like is subtracted from like; else there is a reason, and no difference."""

from dataclasses import dataclass, replace

from scoring.likeness import Pair, Versions
from scoring.progress import Judged, rubric_of, version_of
from scoring.rubric import load_rubric

PAIR = Pair("The first", "the second", since="between the two")


@dataclass(frozen=True, slots=True)
class Row:
    """What each interview was given, None where nothing; ``difference`` is the second's lead, or ``why_not`` says why there is none."""

    name: str
    rubric: str
    first: int | None
    second: int | None
    difference: int | None = None
    why_not: str = ""

    @property
    def fall(self) -> int | None:
        """The difference the other way round."""
        return None if self.difference is None else -self.difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """``refused`` says why nothing in it may be subtracted."""

    refused: str
    overall: Row
    rows: tuple[Row, ...]


def compare_interviews(first: Judged, second: Judged) -> Comparison:
    """The overall, and every competency that was assessed in either."""
    refused = PAIR.why_unlike(_judge_of(first), _judge_of(second))
    names = _name_competencies(second) | _name_competencies(first)
    rows = (
        _subtract(
            Row(name, rubric, _level(first, rubric, competency), _level(second, rubric, competency)),
            refused or PAIR.why_other_rubric(*(version_of(rubric, one.rubric_version) for one in (first, second))),
        )
        for (rubric, competency), name in sorted(names.items())
    )
    return Comparison(
        refused,
        _subtract(Row("Overall", "", first.overall, second.overall), refused or _why_weighed_otherwise(first, second)),
        tuple(row for row in rows if row.first is not None or row.second is not None),
    )


def _why_weighed_otherwise(first: Judged, second: Judged) -> str:
    if first.track != second.track:
        return "The two tracks weigh different competencies."
    return PAIR.why_other_rubric(first.rubric_version, second.rubric_version)


def _judge_of(judged: Judged) -> Versions:
    """All but the rubric, of which each row has its own."""
    return Versions(judged.source, judged.model, judged.prompt_version)


def _name_competencies(judged: Judged) -> dict[tuple[str, str], str]:
    """The names of what a track asks for, each by the rubric whose anchors are read and its id."""
    known = load_rubric(judged.track).competencies.values()
    return {(rubric_of(judged.track, one.id), one.id): one.name for one in known}


def _level(judged: Judged, rubric: str, competency: str) -> int | None:
    return judged.levels.get(competency) if rubric_of(judged.track, competency) == rubric else None


def _subtract(row: Row, why_not: str) -> Row:
    if row.first is None or row.second is None:
        return replace(row, why_not=_say_what_is_missing(row))
    return replace(row, why_not=why_not) if why_not else replace(row, difference=row.second - row.first)


def _say_what_is_missing(row: Row) -> str:
    if row.first is None and row.second is None:
        return "Not assessed in either."
    return f"Not assessed in the {'first' if row.first is None else 'second'}."
