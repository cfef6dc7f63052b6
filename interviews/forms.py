"""Shapes of what the pages send. Rules live in the services; a form only knows types."""

from django import forms

from interviewprep.errors import DomainError
from interviewprep.fields import ChoiceField
from interviews import catalogue
from interviews.brief import Said
from interviews.delivery import HowSpoken
from interviews.enums import Difficulty, Intent, MessageKind
from interviews.models import MAX_QUESTIONS
from interviews.room import PHRASES, Typed
from interviews.services import MAX_FOLLOWUPS, Plan
from interviews.turns import Sent
from interviews.validation import normalise_newlines


class NewInterviewForm(forms.Form):
    """What a candidate chooses; ``as_plan`` is what the service takes."""

    track = ChoiceField(choices=lambda: [(t.id, t.name) for t in catalogue.tracks().values()])
    role = forms.CharField(required=False)
    difficulty = ChoiceField(choices=Difficulty.choices, initial=Difficulty.MEDIUM)
    adaptive = forms.BooleanField(required=False)
    company_style = ChoiceField(choices=lambda: [(c.id, c.name) for c in catalogue.companies().values()])
    interviewer = ChoiceField(choices=lambda: [(i.id, i.name) for i in catalogue.interviewers().values()])
    max_questions = forms.IntegerField(
        label="Questions", help_text="Allow about 6 minutes each.", initial=5, min_value=1, max_value=MAX_QUESTIONS
    )
    behavioral_questions_target = forms.IntegerField(
        label="Of these, behavioural", initial=1, min_value=0, max_value=MAX_QUESTIONS
    )
    max_followups_per_question = forms.IntegerField(
        label="Follow-ups per question",
        help_text="At most so many.",
        initial=2,
        min_value=0,
        max_value=MAX_FOLLOWUPS,
    )

    def as_plan(self) -> Plan:
        """The plan; a role of another track falls back to the track's own first role."""
        data = dict(self.cleaned_data)
        if data["role"] and catalogue.find_role(data["track"], data["role"]) is None:
            data["role"] = ""
        return Plan(**data)

    def take_faults(self, refused: DomainError) -> None:
        """Put what the service found beside the fields; a choice of another page's is told for the whole."""
        for name, faults in refused.fields.items():
            self.add_error(name if name in self.fields else None, faults)


class MessageForm(forms.Form):
    """One message from the room. Content is checked by the service, so that nothing is trimmed here."""

    key = forms.CharField(widget=forms.HiddenInput)
    last_seen_seq = forms.IntegerField(widget=forms.HiddenInput)
    content = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[(MessageKind.TEXT, "Text"), (MessageKind.CODE, "Code")], initial=MessageKind.TEXT)
    language = forms.CharField(required=False)
    intent = forms.ChoiceField(choices=Intent.choices, required=False)
    spoken_seconds = forms.IntegerField(required=False)
    spoken_words = forms.IntegerField(required=False)
    spoken_pauses = forms.IntegerField(required=False)

    @property
    def draft(self) -> str:
        """What the candidate has typed, as typed."""
        return normalise_newlines(self.data.get("content", ""))

    @property
    def typed(self) -> Typed:
        """All that stands in the form, to be shown again."""
        sent = {name: self.data[name] for name in ("kind", "language", "intent", "key") if self.data.get(name)}
        return Typed(draft=self.draft, **sent)

    def keeps_draft(self) -> bool:
        """A request for a hint leaves the answer that is being written where it is."""
        return bool(self.cleaned_data["intent"] == Intent.HINT)

    def as_sent(self) -> Sent:
        data = self.cleaned_data
        intent = Intent(data["intent"] or Intent.ANSWER)
        content = normalise_newlines(data["content"])
        if self.keeps_draft() or (intent in PHRASES and not content.strip()):
            content = PHRASES[intent]
        kind = MessageKind(data["kind"]) if intent == Intent.ANSWER else MessageKind.TEXT
        language = data["language"] if kind == MessageKind.CODE else ""
        spoken = self._how_spoken() if content == normalise_newlines(data["content"]) else None
        is_text = kind == MessageKind.TEXT
        return Sent(
            data["key"], Said(content, kind, intent), language, data["last_seen_seq"], spoken if is_text else None
        )

    def _how_spoken(self) -> HowSpoken | None:
        """As the page measured it; nothing where the words were typed."""
        seconds, words = self.cleaned_data["spoken_seconds"], self.cleaned_data["spoken_words"]
        if seconds is None or words is None:
            return None
        return HowSpoken(seconds, words, self.cleaned_data["spoken_pauses"])
