"""The pages after the last question: finishing, results, history, downloads."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from interviewprep.errors import DomainError
from interviewprep.requests import user_id
from interviews import catalogue
from interviews.room import Typed, describe_room
from interviews.views import get_interview
from scoring import queries, services
from scoring.judge import OfflineJudge
from scoring.results import describe_results

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
def history(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.history(user_id(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tracks": catalogue.tracks(), "companies": catalogue.companies()}
    return render(request, "scoring/history.html", context)
