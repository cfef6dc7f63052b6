"""allauth's pages at our addresses, under its names, each with our limits. What is not here does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import URLPattern
from django.urls import path as django_path
from django.views.decorators.http import require_http_methods

from accounts.views import (
    account_and_address,
    asked_again,
    asked_mailbox,
    mailbox_and_address,
    needs_mail,
    pending_user,
    sign_up,
)
from interviewprep.limits import Page, client_network, limited


def path(route: str, view: Page, name: str) -> URLPattern:
    """What allauth would make of a PUT is nothing that we have tried."""
    return django_path(route, require_http_methods(["GET", "HEAD", "POST"])(view), name=name)


def mailed(view: Page) -> Page:
    """A page that sends a mail to an address that is typed into it."""
    return limited("mail", by=mailbox_and_address)(limited("mailbox", by=asked_mailbox)(view))


def again(view: Page) -> Page:
    """A page on which who is signed in shows again who they are."""
    return limited("code", by=client_network)(limited("second_factor", by=asked_again)(view))


log_in = limited("log_in_address", by=client_network)(limited("log_in", by=account_and_address)(account.login))
second_factor = limited("code", by=client_network)(limited("second_factor", by=pending_user)(factors.authenticate))
# Whoever asks for something to sign is given a session to remember it in.
passkey = limited("log_in_address", by=client_network, method="GET")(
    limited("code", by=client_network)(passkeys.login_webauthn)
)
confirm_address = needs_mail(limited("code", by=client_network)(account.email_verification_sent))
ask_for_reset = needs_mail(limited("sign_up", by=client_network)(mailed(account.password_reset)))
reset_code = limited("code", by=client_network)(account.confirm_password_reset_code)
new_password = limited("code", by=client_network)(account.complete_password_reset)
change_address = needs_mail(mailed(account.email))
password_again = again(account.reauthenticate)
factor_again = again(factors.reauthenticate)
passkey_again = again(passkeys.reauthenticate_webauthn)
connect_app = again(app.activate_totp)

urlpatterns = [
    path("sign-up/", sign_up, name="account_signup"),
    path("log-in/", log_in, name="account_login"),
    path("log-in/second-factor/", second_factor, name="mfa_authenticate"),
    path("log-in/passkey/", passkey, name="mfa_login_webauthn"),
    path("log-in/confirm-address/", confirm_address, name="account_email_verification_sent"),
    path("log-in/closed/", account.account_inactive, name="account_inactive"),
    path("password/reset/", ask_for_reset, name="account_reset_password"),
    path("password/reset/code/", reset_code, name="account_confirm_password_reset_code"),
    path("password/reset/new/", new_password, name="account_complete_password_reset"),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    path("account/e-mail/", change_address, name="account_email"),
    path("account/again/", password_again, name="account_reauthenticate"),
    path("account/again/second-factor/", factor_again, name="mfa_reauthenticate"),
    path("account/again/passkey/", passkey_again, name="mfa_reauthenticate_webauthn"),
    path("account/devices/", sessions.list_usersessions, name="usersessions_list"),
    path("account/second-factor/", factors.index, name="mfa_index"),
    path("account/second-factor/app/connect/", connect_app, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/recovery-codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/second-factor/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/rename/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/second-factor/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
