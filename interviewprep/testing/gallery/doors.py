"""Pages for whoever is not logged in: the landing page, signing up, logging in, a new password."""

import time

from interviewprep.testing.factories import PASSWORD
from interviewprep.testing.gallery import Guest, page, state
from interviewprep.testing.gallery.house import LED, TRIES_AT_THE_DOOR
from interviewprep.testing.mail_server import find_code

WRONG = "not the password at all"

page("landing", "landing", "/")
page("landing/logged-in", "landing", "/", who="candidate")

page("log-in", "account_login", "/log-in/")
page("log-in/closed", "account_inactive", "/log-in/closed/")


@state("log-in/wrong", "account_login")
def log_in_wrong(guest: Guest) -> None:
    guest.open("/log-in/")
    guest.submit(login="candidate@example.org", password=WRONG)


@state("log-in/after-sign-up", "account_login")
def log_in_after_sign_up(guest: Guest) -> None:
    guest.open("/sign-up/")
    guest.submit(name="Ana", email=guest.email, password=PASSWORD)


@state("log-in/too-often", "account_login", where=LED, status=429)
def log_in_too_often(guest: Guest) -> None:
    for _ in range(TRIES_AT_THE_DOOR + 1):
        guest.open("/log-in/")
        guest.submit(login=guest.email, password=WRONG)


@state("log-in/second-factor", "mfa_authenticate")
def second_factor(guest: Guest) -> None:
    guest.open("/log-in/")
    guest.submit(login="secured@example.org", password=PASSWORD)


@state("log-in/second-factor/wrong", "mfa_authenticate")
def second_factor_wrong(guest: Guest) -> None:
    second_factor(guest)
    guest.page.fill("input[name=code]", "000000")
    with guest.page.expect_navigation():
        guest.page.press("input[name=code]", "Enter")


# ------------------------------------------------------------------ signing up

page("sign-up", "account_signup", "/sign-up/")


@state("sign-up/errors", "account_signup", status=422)
def sign_up_errors(guest: Guest) -> None:
    guest.open("/sign-up/")
    guest.submit(name="Ana", email="ana at example", password="short")  # noqa: S106 - refused


@state("sign-up/code", "accounts:confirm_sign_up", where=LED)
def sign_up_code(guest: Guest) -> None:
    log_in_after_sign_up(guest)


@state("sign-up/code/wrong", "accounts:confirm_sign_up", where=LED, status=422)
def sign_up_code_wrong(guest: Guest) -> None:
    log_in_after_sign_up(guest)
    guest.page.fill("input[name=code]", "WRONG-1")
    with guest.page.expect_navigation():
        guest.page.press("input[name=code]", "Enter")


@state("sign-up/code/elsewhere", "accounts:confirm_sign_up", where=LED)
def sign_up_code_elsewhere(guest: Guest) -> None:
    """In another browser than the one that signed up."""
    log_in_after_sign_up(guest)
    guest.page.context.clear_cookies()
    guest.page.reload()


# ------------------------------------------------------------------ a new password

page("reset/no-mail", "account_reset_password", "/password/reset/")
page("reset", "account_reset_password", "/password/reset/", where=LED)
page("reset/done", "account_password_reset_completed", "/password/reset/done/")


@state("reset/code", "account_confirm_password_reset_code", where=LED)
def reset_code(guest: Guest) -> None:
    guest.open("/password/reset/")
    guest.submit(email="second@example.org")


@state("reset/code/wrong", "account_confirm_password_reset_code", where=LED)
def reset_code_wrong(guest: Guest) -> None:
    reset_code(guest)
    guest.submit(code="WRONG-1")


@state("reset/new", "account_complete_password_reset", where=LED)
def reset_new(guest: Guest) -> None:
    read = len(guest.home.mail.delivered)
    reset_code(guest)
    guest.submit(code=wait_for_code(guest, after=read))


def wait_for_code(guest: Guest, *, after: int) -> str:
    """The code in the mail that comes next; the postman is a thread of the server."""
    delivered, deadline = guest.home.mail.delivered, time.monotonic() + 20
    while len(delivered) <= after and time.monotonic() < deadline:
        time.sleep(0.1)
    return find_code(delivered[after])
