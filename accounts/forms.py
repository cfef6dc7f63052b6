"""Shapes of the sign-up and log-in pages."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from accounts.services import MAX_NAME_CHARACTERS


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
        help_text="At least 10 characters. A few unrelated words make a good one.",
    )


class LogInForm(AuthenticationForm):
    """Django's own, in our words."""

    error_messages = {
        "invalid_login": "This address and password don't go together. Check both and try again.",
        "inactive": "This account is closed.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label = "E-mail"
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "email"})


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
        label="The new one",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. A few unrelated words make a good one.",
    )


class DeleteAccountForm(forms.Form):
    password = forms.CharField(
        strip=False, label="Your password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
