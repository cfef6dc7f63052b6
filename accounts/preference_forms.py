"""Shape of the settings page."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.enums import Contrast, Dictation, ReduceMotion, TextSize, Theme, Voice
from interviews import catalogue

NO_PREFERENCE = ("", "No preference")


def _tracks() -> list[Any]:
    return [NO_PREFERENCE, *((track.id, track.name) for track in catalogue.tracks().values())]


def _roles() -> list[Any]:
    groups = [(t.name, [(role.id, role.name) for role in t.role]) for t in catalogue.tracks().values()]
    return [NO_PREFERENCE, *groups]


def _company_styles() -> list[Any]:
    return [NO_PREFERENCE, *((company.id, company.name) for company in catalogue.companies().values())]


def _difficulties() -> list[Any]:
    return [NO_PREFERENCE, *((level.id, level.name) for level in catalogue.difficulties().values())]


def _interviewers() -> list[Any]:
    people = catalogue.interviewers().values()
    return [NO_PREFERENCE, *((person.id, f"{person.name}, {person.title}") for person in people)]


class PreferencesForm(forms.Form):
    """All of them at once. Whether a role belongs to the track is the service's to say."""

    track = forms.ChoiceField(choices=_tracks, required=False)
    target_role = forms.ChoiceField(choices=_roles, required=False, help_text="One of the track's.")
    company_style = forms.ChoiceField(choices=_company_styles, required=False)
    difficulty = forms.ChoiceField(choices=_difficulties, required=False)
    interviewer = forms.ChoiceField(choices=_interviewers, required=False)
    voice = forms.ChoiceField(
        choices=Voice.choices,
        label="The interviewer's words",
        help_text="Your browser's own voice reads. Some browsers have servers of their maker do it: look at its settings.",
    )
    dictation = forms.ChoiceField(
        choices=Dictation.choices,
        label="Your answers",
        help_text="Before you dictate for the first time you are told where your voice goes, and asked.",
    )
    theme = forms.ChoiceField(choices=Theme.choices, label="Colours")
    contrast = forms.ChoiceField(choices=Contrast.choices)
    text_size = forms.ChoiceField(choices=TextSize.choices)
    reduce_motion = forms.ChoiceField(choices=ReduceMotion.choices, label="Less movement")
    email_notices = forms.BooleanField(required=False, label="Write to me when an evaluation is ready")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.MAIL_CONFIGURED:  # nothing could come of it
            del self.fields["email_notices"]
