"""The pages after the last question: finishing, results, downloads."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.renderers import JSONRenderer

from interviewprep.errors import DomainError, log_refusal
from interviewprep.event_stream import asks_for_events, stream_events
from interviewprep.limits import count_hit
from interviewprep.requests import user_id, with_retry_after
from interviews import catalogue
from interviews.models import Interview
from interviews.queries import get_slot
from interviews.room import Typed, describe_room
from interviews.views import get_interview
from scoring import queries, reanswers, self_ratings, services
from scoring.exceptions import AlreadySelfRated
from scoring.forms import ReanswerForm, SelfRatingForm
from scoring.judges import current_judge
from scoring.levels import TIERS
from scoring.models import Evaluation
from scoring.reports import write_report
from scoring.results import as_report, describe_results
from scoring.rubric import load_rubric
from scoring.serializers import describe_evaluation
from scoring.streaming import evaluating_events


@require_POST
def finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Finish the interview; whoever clicks twice reads the same evaluation."""
    interview = get_interview(request, public_id)
    try:
        count_hit(request, "judging", user_id(request))
        evaluating = services.open_finalize(interview.pk, judge=current_judge(), offline="offline" in request.POST)
        if asks_for_events(request):
            return stream_events(evaluating_events(evaluating, describe=_where_to_read_it))
        evaluating.finish()
    except DomainError as error:
        interview.refresh_from_db()
        context = describe_room(interview, typed=Typed(), error=error)
        page = render(request, "interviews/room.html", context, status=error.status)
        return with_retry_after(page, error)
    return redirect("scoring:results", public_id)


@require_POST
def rescore(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Judge the interview again; where that fails, the evaluation that stands is shown with the reason."""
    interview = get_interview(request, public_id)
    try:
        count_hit(request, "judging", user_id(request))
        evaluating = services.open_rescore(interview.pk, judge=current_judge())
        if asks_for_events(request):
            return stream_events(evaluating_events(evaluating, describe=_where_to_read_it))
        evaluating.finish()
    except DomainError as error:
        return _show_results(request, interview, error)
    return redirect("scoring:results", public_id)


def _where_to_read_it(evaluation: Evaluation) -> dict[str, str]:
    return {"url": reverse("scoring:results", args=[evaluation.interview.public_id])}


@require_safe
def results(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The debrief, once the candidate has said how they saw themselves, or passed it over."""
    interview = get_interview(request, public_id)
    if queries.find_self_rating(interview) is None and queries.competencies_to_rate(interview):
        return redirect("scoring:self_rating", public_id)
    return _show_results(request, interview)


def _show_results(
    request: HttpRequest, interview: Interview, error: DomainError | None = None, **typed: object
) -> HttpResponse:
    """The debrief, after a refusal with its reason and what was ``typed``; where there is none yet, the room."""
    evaluation = queries.current_evaluation(interview.pk)
    if evaluation is None:
        return redirect(interview)
    tier = request.GET.get("tier", "")
    context = describe_results(interview, evaluation, tier=tier if tier in TIERS else "")
    page = render(
        request, "scoring/results.html", context | typed | {"error": error}, status=error.status if error else 200
    )
    return with_retry_after(page, error)


@require_http_methods(["GET", "HEAD", "POST"])
def self_rating(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How the candidate saw themselves: asked before the score is shown, and only once."""
    interview = get_interview(request, public_id)
    if queries.current_evaluation(interview.pk) is None:
        return redirect(interview)
    if request.method != "POST" and queries.find_self_rating(interview) is not None:
        return redirect("scoring:results", public_id)
    form = SelfRatingForm(request.POST if request.method == "POST" else None, rubric=load_rubric(interview.track),
                          names=queries.competencies_to_rate(interview))  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            self_ratings.rate_oneself(interview.pk, form.levels)
        except AlreadySelfRated as error:
            return _show_results(request, interview, error)
        return redirect("scoring:results", public_id)
    context = {"interview": interview, "form": form, "track": catalogue.tracks()[interview.track]}
    return render(request, "scoring/self_rating.html", context, status=422 if form.errors else 200)


@require_POST
def reanswer(request: HttpRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Answer a question again; what was typed is stored before it is judged."""
    interview = get_interview(request, public_id)
    slot = get_slot(interview, position)
    form = ReanswerForm(request.POST)
    try:
        count_hit(request, "judging", user_id(request))
        reanswers.open_reanswer(slot, form.as_sent(), judge=current_judge()).finish()
    except DomainError as error:
        log_refusal(error.code, user_id=user_id(request), fields=error.fields)
        is_stored = error.code == "llm_unavailable"
        return _show_results(request, interview, error, error_position=None if is_stored else position, typed=form.data)
    return redirect(f"{reverse('scoring:results', args=[public_id])}#again-{position}")


@require_safe
def transcript(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The transcript as a Markdown file."""
    interview = get_interview(request, public_id)
    response = HttpResponse(queries.transcript_markdown(interview), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="interview-{interview.created_at:%Y-%m-%d}.md"'
    return response


@require_safe
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


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """How well the scorer in use agrees with people, if that was ever measured."""
    model = current_judge().model
    context = {"report": queries.find_agreement(model), "model": model}
    return render(request, "scoring/agreement.html", context)
