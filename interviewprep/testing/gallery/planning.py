"""Before an interview: the planner, practice by topic."""

from interviewprep.testing.gallery import Guest, page, state
from interviewprep.testing.gallery.house import LED

page("planner", "interviews:new", "/interviews/new/", who="newcomer")
page("planner/led", "interviews:new", "/interviews/new/", who="newcomer", where=LED)
page("planner/large-text", "interviews:new", "/interviews/new/", who="listener")
page("planner/day-spent", "interviews:new", "/interviews/new/", who="spender")


@state("planner/error", "interviews:new", who="newcomer", status=422)
def planner_error(guest: Guest) -> None:
    """More questions than the bank holds of this kind."""
    guest.open("/interviews/new/")
    guest.page.check("input[name=track][value=behavioral]")
    guest.page.fill("#id_max_questions", "40")
    with guest.page.expect_navigation():
        guest.page.click("text=Start the interview")


@state("planner/refused", "interviews:new", who="spender", status=429)
def planner_refused(guest: Guest) -> None:
    """The page was opened while there still was one left."""
    guest.open("/interviews/new/")
    with guest.page.expect_navigation():
        guest.page.eval_on_selector("[data-planner]", "form => form.submit()")


page("practice", "interviews:practice", "/practice/", who="veteran")
page("practice/filtered", "interviews:practice", "/practice/?track=swe_engineer&difficulty=medium", who="veteran")
page("practice/nothing", "interviews:practice", "/practice/?track=behavioral&kind=coding", who="newcomer")
page("practice/bookmarks", "interviews:practice", "/practice/?bookmarked=on", who="veteran")
page("practice/bookmarks/none", "interviews:practice", "/practice/?bookmarked=on", who="newcomer")
page("practice/unreadable", "interviews:practice", "/practice/?kind=riddle", who="newcomer", status=422)


@state("practice/chosen", "interviews:practice", who="newcomer")
def practice_chosen(guest: Guest) -> None:
    guest.open("/practice/?track=behavioral")
    for tick in guest.page.locator("[name=questions]").all()[:3]:
        tick.check()


@state("practice/refused", "interviews:mock", who="newcomer", status=422)
def practice_refused(guest: Guest) -> None:
    """Nothing was ticked."""
    guest.open("/practice/?track=behavioral")
    with guest.page.expect_navigation():
        guest.page.click("text=Start a mock")
