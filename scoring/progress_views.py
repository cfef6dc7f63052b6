"""The pages about a candidate's practice: the dashboard, and what it has changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interviewprep.requests import user_id
from scoring.dashboard import describe_dashboard
from scoring.overview import describe_progress


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Where a log-in leads: what to do next, and the practice so far."""
    return render(request, "scoring/dashboard.html", describe_dashboard(user_id(request)))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    return render(request, "scoring/progress.html", describe_progress(user_id(request)))
