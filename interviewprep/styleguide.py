"""The style guide: every token with its figures, and every component in each of its states, in every look side by side."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interviewprep.contrast import measure, read_colours, read_tokens


class ExampleForm(forms.Form):
    """A field of each kind. Bound, it shows what is wrong."""

    name = forms.CharField(label="Name", help_text="What the interviewer calls you.")
    track = forms.ChoiceField(label="Track", choices=[("", "No preference")], required=False)
    answer = forms.CharField(label="Answer", widget=forms.Textarea(attrs={"rows": 2, "placeholder": "Think aloud."}))
    address = forms.CharField(label="Address", disabled=True, required=False, initial="ana@example.org")
    notices = forms.BooleanField(label="Write to me when an evaluation is ready", help_text="One mail for each.")


@dataclass(frozen=True, slots=True)
class Look:
    """One way in which every page can be read."""

    name: str
    theme: str
    contrast: str

    @property
    def id(self) -> str:
        return f"{self.theme}-{self.contrast or 'normal'}"

    @property
    def blank(self) -> ExampleForm:
        return ExampleForm(auto_id=f"{self.id}-%s")

    @property
    def faulty(self) -> ExampleForm:
        form = ExampleForm({"name": "", "answer": ""}, auto_id=f"{self.id}-faulty-%s")
        form.add_error(None, "Address and password don't belong together.")
        return form


LOOKS = (
    Look("Light", "light", ""),
    Look("Dark", "dark", ""),
    Look("Light, more contrast", "light", "more"),
    Look("Dark, more contrast", "dark", "more"),
)
PARTS = {
    "Button": "One per form is filled; what goes beside it is quiet, or a link. Busy while what it asked for runs.",
    "Field": "Label above, help and faults below. What is wrong is said in words, marked by a sign, and only then by a colour.",
    "Card": "One thing of its own.",
    "Badge": "A word about the thing beside it. A chip leads somewhere.",
    "Tabs": "Links to the same page read in another way: they need no script, and can be kept and sent.",
    "Notice": "What holds while one is here. An error says what went wrong and the one thing to do about it.",
    "Toast": "What was just done, told once on the page that follows. Nothing is timed out.",
    "Dialog": "The browser's own. Escape closes it, and the focus goes back to where it was.",
    "Progress": "How far something is, how much of something there is, and one step for each question.",
    "Table": "Figures in rows; a drawing never stands without one.",
    "Empty": "Nothing is here yet, and what to do about it.",
    "Portrait": "An interviewer, and who leads the interviews at this moment.",
}
SCALES = {"Type": ("step",), "Space": ("space",), "Corners": ("radius", "pill"), "Sizes": ("measure", "target"),
          "Motion": ("quick", "slow", "scrolling", "pondering", "speaking", "listening"), "Faces": ("serif", "sans", "mono")}  # fmt: skip
SHEETS = (("normal", "As it is", "tokens.css"), ("more", "With more contrast", "contrast.css"))
EXAMPLES = {
    "tabs": [("Start-up", "#tabs", False), ("Established company", "#tabs", True), ("Big tech", "#tabs", False)],
    "model_states": [
        {"state": state, "model": "a-model"} for state in ("offline", "ready", "degraded", "budget_spent")
    ],
    "toasts": [Message(SUCCESS, "2 interviews are deleted."), Message(ERROR, "This address can't be used.")],
    "refused": {"detail": "This interview is finished, so nothing can be sent to it."},
    "remedy": {"action": "history", "label": "All interviews"},
    "interviewers": ("maya", "hiroshi", "adaeze", "gareth"),
}


@require_safe
@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """For staff; on somebody's own installation for everybody."""
    if settings.PRODUCTION and not request.user.is_staff:
        raise Http404
    shown = {"looks": LOOKS, "parts": PARTS, "palettes": _measure(), "scales": _group_tokens()}
    return render(request, "styleguide/styleguide.html", {**shown, **EXAMPLES})


def _read(name: str) -> str:
    return (settings.BASE_DIR / "static" / "css" / name).read_text(encoding="utf-8")


@cache
def _group_tokens() -> dict[str, list[tuple[str, str]]]:
    """Every token that is no colour, by what it is for."""
    tokens = read_tokens(_read("tokens.css"))
    return {
        kind: [(name, value) for name, value in tokens.items() if name.split("-")[0] in stems]
        for kind, stems in SCALES.items()
    }


@cache
def _measure() -> list[dict[str, Any]]:
    """Each palette: its colours, and the pairs that are used, each in light and in dark."""
    palettes = []
    for level, name, sheet in SHEETS:
        colours = read_colours(_read(sheet))
        pairs = list(measure(colours, level=level))
        rows = [
            (pair, colours[pair.ink], colours[pair.ground], dark)
            for pair, dark in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        palettes.append({"name": name, "level": level, "colours": colours, "rows": rows})
    return palettes
