"""What somebody sets and guards: account, settings, usage, second factors, devices."""

from interviewprep.testing.factories import PASSWORD
from interviewprep.testing.gallery import Guest, page, state
from interviewprep.testing.gallery.house import LED

FACTORS = "/account/second-factor/"
WRONG = "not the password at all"

page("account", "accounts:account", "/account/", who="newcomer")
page("account/delete", "accounts:delete", "/account/delete/", who="newcomer")
page("account/usage", "accounts:usage", "/account/usage/", who="candidate")
page("account/usage/led", "accounts:usage", "/account/usage/", who="led", where=LED)
page("account/settings", "accounts:settings", "/account/settings/", who="newcomer")
page("account/settings/with-mail", "accounts:settings", "/account/settings/", who="newcomer", where=LED)
page("account/settings/large-text", "accounts:settings", "/account/settings/", who="listener")
page("account/settings/spoken-to", "accounts:settings", "/account/settings/", who="spoken-to", where=LED)
page("account/devices", "usersessions_list", "/account/devices/", who="newcomer")
page("account/address/no-mail", "account_email", "/account/e-mail/", who="newcomer")
page("account/address", "account_email", "/account/e-mail/", who="newcomer", where=LED)


@state("account/saved", "accounts:account", who="second")
def saved(guest: Guest) -> None:
    guest.open("/account/")
    guest.submit(name="Samira")


@state("account/errors", "accounts:change_password", who="second", status=422)
def account_errors(guest: Guest) -> None:
    guest.open("/account/")
    guest.submit(old=WRONG, new="short")


@state("account/delete/wrong", "accounts:delete", who="second", status=422)
def delete_wrong(guest: Guest) -> None:
    guest.open("/account/delete/")
    guest.submit(password=WRONG)


def set_and_save(guest: Guest, **chosen: str) -> None:
    guest.open("/account/settings/")
    for name, value in chosen.items():
        guest.page.select_option(f"select[name={name}]", value)
    with guest.page.expect_navigation():
        guest.page.click("main form button")


@state("account/settings/saved", "accounts:settings", who="second")
def settings_saved(guest: Guest) -> None:
    set_and_save(guest, text_size="normal")


@state("account/settings/error", "accounts:settings", who="second", status=422)
def settings_error(guest: Guest) -> None:
    set_and_save(guest, track="swe_engineer", target_role="data_analyst")


@state("account/address/code", "account_email_verification_sent", who="second", where=LED)
def address_code(guest: Guest) -> None:
    open_again(guest, "/account/e-mail/")
    guest.submit(email=guest.email)


# ------------------------------------------------------------------ second factors

page("factors", "mfa_index", FACTORS, who="newcomer")
page("factors/all", "mfa_index", FACTORS, who="guarded")
page("factors/passkeys/none", "mfa_list_webauthn", f"{FACTORS}passkeys/", who="newcomer")
page("again/password", "account_reauthenticate", "/account/again/", who="newcomer")
page("again/factor", "mfa_reauthenticate", "/account/again/second-factor/", who="secured")


def open_again(guest: Guest, path: str) -> None:
    """Open a page for which one shows once more who one is."""
    guest.open(f"/account/again/?next={path}")
    if guest.page.locator("input[name=code]").count():
        guest.submit(code=guest.home.codes.pop())
    else:
        guest.submit(password=PASSWORD)


def guarded(name: str, view: str, path: str, *, who: str) -> None:
    state(name, view, who=who)(lambda guest: open_again(guest, f"{FACTORS}{path}"))


guarded("factors/app", "mfa_activate_totp", "app/connect/", who="newcomer")
guarded("factors/app/remove", "mfa_deactivate_totp", "app/remove/", who="secured")
guarded("factors/codes", "mfa_view_recovery_codes", "recovery-codes/", who="secured")
guarded("factors/codes/new", "mfa_generate_recovery_codes", "recovery-codes/new/", who="secured")
guarded("factors/passkeys/add", "mfa_add_webauthn", "passkeys/add/", who="newcomer")


@state("factors/app/wrong", "mfa_activate_totp", who="newcomer")
def app_wrong(guest: Guest) -> None:
    open_again(guest, f"{FACTORS}app/connect/")
    guest.submit(code="000000")


@state("again/password/wrong", "account_reauthenticate", who="newcomer")
def again_wrong(guest: Guest) -> None:
    guest.open("/account/again/")
    guest.submit(password=WRONG)


def bring_device(guest: Guest) -> None:
    """A device that knows passkeys, with a finger on it."""
    device = guest.page.context.new_cdp_session(guest.page)
    device.send("WebAuthn.enable")
    traits = ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation")
    options = {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(traits, True)}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@state("factors/passkeys/codes", "mfa_view_recovery_codes")
def passkey_added(guest: Guest) -> None:
    """Straight after the first passkey: its recovery codes."""
    bring_device(guest)
    guest.sign_up()
    guest.open(f"{FACTORS}passkeys/add/")
    guest.submit(password=PASSWORD)
    guest.page.fill("input[name=name]", "The laptop")
    guest.page.click("main button:has-text('Add')")
    guest.page.wait_for_url("**/recovery-codes/")


@state("factors/passkeys", "mfa_list_webauthn")
def passkeys(guest: Guest) -> None:
    passkey_added(guest)
    guest.open(f"{FACTORS}passkeys/")


@state("factors/passkeys/rename", "mfa_edit_webauthn")
def passkey_rename(guest: Guest) -> None:
    passkeys(guest)
    guest.page.click("main a[href*='/rename/']")


@state("factors/passkeys/remove", "mfa_remove_webauthn")
def passkey_remove(guest: Guest) -> None:
    passkeys(guest)
    guest.page.click("main a[href*='/remove/']")


@state("again/passkey", "mfa_reauthenticate_webauthn")
def again_passkey(guest: Guest) -> None:
    passkey_added(guest)
    guest.open("/account/again/passkey/")
