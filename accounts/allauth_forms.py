"""allauth's forms in our words. Their rules are allauth's, but for passwords, which are the service's."""
# mypy: disable-error-code="misc, no-any-unimported"

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.core import context
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import parse_registration_response
from django import forms

from accounts import second_factors
from accounts.forms import PASSWORD_HELP
from accounts.models import User
from accounts.services import NOT_AN_ADDRESS
from interviewprep.json_body import HostileJSON, read_json

EMAIL = forms.EmailInput(attrs={"autocomplete": "email"})
NOT_A_PASSKEY = "The passkey could not be read. Try it again."
NOT_THE_CODE_OF_THE_APP = "This is not the code that the app shows for this key. Wait for its next one, and type that."
MAX_PASSKEY_NAME_CHARACTERS = 60


def _code_field(label: str, help_text: str) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}
    return forms.CharField(max_length=40, label=label, help_text=help_text, widget=forms.TextInput(attrs=attributes))


class LogInForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["login"].widget = EMAIL
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.fields["password"].help_text = ""


class AskForResetForm(account_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"
        self.fields["email"].widget = EMAIL
        self.fields["email"].error_messages["invalid"] = NOT_AN_ADDRESS


class ResetCodeForm(account_forms.ConfirmPasswordResetCodeForm):
    code = _code_field("The code from the mail", "It may take a minute to arrive. Look in the spam folder too.")

    def clean_code(self) -> str:
        code: str = super().clean_code()
        process = PasswordResetVerificationProcess.resume(context.request)
        if process is not None and isinstance(process.user, User):
            second_factors.forget_unproven(process.user)
        return code


class AddressCodeForm(account_forms.ConfirmEmailVerificationCodeForm):
    code = _code_field("The code from the mail", "It may take a minute to arrive. Look in the spam folder too.")


class NewPasswordForm(account_forms.ResetPasswordKeyForm):
    """One field: who can see what they type, or let a password manager choose, need not type it twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["password1"].label = "Your new password"
        self.fields["password1"].help_text = PASSWORD_HELP
        self.fields["password1"].widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class PasswordAgainForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Your password"
        self.fields["password"].help_text = ""
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class NewAddressForm(account_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Your new address"
        self.fields["email"].widget = EMAIL
        self.fields["email"].error_messages["invalid"] = NOT_AN_ADDRESS


class SecondFactorForm(factor_forms.AuthenticateForm):
    code = _code_field("Code", "From your authenticator app, or one of your recovery codes.")


class SecondFactorAgainForm(factor_forms.ReauthenticateForm):
    code = _code_field("Code", "From your authenticator app, or one of your recovery codes.")


class ConnectAppForm(ActivateTOTPForm):
    code = _code_field("The code that the app shows", "Six digits; a new one every half minute.")

    def clean_code(self) -> str:
        """Whoever connects their first app has no recovery code to be sent to."""
        try:
            return str(super().clean_code())
        except forms.ValidationError as error:
            if error.code == "incorrect_code":
                raise forms.ValidationError(NOT_THE_CODE_OF_THE_APP, code=error.code) from error
            raise


class CredentialField(forms.CharField):
    """What a browser says of a passkey. Anybody may send anything: allauth reads it as JSON without bounds, we do not."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return read_json((super().to_python(value) or "null").encode())
        except HostileJSON as error:
            raise forms.ValidationError(NOT_A_PASSKEY) from error

    def run_validators(self, value: Any) -> None:
        """Those of a text have nothing to say about what was read from it."""


class NewCredentialField(CredentialField):
    def to_python(self, value: Any) -> Any:
        credential = super().to_python(value)
        try:
            data = parse_registration_response(credential).response.attestation_object.auth_data
        except (ValueError, KeyError, AttributeError) as error:  # allauth expects no more than a TypeError
            raise forms.ValidationError(NOT_A_PASSKEY) from error
        if data.credential_data is None:
            raise forms.ValidationError(NOT_A_PASSKEY)
        return credential


class PasskeyForm(AuthenticateWebAuthnForm):
    credential = CredentialField()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    credential = CredentialField()


class PasskeyLogInForm(LoginWebAuthnForm):
    credential = CredentialField()


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey that can log in by itself, where the device checks a finger, a face or a PIN."""

    credential = NewCredentialField()
    name = forms.CharField(required=False, max_length=MAX_PASSKEY_NAME_CHARACTERS, label="What do you call it?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = "Log in with it alone, without a password"
        self.fields["passwordless"].help_text = "The device then asks for a finger, a face or a PIN."


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(max_length=MAX_PASSKEY_NAME_CHARACTERS, label="What do you call it?")
