"""What the dashboard, the progress page and the API tell of a candidate's practice: the same reads for all three."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from interviews import catalogue
from scoring import queries
from scoring.models import Source
from scoring.progress import (
    OVERALL,
    Day,
    SourceProgress,
    Streak,
    Trend,
    follow,
    lay_out_weeks,
    measure_streak,
)
from scoring.rubric import LEVELS
from scoring.trend_charts import SHOWN_POINTS, Line, draw_calendar, draw_line

FULL_MARKS = 100
Row = dict[str, Any]  # of a trend's table


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the practice of one candidate has shown until today."""

    streak: Streak
    weeks: tuple[tuple[Day, ...], ...]
    met: queries.Met
    sources: tuple[SourceProgress, ...]

    @property
    def practised(self) -> list[Day]:
        """The days of the calendar on which something was answered."""
        return [day for week in self.weeks for day in week if day.answers]

    @property
    def practised_today(self) -> bool:
        return self.weeks[-1][-1].answers > 0

    @property
    def finished(self) -> int:
        """How many interviews have an evaluation."""
        return sum(source.interviews for source in self.sources)


def load_progress(user_id: int) -> Progress:
    """Read in a fixed number of statements, however many interviews there are."""
    today = timezone.now().date()
    answers = queries.count_answers_by_day(user_id)
    return Progress(
        streak=measure_streak(answers, today=today),
        weeks=lay_out_weeks(answers, today=today),
        met=queries.count_questions_met(user_id),
        sources=follow(queries.judged_interviews(user_id)),
    )


# ------------------------------------------------------------------ the progress page


@dataclass(frozen=True, slots=True)
class ShownTrend:
    """A trend with its picture; ``track`` names the track that practises it."""

    trend: Trend
    track: str
    most: int
    line: Line
    practise_url: str

    @property
    def count(self) -> int:
        """How many ratings there are in all."""
        return len(self.trend.points)

    @property
    def left_out(self) -> int:
        """How many older points are not drawn."""
        return max(0, self.count - SHOWN_POINTS)


def describe_progress(user_id: int) -> dict[str, Any]:
    """The context of the progress page."""
    progress = load_progress(user_id)
    return {
        "progress": progress,
        "calendar": draw_calendar(progress.weeks),
        "sources": [_show_source(source) for source in progress.sources if source.interviews],
    }


def _show_source(source: SourceProgress) -> dict[str, Any]:
    """What one source found, in groups: a track's overall with what its own rubric asks for, and the behavioural rubric."""
    groups: defaultdict[str, list[tuple[ShownTrend, list[Row]]]] = defaultdict(list)
    trends = (*source.overalls, *source.competencies)
    interviews = _name_interviews(trends)
    for trend in trends:
        groups[trend.rubric].append((show_trend(trend), _list_points(trend, interviews)))
    return {
        "source": source.source,
        "is_estimate": source.source == Source.OFFLINE,
        "interviews": source.interviews,
        "weakest": show_trend(source.weakest) if source.weakest else None,
        "groups": [(catalogue.tracks()[rubric].name, groups[rubric]) for rubric in sorted(groups)],
    }


def _name_interviews(trends: Iterable[Trend]) -> dict[str, Row]:
    """What a row says of its interview, put in words once: an interview stands in as many tables as it has ratings."""
    shown = {point.judged.interview: point.judged for trend in trends for point in trend.points[-SHOWN_POINTS:]}
    return {
        interview: {
            "url": reverse("scoring:results", args=[interview]),
            "when": date_format(judged.finished_at, "j M Y, H:i"),
            "track": catalogue.tracks()[judged.track].name,
            "provisional": judged.provisional,
        }
        for interview, judged in shown.items()
    }


def _list_points(trend: Trend, interviews: Mapping[str, Row]) -> list[Row]:
    """The points that are drawn, latest first, for the table."""
    return [
        {**interviews[point.judged.interview], "value": point.value} for point in reversed(trend.points[-SHOWN_POINTS:])
    ]


def show_trend(trend: Trend) -> ShownTrend:
    """A trend as the pages draw it."""
    most = FULL_MARKS if trend.id == OVERALL else LEVELS[-1]
    query = urlencode({"track": trend.rubric, "difficulty": trend.points[-1].judged.difficulty})
    return ShownTrend(
        trend,
        catalogue.tracks()[trend.rubric].name,
        most,
        draw_line([point.value for point in trend.points], most=most),
        f"{reverse('interviews:new')}?{query}",
    )
