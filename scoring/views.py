"""The pages after the last question: finishing, results, history, downloads."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from rest_framework.renderers import JSONRenderer

from interviewprep.errors import DomainError
from interviewprep.requests import user_id
from interviews import catalogue
from interviews.models import Interview
from interviews.room import Typed, describe_room
from interviews.views import get_interview
from scoring import queries, services
from scoring.judge import OfflineJudge
from scoring.reports import write_report
from scoring.results import as_report, describe_results
from scoring.serializers import describe_evaluation

PAGE_SIZE = 20


@require_POST
def finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Finish the interview; whoever clicks twice reads the same evaluation."""
    interview = get_interview(request, public_id)
    try:
        services.finalize(interview.pk, judge=OfflineJudge(), offline="offline" in request.POST)
    except DomainError as error:
        interview.refresh_from_db()
        return render(
            request, "interviews/room.html", describe_room(interview, typed=Typed(), error=error), status=error.status
        )
    return redirect("scoring:results", public_id)


@require_GET
def results(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interview = get_interview(request, public_id)
    evaluation = queries.current_evaluation(interview.pk)
    if evaluation is None:
        return redirect(interview)
    return render(request, "scoring/results.html", describe_results(interview, evaluation))


@require_GET
def transcript(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The transcript as a Markdown file."""
    interview = get_interview(request, public_id)
    response = HttpResponse(queries.transcript_markdown(interview), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interview-{interview.created_at:%Y-%m-%d}.md"'
    return response


@require_GET
def report(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The evaluation as a file: Markdown to read, or with ``?as=json`` what the API answers."""
    interview = get_interview(request, public_id)
    evaluation = queries.current_evaluation(interview.pk)
    if evaluation is None:
        return redirect(interview)
    if request.GET.get("as") == "json":
        content = JSONRenderer().render(describe_evaluation(evaluation), "application/json; indent=2")
        return _as_file(content, interview, "json", "application/json")
    return _as_file(write_report(as_report(interview, evaluation)), interview, "md", "text/markdown; charset=utf-8")


def _as_file(content: str | bytes, interview: Interview, ending: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="evaluation-{interview.created_at:%Y-%m-%d}.{ending}"'
    return response


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.history(user_id(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tracks": catalogue.tracks(), "companies": catalogue.companies()}
    return render(request, "scoring/history.html", context)
