"""GET progress/: what a candidate's finished interviews show over time."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviewprep.api import QuerySerializer, validated
from interviewprep.api_schema import operation
from interviewprep.requests import user_id
from scoring.overview import Progress, load_progress
from scoring.progress import SourceProgress, Trend
from scoring.progress_schema import ProgressOverTimeSerializer
from scoring.trend_charts import SHOWN_POINTS


class ProgressView(APIView):
    """GET progress/: trends, streak and weakest competency; a model and the offline estimate each by itself."""

    @operation(
        "getProgress", "Trends, streak and weakest competency", answer=ProgressOverTimeSerializer, query=QuerySerializer
    )
    def get(self, request: Request) -> Response:
        validated(QuerySerializer, request.query_params.dict())
        return Response(describe_progress(load_progress(user_id(request))))


def describe_progress(progress: Progress) -> dict[str, Any]:
    """Days are UTC days. ``days`` are those of the last twelve weeks on which something was answered."""
    return {
        "time_zone": "UTC",
        "streak": {
            "current": progress.streak.current,
            "longest": progress.streak.longest,
            "last_day": progress.streak.last_day,
        },
        "days": [{"date": day.date, "answers": day.answers} for day in progress.practised],
        "questions": {"seen": progress.met.seen, "unseen": progress.met.unseen},
        "sources": [_describe_source(source) for source in progress.sources],
    }


def _describe_source(source: SourceProgress) -> dict[str, Any]:
    return {
        "source": source.source,
        "interviews": source.interviews,
        "weakest": _describe_standing(source.weakest) if source.weakest else None,
        "overall": [_describe_overall(trend) for trend in source.overalls],
        "competencies": [_describe_trend(trend) for trend in source.competencies],
    }


def _describe_standing(trend: Trend) -> dict[str, Any]:
    """Means of the latest three ratings and of up to three before; ``rubric`` is the track whose anchors were read."""
    return {
        "competency": trend.id,
        "name": trend.name,
        "rubric": trend.rubric,
        "count": len(trend.points),
        "recent": trend.recent,
        "earlier": trend.earlier,
        "change": trend.change,
    }


def _describe_trend(trend: Trend) -> dict[str, Any]:
    """With its latest points, oldest first; ``count`` says how many there are in all."""
    return _describe_standing(trend) | {"points": _describe_points(trend, "level")}


def _describe_overall(trend: Trend) -> dict[str, Any]:
    return {
        "track": trend.rubric,
        "count": len(trend.points),
        "recent": trend.recent,
        "earlier": trend.earlier,
        "change": trend.change,
        "points": _describe_points(trend, "overall_score"),
    }


def _describe_points(trend: Trend, name: str) -> list[dict[str, Any]]:
    return [
        {
            "interview": point.judged.interview,
            "finished_at": point.judged.finished_at,
            "track": point.judged.track,
            name: point.value,
            "provisional": point.judged.provisional,
            "model": point.judged.model or None,
            "prompt_version": point.judged.prompt_version or None,
            "rubric_version": point.judged.rubric_version,
        }
        for point in trend.points[-SHOWN_POINTS:]
    ]
