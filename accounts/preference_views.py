"""The settings page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.preference_forms import PreferencesForm
from accounts.preferences import (
    InvalidPreferences,
    change_preferences,
    describe_preferences,
    preferences_of,
    voice_for,
)
from interviewprep.requests import user_id


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What somebody prefers, shown and changed. Each of it has an effect from the next page on."""
    kept = preferences_of(request.user)
    form = PreferencesForm(request.POST or None, initial=describe_preferences(kept) | {"voice": voice_for(kept)})
    if request.method == "POST" and form.is_valid():
        try:
            change_preferences(user_id(request), form.cleaned_data)
        except InvalidPreferences as error:
            form.take_faults(error)
        else:
            messages.success(request, "Saved.")
            return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.is_bound else 200)
