"""The shapes in which curators edit the bank: lists as lines, clarifications and cases as JSON, parts in places."""

import json
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Max, QuerySet
from pydantic import TypeAdapter
from pydantic import ValidationError as FaultyShape

from interviews import catalogue
from interviews.bank.cases import CasesEntry
from interviews.bank.schema import ClarificationEntry
from interviews.models import Hint

# ------------------------------------------------------------------ fields


class ProseField(forms.CharField):
    """Text whose line ends are those of the bank's files, so that saving unchanged text changes nothing."""

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class LinesField(ProseField):
    """A list of strings, one a line; ``known`` closes the set."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 80})

    def __init__(self, *, known: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.known = known

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = self.prepare_value(value)
        self.run_validators(text)
        lines = [line.strip() for line in super().to_python(text).split("\n")]
        return [line for line in lines if line]

    def validate(self, value: Any) -> None:
        unknown = [item for item in value if self.known and item not in self.known]
        if unknown:
            raise ValidationError(f"Unknown: {', '.join(unknown)}. Known are {', '.join(self.known)}.")


class StructuredField(ProseField):
    """A part of a question as JSON, kept as typed while it is faulty."""

    widget = forms.Textarea(attrs={"rows": 10, "cols": 100})
    shape: TypeAdapter[Any]
    empty = "null"

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value, indent=2, ensure_ascii=False) if isinstance(value, list | dict) else value

    def to_python(self, value: Any) -> Any:
        text = self.prepare_value(value)
        self.run_validators(text)
        try:
            entry = self.shape.validate_python(json.loads(super().to_python(text) or self.empty))
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise ValidationError(f"This is not valid JSON: {error.msg} at {where}.") from error
        except RecursionError as error:
            raise ValidationError("This is not valid JSON: it is nested too deeply.") from error
        except FaultyShape as error:
            raise ValidationError([self.say_where(fault["loc"], fault["msg"]) for fault in error.errors()]) from error
        return self.shape.dump_python(entry, mode="json")

    def say_where(self, place: tuple[int | str, ...], message: str) -> str:
        raise NotImplementedError


class ClarificationsField(StructuredField):
    shape = TypeAdapter(tuple[ClarificationEntry, ...])
    empty = "[]"

    def say_where(self, place: tuple[int | str, ...], message: str) -> str:
        if not place:
            return 'Write a list of entries like {"ask": ["stem", "another stem"], "say": "The fact."}.'
        number, *rest = place
        return f"Entry {int(number) + 1}, {' '.join(map(str, rest)) or 'as a whole'}: {message}."


class CasesField(StructuredField):
    """Left empty there are none."""

    shape = TypeAdapter(CasesEntry | None)

    def say_where(self, place: tuple[int | str, ...], message: str) -> str:
        where = " ".join(str(step + 1) if isinstance(step, int) else step for step in place)
        what = message.removeprefix("Value error, ")
        return f"{where}: {what}." if where else f"{what}."


# ------------------------------------------------------------------ forms


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """``faults`` are the rules that the posted question was found to break; see ``QuestionAdmin``."""

    faults: tuple[str, ...] = ()

    tags = LinesField(help_text="One a line, in lower case with hyphens; 1 to 5.")
    companies = LinesField(
        known=catalogue.companies(), help_text="Company styles it suits best, one a line; empty for all."
    )
    clarifications = ClarificationsField(
        required=False, help_text='JSON: [{"ask": ["stem", "another stem"], "say": "The fact."}, …]'
    )
    red_flags = LinesField(help_text="One a line.")
    cases = CasesField(
        required=False,
        help_text=(
            "What an answer in code is run with, for a coding question only; empty for none. JSON: "
            '{"function": "add_up", "parameters": ["left", "right"], "compare": "exact", "shown": [{"arguments": "[1, 2]", '
            '"expected": "3"}, …], "hidden": […]}; compare is exact, any_order or close, 2 to 3 are shown, 3 to 6 hidden.'
        ),
    )

    def clean(self) -> dict[str, Any] | None:
        for fault in self.faults:
            self.add_error(None, fault)
        return super().clean()


class PlacedForm(forms.ModelForm):  # type: ignore[type-arg]
    place = forms.IntegerField(required=False, min_value=1, max_value=99, help_text="1 comes first; empty: last.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["place"] = self.instance.order + 1


class KeyPointForm(PlacedForm):
    weight = forms.IntegerField(min_value=1, max_value=3, help_text="1 to 3.")
    cues = LinesField(help_text="Words and phrases that people use for it, one a line; at least 4.")


class TrackForm(forms.ModelForm):  # type: ignore[type-arg]
    track = forms.ChoiceField(choices=lambda: [(t.id, t.name) for t in catalogue.tracks().values()])


SHIFT = 10_000  # beyond every order in use, so that rows can be renumbered one after the other


class PlacedFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows with an ``order``: a row whose place was changed moves there, the others close up."""

    def save_new(self, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        last = self._rows().aggregate(last=Max("order"))["last"]
        form.instance.order = 0 if last is None else last + 1
        return super().save_new(form, commit)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        saved = super().save(commit)
        ranked = [form.instance.pk for form in self._rank()]
        if ranked != list(self._rows().order_by("order").values_list("pk", flat=True)):
            self._rows().update(order=F("order") + SHIFT)
            for order, pk in enumerate(ranked):
                self._rows().filter(pk=pk).update(order=order)
        return saved

    def _rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.get_queryset().model.objects.filter(question=self.instance)
        return rows

    def _rank(self) -> list[Any]:
        """The forms of the rows that stay, in the order they shall have."""
        kept = [form for form in self.forms if form.instance.pk]
        moved = [form for form in kept if "place" in form.changed_data]
        ranked = [form for form in kept if form not in moved]
        for form in sorted(moved, key=lambda form: form.cleaned_data["place"] or SHIFT):
            ranked.insert((form.cleaned_data["place"] or SHIFT) - 1, form)
        return ranked


class HintFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """New hints take the levels that are free."""

    def save_new(self, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        taken = Hint.objects.filter(question=self.instance).values_list("level", flat=True)
        form.instance.level = min({1, 2, 3}.difference(taken))
        return super().save_new(form, commit)
