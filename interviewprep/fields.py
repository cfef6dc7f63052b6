"""Form fields that say in our words what can't be read."""

from django import forms


class ChoiceField(forms.ChoiceField):
    default_error_messages = {"invalid_choice": "“%(value)s” is not one of these. Choose from the list."}


class DayInput(forms.DateInput):
    """A day as browsers send it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput
    default_error_messages = {"invalid": "This is not a day of the calendar. Write it as 2026-03-31."}
