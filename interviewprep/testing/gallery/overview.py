"""Over all interviews: dashboard, progress, history, comparison, deleting several."""

from interviewprep.testing.gallery import Guest, page, state

page("dashboard/empty", "scoring:dashboard", "/dashboard/", who="newcomer")
page("dashboard/little", "scoring:dashboard", "/dashboard/", who="candidate")
page("dashboard", "scoring:dashboard", "/dashboard/", who="veteran")
page("progress/empty", "scoring:progress", "/progress/", who="newcomer")
page("progress", "scoring:progress", "/progress/", who="veteran")
page("history/empty", "scoring:history", "/interviews/", who="newcomer")
page("history", "scoring:history", "/interviews/", who="veteran")
page("history/nothing-found", "scoring:history", "/interviews/?words=zeppelin&stage=done", who="veteran")
page("history/unreadable", "scoring:history", "/interviews/?since=yesterday", who="veteran", status=422)
page("compare/none", "scoring:compare", "/interviews/compare/", who="veteran", status=422)
page("delete-chosen/none", "scoring:delete_chosen", "/interviews/delete/", who="veteran", status=422)


@state("history/chosen", "scoring:history", who="veteran")
def history_chosen(guest: Guest) -> None:
    guest.open("/interviews/")
    for tick in guest.page.locator("[name=interview]").all()[:2]:
        tick.check()


def compare(guest: Guest, first: str, second: str) -> None:
    ids = guest.home.interviews
    guest.open(f"/interviews/compare/?a={ids[first]}&b={ids[second]}")


@state("compare", "scoring:compare", who="veteran")
def compare_two(guest: Guest) -> None:
    compare(guest, "past-2", "past-5")


@state("compare/two-judges", "scoring:compare", who="veteran")
def compare_judges(guest: Guest) -> None:
    compare(guest, "past-5", "past-8")


@state("compare/unfinished", "scoring:compare", who="veteran")
def compare_unfinished(guest: Guest) -> None:
    compare(guest, "past-2", "open")


@state("delete-chosen", "scoring:delete_chosen", who="veteran")
def delete_chosen(guest: Guest) -> None:
    ids = guest.home.interviews
    guest.open(f"/interviews/delete/?interview={ids['past-1']}&interview={ids['past-2']}")
