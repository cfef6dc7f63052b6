"""What the practice page is asked for."""

from django import forms

from interviewprep.fields import ChoiceField
from interviews import catalogue
from interviews.enums import Difficulty, Kind
from interviews.queries import Wanted

ANY = [("", "Any")]
MAX_SEARCH = 100


class PracticeForm(forms.Form):
    """The filters, and the question after which a page begins."""

    search = forms.CharField(required=False, max_length=MAX_SEARCH, label="Words")
    track = ChoiceField(required=False, choices=lambda: [*ANY, *((t.id, t.name) for t in catalogue.tracks().values())])
    kind = ChoiceField(required=False, choices=[*ANY, *((k.value, k.label.capitalize()) for k in Kind)])
    difficulty = ChoiceField(required=False, choices=[*ANY, *((d.value, d.label.capitalize()) for d in Difficulty)])
    tag = forms.CharField(required=False, max_length=60)
    company = ChoiceField(
        required=False,
        label="Company style",
        choices=lambda: [*ANY, *((c.id, c.name) for c in catalogue.companies().values())],
    )
    bookmarked = forms.BooleanField(required=False, label="Only what I bookmarked")
    after = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def as_wanted(self) -> Wanted:
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if name != "after"})

    @property
    def active(self) -> list[str]:
        """The filters that narrow the list, by name."""
        return [name for name, value in self.cleaned_data.items() if value and name != "after"]
