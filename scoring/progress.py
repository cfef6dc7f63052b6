"""What finished interviews show over time: trends, the weakest competency, the streak, the calendar. Pure.

A model's levels and offline estimates never meet in one trend, nor do levels that were read from different anchors.
Days are UTC days: nobody's time zone is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache

from scoring.rubric import BEHAVIORAL, LEVELS, load_rubric, read_rubric_file

SOURCES = ("llm", "offline")
OVERALL = "overall"
RECENT = 3  # ratings behind "now", and behind "before that"
WEEKS = 12
DAYS_OF_A_WEEK = 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Judged:
    """A finished interview as its standing evaluation says: ``levels`` holds what was assessed, nothing else."""

    interview: str
    track: str
    difficulty: str
    finished_at: datetime
    source: str
    provisional: bool
    overall: int | None
    model: str
    prompt_version: str
    rubric_version: str
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Point:
    """One rating, or one overall, and the interview it comes from."""

    value: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class Trend:
    """What one source found of one thing, oldest first; never empty. ``rubric`` is the track whose anchors were read."""

    id: str
    name: str
    rubric: str
    points: tuple[Point, ...]

    @property
    def recent(self) -> float:
        """The mean of the latest three, or of as many as there are."""
        return _mean(self.points[-RECENT:])

    @property
    def earlier(self) -> float | None:
        """The mean of up to three before the latest three; None where there are none to compare with."""
        before = self.points[-2 * RECENT : -RECENT]
        return _mean(before) if before else None

    @property
    def change(self) -> float | None:
        """How far the latest lie above the earlier."""
        return None if self.earlier is None else round(self.recent - self.earlier, 2)

    @property
    def fall(self) -> float | None:
        """The change the other way round."""
        return None if self.change is None else -self.change

    @property
    def judges(self) -> int:
        """How many judges are behind it: another model, prompt or rubric is another judge."""
        behind = {(p.judged.model, p.judged.prompt_version, p.judged.rubric_version) for p in self.points}
        return len({(model, prompt, version_of(self.rubric, versions)) for model, prompt, versions in behind})


def version_of(rubric: str, versions: str) -> str:
    """The version of one rubric, of ``swe_engineer-1+behavioral-1``."""
    return next((one for one in versions.split("+") if one.startswith(f"{rubric}-")), versions)


@dataclass(frozen=True, slots=True)
class SourceProgress:
    """Everything that one source has found: the overall of each track, each competency, and the weakest of them."""

    source: str
    interviews: int
    overalls: tuple[Trend, ...]
    competencies: tuple[Trend, ...]
    weakest: Trend | None


def follow(judged: Sequence[Judged]) -> tuple[SourceProgress, ...]:
    """The progress by each source, a model's first, from interviews in the order in which they were finished."""
    return tuple(_follow_one(source, [one for one in judged if one.source == source]) for source in SOURCES)


def _follow_one(source: str, judged: Sequence[Judged]) -> SourceProgress:
    overalls: defaultdict[str, list[Point]] = defaultdict(list)
    levels: defaultdict[tuple[str, str], list[Point]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for one in judged:
        if one.overall is not None:
            overalls[one.track].append(Point(one.overall, one))
        known = load_rubric(one.track).competencies
        for competency in known.keys() & one.levels.keys():
            key = rubric_of(one.track, competency), competency
            names[key] = known[competency].name
            levels[key].append(Point(one.levels[competency], one))
    trends = tuple(Trend(key[1], names[key], key[0], tuple(points)) for key, points in sorted(levels.items()))
    return SourceProgress(
        source=source,
        interviews=len(judged),
        overalls=tuple(Trend(OVERALL, "Overall", track, tuple(points)) for track, points in sorted(overalls.items())),
        competencies=trends,
        weakest=find_weakest(trends),
    )


@cache
def rubric_of(track: str, competency: str) -> str:
    """The rubric whose anchors a competency is judged by on a track: the track's own, else the behavioural one."""
    own = {one.id for one in read_rubric_file(track).competency}
    return track if competency in own else BEHAVIORAL


def find_weakest(trends: Iterable[Trend]) -> Trend | None:
    """The lowest of late; of equals the one that rests on most ratings. None when nothing lies below the highest level."""
    below = [trend for trend in trends if trend.recent < LEVELS[-1]]
    return min(below, key=lambda trend: (trend.recent, -len(trend.points), trend.rubric, trend.id), default=None)


def pick_weakest(sources: Iterable[SourceProgress]) -> Trend | None:
    """The weakest that a model found; an estimate only where no model has judged anything."""
    return next((one.weakest for one in sources if one.competencies), None)


def _mean(points: Sequence[Point]) -> float:
    return round(sum(point.value for point in points) / len(points), 2)


# ------------------------------------------------------------------ days


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row on which something was answered. ``current`` still counts on the day after its last day."""

    current: int
    longest: int
    last_day: date | None


def measure_streak(days: Iterable[date], *, today: date) -> Streak:
    """The streak that goes on today, and the longest there ever was."""
    ran = current = longest = 0
    last: date | None = None
    for day in sorted(set(days)):
        ran = ran + 1 if last is not None and day - last == ONE_DAY else 1
        longest, last = max(longest, ran), day
    if last is not None and today - last <= ONE_DAY:
        current = ran
    return Streak(current, longest, last)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; ``answers`` is how many messages the candidate sent on it."""

    date: date
    answers: int


def lay_out_weeks(answers: Mapping[date, int], *, today: date) -> tuple[tuple[Day, ...], ...]:
    """The last twelve weeks up to today, each from its Monday; the last one ends today."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    shown = [Day(day, answers.get(day, 0)) for day in days]
    return tuple(tuple(shown[n : n + DAYS_OF_A_WEEK]) for n in range(0, len(shown), DAYS_OF_A_WEEK))


# ------------------------------------------------------------------ what to do next


class NextAction(StrEnum):
    """What helps most now, the first that applies."""

    CONTINUE = "continue"  # an interview is under way
    SCORE = "score"  # an estimate stands in for a model that is there
    PRACTISE = "practise"  # there is a weakest competency
    AGAIN = "again"  # nothing to go by yet
    BEGIN = "begin"  # no interview at all


def choose_action(*, is_under_way: bool, may_score: bool, has_weakest: bool, has_any: bool) -> NextAction:
    if is_under_way:
        return NextAction.CONTINUE
    if may_score:
        return NextAction.SCORE
    if has_weakest:
        return NextAction.PRACTISE
    return NextAction.AGAIN if has_any else NextAction.BEGIN
