"""Forms of the pages after the interview: how one saw oneself, and an answer given again."""

from collections.abc import Iterable
from typing import Any

from django import forms

from interviews.brief import Said
from interviews.enums import MessageKind
from interviews.exchange import Sent
from interviews.validation import normalise_newlines
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
