"""Where a log-in leads: what helps most now, then what there was."""

from typing import Any

from django.conf import settings

from interviews import catalogue
from scoring import queries
from scoring.models import Source
from scoring.overview import load_progress, show_trend
from scoring.progress import choose_action, pick_weakest
from scoring.trend_charts import draw_calendar

LATEST = 3


def describe_dashboard(user_id: int) -> dict[str, Any]:
    """The context of the dashboard: what helps most now, then what there was."""
    progress = load_progress(user_id)
    open_interview = queries.find_open_interview(user_id)
    estimate = queries.find_estimate(user_id) if settings.LLM_BASE_URL else None
    weakest = pick_weakest(progress.sources)
    latest = list(queries.history(user_id)[:LATEST])
    return {
        "progress": progress,
        "calendar": draw_calendar(progress.weeks),
        "action": choose_action(
            is_under_way=open_interview is not None,
            may_score=estimate is not None,
            has_weakest=weakest is not None,
            has_any=bool(latest),
        ),
        "open_interview": open_interview,
        "estimate": estimate,
        "weakest": show_trend(weakest) if weakest else None,
        "is_estimate": weakest is not None and weakest.points[-1].judged.source == Source.OFFLINE,
        "latest": latest,
        "tracks": catalogue.tracks(),
        "companies": catalogue.companies(),
    }
