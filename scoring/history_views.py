"""The pages over all interviews: history with its filters, deleting several, comparing two."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from interviewprep.requests import user_id
from interviews import catalogue
from interviews.models import Interview
from interviews.services import delete_interviews
from interviews.views import empty_cache, forget_drafts
from scoring import queries
from scoring.comparing import compare_interviews
from scoring.forms import HistoryForm

PAGE_SIZE = 20
CHOSEN = "interview"  # the ticks of the history


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The interviews that are looked for, in pages; a filter that can't be read finds nothing and says why."""
    form = HistoryForm(request.GET)
    is_readable = form.is_valid()
    found = queries.search_history(user_id(request), form.as_filter()) if is_readable else Interview.objects.none()
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "form": form,
        "tracks": catalogue.tracks(),
        "companies": catalogue.companies(),
    }
    return render(request, "scoring/history.html", context, status=200 if is_readable else 422)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_chosen(request: HttpRequest) -> HttpResponse:
    """Ask once, with what was ticked; then delete each."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = queries.find_chosen(user_id(request), _read_ids(sent.getlist(CHOSEN)))
    if request.method == "POST" and CHOSEN in sent:
        deleted = delete_interviews(interview.pk for interview in chosen)
        forget_drafts(request, chosen)
        messages.success(request, _say_deleted(deleted))
        return empty_cache(redirect("scoring:history"))
    context = {"chosen": chosen, "tracks": catalogue.tracks()}
    return render(request, "scoring/delete_chosen.html", context, status=200 if chosen else 422)


def _say_deleted(count: int) -> str:
    if not count:
        return "There was nothing left to delete."
    return "The interview is deleted." if count == 1 else f"{count} interviews are deleted."


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Interview ``a`` beside ``b``. Two that were ticked lead there, the older one first."""
    if "a" not in request.GET and "b" not in request.GET:
        return _compare_ticked(request)
    pair = [_find_one(request, name) for name in ("a", "b")]
    first, second = (queries.find_judged(interview) for interview in pair)
    context = {
        "pair": pair,
        "comparison": compare_interviews(first, second) if first and second else None,
        "tracks": catalogue.tracks(),
        "companies": catalogue.companies(),
    }
    return render(request, "scoring/compare.html", context)


def _compare_ticked(request: HttpRequest) -> HttpResponse:
    ticked = queries.find_chosen(user_id(request), _read_ids(request.GET.getlist(CHOSEN)))
    if len(ticked) != 2:  # noqa: PLR2004 - as many as are compared
        return render(request, "scoring/compare.html", {"ticked": len(ticked)}, status=422)
    query = urlencode({"a": str(ticked[0].public_id), "b": str(ticked[1].public_id)})
    return redirect(f"{reverse('scoring:compare')}?{query}")


def _find_one(request: HttpRequest, name: str) -> Interview:
    """The interview that a parameter names, if it is the user's; otherwise 404, as if it did not exist."""
    found = queries.find_chosen(user_id(request), _read_ids([request.GET.get(name, "")]))
    if not found:
        raise Http404
    return found[0]


def _read_ids(texts: list[str]) -> list[uuid.UUID]:
    """Ids as they were sent; what is none leads to no interview."""
    ids = []
    for text in texts:
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            continue
    return ids
