"""Pages of errors, and those that no person but a programmer reads."""

from interviewprep.testing.gallery import NONE, Guest, page, state
from interviewprep.testing.gallery.house import BROKEN

page("error/404", NONE, "/nowhere/", status=404)
page("error/404/logged-in", NONE, "/nowhere/", who="candidate", status=404)
page("error/403", "admin:login", "/admin/", who="candidate", status=403)
page("error/503", "landing", "/", where=BROKEN, status=503)


@state("error/403/open-too-long", "account_login", status=403)
def open_too_long(guest: Guest) -> None:
    guest.open("/log-in/")
    guest.page.eval_on_selector("[name=csrfmiddlewaretoken]", "field => { field.value = 'x'.repeat(64); }")
    guest.submit(login="ana@example.org", password="of no use")  # noqa: S106 - never looked at


@state("error/400", "landing", status=400)
def bad_request(guest: Guest) -> None:
    """Under a name that is not served."""
    guest.page.goto(guest.url.replace("localhost", "elsewhere.localhost"))


@state("error/500", "landing", where=BROKEN, status=500)
def server_error(guest: Guest) -> None:
    """The database is no database any more."""
    guest.home.break_database()
    guest.open("/")


@state("api-docs", "api-docs", foreign="#api-docs")
def api_docs(guest: Guest) -> None:
    guest.open("/api/docs/")
    guest.page.wait_for_selector("#operations-interviews-sendMessage")
