"""The practice page: questions to browse and keep, one of them as a drill, several as a mock interview."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from interviewprep.errors import DomainError, log_refusal
from interviewprep.requests import user_id, with_retry_after
from interviews import practice, queries, services, turns
from interviews.chosen import MAX_CHOSEN
from interviews.practice_forms import PracticeForm

PAGE_SIZE = 20
SHOWN_WORDS = 40  # of a question, until all of it is asked for
# What no question fits is looked for once more without one of the filters.
WITHOUT = {
    "search": "Search for any words",
    "track": "Search in any track",
    "kind": "Search for any kind",
    "difficulty": "Search at any difficulty",
    "tag": "Search under any tag",
    "company": "Search for any company style",
    "bookmarked": "Search beyond my bookmarks",
}
COUNTED = 1_000  # matches that are counted out; beyond, "more than" says enough


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
def bookmark(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a question, or no longer; the button says which, so that a second click changes nothing."""
    if "drop" in request.POST:
        practice.drop_question(user_id(request), get_object_or_404(queries.ever_published(), slug=slug))
    else:
        practice.keep_question(user_id(request), get_object_or_404(queries.published(), slug=slug))
    return redirect(f"{_back_to(request)}#{slug}")


@require_POST
def drill(request: HttpRequest, slug: str) -> HttpResponse:
    """An interview of this one question."""
    question = get_object_or_404(queries.ever_published(), slug=slug)
    return _start(request, [question.slug], shuffle=False)


@require_POST
def mock(request: HttpRequest) -> HttpResponse:
    """An interview of the questions that were ticked, shuffled."""
    return _start(request, request.POST.getlist("questions"), shuffle=True)


def _start(request: HttpRequest, slugs: Sequence[str], *, shuffle: bool) -> HttpResponse:
    looking_at = {"track": request.GET.get("track", ""), "company_style": request.GET.get("company", "")}
    try:
        plan = practice.plan_practice(slugs, shuffle=shuffle, **looking_at)
        interview = services.create_interview(user_id(request), plan)
        turns.start_interview(interview.pk)
    except DomainError as error:
        log_refusal(error.code, user_id=user_id(request), fields=error.fields)
        return with_retry_after(_show(request, error=error, ticked=slugs), error)
    return redirect(interview)


def _show(request: HttpRequest, *, error: DomainError | None = None, ticked: Sequence[str] = ()) -> HttpResponse:
    """The questions that the address asks for; after a refusal, with its reason and what was ticked."""
    form = PracticeForm(request.GET)
    context: dict[str, Any] = {
        "form": form,
        "error": error,
        "ticked": ticked,
        "most": MAX_CHOSEN,
        "shown_words": SHOWN_WORDS,
    }
    if form.is_valid():
        context |= _list_questions(user_id(request), form) | {"wishes": _loosen(request, form)}
    status = error.status if error else 422 if form.errors else 200
    return render(request, "interviews/practice.html", context, status=status)


def _list_questions(candidate: int, form: PracticeForm) -> dict[str, Any]:
    """One page of questions, each with its marks, and how many there are in all."""
    found = queries.search_questions(form.as_wanted(), user_id=candidate)
    after = form.cleaned_data["after"]
    rest = found.filter(slug__gt=after) if after else found
    page = list(rest.prefetch_related("tracks")[: PAGE_SIZE + 1])
    shown = page[:PAGE_SIZE]
    marks = queries.marks_of(candidate, shown)
    return {
        "listed": [(question, marks[question.pk]) for question in shown],
        "next": shown[-1].slug if len(page) > PAGE_SIZE else "",
        "found": len(page) if len(page) <= PAGE_SIZE and not after else found[: COUNTED + 1].count(),
        "counted": COUNTED,
    }


def _loosen(request: HttpRequest, form: PracticeForm) -> list[tuple[str, str]]:
    """For each filter that is set: how to look without it, and the address that does."""
    wishes = []
    for name in form.active:
        query = request.GET.copy()
        for dropped in (name, "after"):
            query.pop(dropped, None)
        wishes.append((WITHOUT[name], f"{reverse('interviews:practice')}?{query.urlencode()}"))
    return wishes


def _back_to(request: HttpRequest) -> str:
    """The page with the filters that were set on it."""
    query = request.GET.urlencode()
    return reverse("interviews:practice") + (f"?{query}" if query else "")
