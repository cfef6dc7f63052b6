"""Shapes of the sign-up and account pages."""

from typing import Any

from django import forms

from accounts.services import MAX_NAME_CHARACTERS

PASSWORD_HELP = "At least 10 characters. A few unrelated words make a good one."  # noqa: S105 - advice


class SignUpForm(forms.Form):
    """The password's rules are the service's."""

    name = forms.CharField(
        required=False, max_length=MAX_NAME_CHARACTERS, label="What should the interviewer call you?",
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}), help_text="Optional.",
    )  # fmt: skip
    email = forms.CharField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )


class CodeForm(forms.Form):
    """The code from the mail; with the password, where another browser began the sign-up."""

    code = forms.CharField(
        max_length=40, label="The code from the mail", help_text="It may take a minute to arrive. Look in the spam folder too.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}),
    )  # fmt: skip
    password = forms.CharField(
        strip=False,
        label="The password you chose",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, asks_for_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_password:
            del self.fields["password"]


class ProfileForm(forms.Form):
    name = forms.CharField(
        required=False, max_length=MAX_NAME_CHARACTERS, label="What should the interviewer call you?",
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip


class ChangePasswordForm(forms.Form):
    """Its rules are the service's."""

    old = forms.CharField(
        strip=False, label="Your password now", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        strip=False,
        label="Your new password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
    )


class DeleteAccountForm(forms.Form):
    password = forms.CharField(
        strip=False, label="Your password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
