"""Shape of the settings page."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.enums import Contrast, Dictation, ReduceMotion, TextSize, Theme, Voice
from interviewprep.errors import DomainError
from interviewprep.speech import BROWSER, reader, reads_here
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


def _voices() -> list[Any]:
    """The server by its host: who chooses it agrees that the words go there."""
    spoken = "Spoken by a program on this site's machine" if reads_here() else f"Spoken by {reader()}"
    names = {Voice.SERVER: spoken} if reader() != BROWSER else {}
    return [*((value, label) for value, label in Voice.choices if value != Voice.SERVER), *names.items()]


def _about_voices() -> str:
    """Where the words go in each case."""
    browser = "Your browser's own voice reads. Some browsers have servers of their maker do it: look at its settings."
    if reader() == BROWSER:
        return browser
    if reads_here():
        return f"{browser} The program on this site's machine has a voice for each interviewer, and no word leaves it."
    words = "what the interviewer says, in which your name and words of your answers may be quoted"
    return (
        f"{browser} If you choose {reader()}, which has a voice for each interviewer, this site sends it {words}. "
        "Choosing it is agreeing to that; any other choice takes it back."
    )


class PreferencesForm(forms.Form):
    """All of them at once. Whether a role belongs to the track is the service's to say."""

    track = forms.ChoiceField(choices=_tracks, required=False)
    target_role = forms.ChoiceField(choices=_roles, required=False, help_text="One of the track's.")
    company_style = forms.ChoiceField(choices=_company_styles, required=False)
    difficulty = forms.ChoiceField(choices=_difficulties, required=False)
    interviewer = forms.ChoiceField(choices=_interviewers, required=False)
    voice = forms.ChoiceField(choices=_voices, label="The interviewer's words")
    voice_consent = forms.CharField(required=False)  # the host that the page named
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
        self.fields["voice"].help_text = _about_voices()
        if not settings.MAIL_CONFIGURED:  # nothing could come of it
            del self.fields["email_notices"]

    def clean(self) -> dict[str, Any]:
        """The page sends the host that it named along whatever is chosen: who chooses another voice agrees to none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("voice") != Voice.SERVER:
            cleaned["voice_consent"] = ""
        return cleaned

    def take_faults(self, refused: DomainError) -> None:
        """Put what the service found beside the fields; what nobody sees is told where it is chosen."""
        for name, faults in refused.fields.items():
            self.add_error("voice" if name == "voice_consent" else name, faults)

    @property
    def reader(self) -> str:
        """The host that this page names, to be sent along, so that what is agreed to is what was read."""
        return reader()
