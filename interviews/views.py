"""The interview pages: each fetches what is yours, checks the shape, calls one service, renders."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.preferences import preferences_of
from interviewprep.errors import DomainError, log_refusal
from interviewprep.event_stream import asks_for_events, stream_events
from interviewprep.limits import count_hit
from interviewprep.permissions import allows_microphone
from interviewprep.requests import user_id, with_retry_after
from interviews import catalogue, queries, services, turns
from interviews.ahead import may_start_today, tell_of_interviews
from interviews.catalogue.offer import describe_catalogue
from interviews.defaults import initial_choices
from interviews.enums import STOOD_IN
from interviews.exceptions import InvalidMessage
from interviews.forms import MessageForm, NewInterviewForm
from interviews.interviewer import current_interviewer
from interviews.models import Interview
from interviews.room import Typed, describe_room
from interviews.streaming import exchange_events

DRAFTS = "typed"


@require_safe
@login_not_required
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, before anybody signs up."""
    offer = describe_catalogue(queries.count_cells())
    return render(request, "interviews/landing.html", {"offer": offer, "total": queries.count_published()})


@require_http_methods(["GET", "HEAD", "POST"])
def new_interview(request: HttpRequest) -> HttpResponse:
    initial = initial_choices(preferences_of(request.user), request.GET.dict())
    form = NewInterviewForm(request.POST or None, initial=initial)
    error: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            interview = services.create_interview(user_id(request), form.as_plan())
            turns.start_interview(interview.pk)
        except DomainError as refused:
            error = refused
            form.take_faults(refused)
            log_refusal(error.code, user_id=user_id(request), fields=error.fields)
        else:
            return redirect(interview)
    now = timezone.now()
    ahead = "" if error else tell_of_interviews(user_id(request), now=now)
    may_start = may_start_today(user_id(request), now=now)
    context = _describe_choices() | {"form": form, "error": error, "ahead": ahead, "may_start": may_start}
    status = error.status if error else 422 if form.is_bound else 200
    return with_retry_after(render(request, "interviews/new.html", context, status=status), error)


def _describe_choices() -> dict[str, Any]:
    return {
        "offer": describe_catalogue(queries.count_cells()),
        "tracks": catalogue.tracks().values(),
        "companies": catalogue.companies().values(),
        "interviewers": catalogue.interviewers().values(),
        "difficulties": catalogue.difficulties().values(),
    }


@require_safe
@allows_microphone
def room(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interview = get_interview(request, public_id)
    typed = Typed(**request.session.get(DRAFTS, {}).get(str(public_id), {}))
    return render(request, "interviews/room.html", describe_room(interview, typed=typed))


@require_POST
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    interview = get_interview(request, public_id)
    turns.start_interview(interview.pk)
    return redirect(interview)


@require_POST
@allows_microphone
def send(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Send one message; on any refusal the room comes back with the draft and what to do."""
    interview = get_interview(request, public_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        refused: DomainError = InvalidMessage(
            fields={name: [str(fault) for fault in faults] for name, faults in form.errors.items()}
        )
        return _room_again(request, interview, form, refused)
    try:
        count_hit(request, "messages", user_id(request))
        exchange = turns.open_exchange(interview.pk, form.as_sent(), interviewer=current_interviewer())
        _keep_typed(request, interview, form.typed if form.keeps_draft() else Typed())
        if asks_for_events(request):
            return stream_events(exchange_events(exchange, describe=_describe_for_page))
        exchange.finish()
    except DomainError as error:
        return _room_again(request, interview, form, error)
    return redirect(_latest(interview))


def _describe_for_page(result: turns.TurnResult) -> dict[str, object]:
    """What the room's page needs of a finished turn: where to read it."""
    return {"url": _latest(result.interview), "degraded": result.turn.outcome in STOOD_IN}


def _latest(interview: Interview) -> str:
    return f"{interview.get_absolute_url()}#latest"


def _room_again(request: HttpRequest, interview: Interview, form: MessageForm, error: DomainError) -> HttpResponse:
    log_refusal(error.code, user_id=user_id(request), fields=error.fields)
    if error.code == "interview_deleted":
        return render(request, "error.html", {"status": error.status, "error": error}, status=error.status)
    interview.refresh_from_db()
    _keep_typed(request, interview, form.typed)
    context = describe_room(interview, typed=form.typed, error=error)
    return with_retry_after(render(request, "interviews/room.html", context, status=error.status), error)


def _keep_typed(request: HttpRequest, interview: Interview, typed: Typed) -> None:
    """Remember what stands in the form, and as what; the room is shown with it the next time."""
    drafts, name = request.session.get(DRAFTS, {}), str(interview.public_id)
    if typed.draft:
        shown_again = {"draft": typed.draft, "kind": typed.kind, "language": typed.language}
        request.session[DRAFTS] = {**drafts, name: shown_again}
    elif name in drafts:
        request.session[DRAFTS] = {key: kept for key, kept in drafts.items() if key != name}


def forget_drafts(request: HttpRequest, interviews: Iterable[Interview]) -> None:
    """Nothing of a deleted interview stays in the session."""
    for interview in interviews:
        _keep_typed(request, interview, Typed())


def empty_cache(response: HttpResponse) -> HttpResponse:
    """Nor in the browser's cache, which may hold what the interviewer was heard to say."""
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once, then delete."""
    interview = get_interview(request, public_id)
    if request.method != "POST":
        return render(
            request, "interviews/delete.html", {"interview": interview, "track": catalogue.tracks()[interview.track]}
        )
    services.delete_interview(interview.pk)
    forget_drafts(request, [interview])
    return empty_cache(redirect("scoring:history"))


def get_interview(request: HttpRequest, public_id: uuid.UUID) -> Interview:
    """The interview, if it is the user's; otherwise 404, as if it did not exist."""
    return get_object_or_404(Interview.objects.owned_by(request.user), public_id=public_id)
