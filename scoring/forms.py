"""Forms of the pages after the interview: how one saw oneself, an answer given again, and what is looked for in the history."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.http import urlencode

from interviewprep.fields import ChoiceField, DayField
from interviews import catalogue
from interviews.brief import Said
from interviews.enums import MessageKind, Stage
from interviews.exchange import Sent
from interviews.validation import normalise_newlines
from scoring.history import MAX_WORDS, STILL_OPEN, HistoryFilter
from scoring.models import Source
from scoring.rubric import LEVELS, Rubric

LEVEL_NAMES = {0: "Nothing", 1: "A little", 2: "Some of it", 3: "Solid", 4: "Strong", 5: "Outstanding"}


class SelfRatingForm(forms.Form):
    """One row of levels for each competency; a row may be left out, and all of them passed over."""

    def __init__(self, *args: Any, rubric: Rubric, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            competency = rubric.competencies.get(name)
            if competency is not None:
                self.fields[name] = forms.TypedChoiceField(
                    label=competency.name,
                    help_text=competency.judges,
                    choices=[(level, LEVEL_NAMES[level]) for level in LEVELS],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                )

    @property
    def levels(self) -> dict[str, int]:
        """What was given; nothing when it was passed over."""
        if "pass" in self.data:
            return {}
        return {name: level for name, level in self.cleaned_data.items() if level is not None}


class ReanswerForm(forms.Form):
    """What is typed under a question of the debrief. Its rules are the service's."""

    key = forms.CharField(required=False)
    content = forms.CharField(required=False, strip=False)
    kind = forms.CharField(required=False)
    language = forms.CharField(required=False)

    def as_sent(self) -> Sent:
        """The answer as it is stored; the service refuses what can't be."""
        typed = self.data
        is_code = typed.get("kind") == MessageKind.CODE
        said = Said(normalise_newlines(typed.get("content", "")), MessageKind.CODE if is_code else MessageKind.TEXT)
        return Sent(typed.get("key", ""), said, language=typed.get("language", "") if is_code else "")


ANY = ("", "Any")


class HistoryForm(forms.Form):
    """What is looked for in one's history; days are UTC days."""

    words = forms.CharField(
        label="Words",
        required=False,
        max_length=MAX_WORDS,
        help_text="In roles, tracks, question titles and what you said.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    track = ChoiceField(
        label="Track", required=False, choices=lambda: [ANY, *((t.id, t.name) for t in catalogue.tracks().values())]
    )
    stage = ChoiceField(
        label="Stage",
        required=False,
        choices=[
            ANY,
            (STILL_OPEN, "Open, at any stage"),
            *((stage.value, stage.label.capitalize()) for stage in Stage),
        ],
    )
    source = ChoiceField(
        label="Judged by",
        required=False,
        choices=[ANY, (Source.LLM, "A model"), (Source.OFFLINE, "The offline estimate")],
    )
    since = DayField(label="From", required=False)
    until = DayField(label="Until", required=False)

    def clean(self) -> dict[str, Any]:
        days = self.cleaned_data
        if days.get("since") and days.get("until") and days["since"] > days["until"]:
            self.add_error("until", "This is before the first day.")
        return days

    def as_filter(self) -> HistoryFilter:
        return HistoryFilter(**self.cleaned_data)

    @property
    def is_used(self) -> bool:
        """Whether anything is looked for, readable or not."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def query(self) -> str:
        """The filter as the start of another page's query."""
        used = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return f"{urlencode(used)}&" if used else ""
