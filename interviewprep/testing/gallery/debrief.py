"""After an interview: how one saw oneself, the debrief, an answer given again, how good the score is, deleting."""

from typing import Any

from interviewprep.testing.gallery import Guest, state, words
from interviewprep.testing.gallery.house import LED
from interviewprep.testing.model_server import Behaviour


def read(name: str, view: str, interview: str, place: str, *, who: str = "candidate", **traits: Any) -> None:
    """A state that is reached by opening a page of an interview."""
    state(name, view, who=who, **traits)(lambda guest: guest.enter(interview, place))


read("self-rating", "scoring:self_rating", "unrated", "self-rating/")
read("debrief", "scoring:results", "debrief", "results/")
read("debrief/little-evidence", "scoring:results", "little", "results/")
read("debrief/nothing-said", "scoring:results", "nothing", "results/")
read("debrief/answered-again", "scoring:results", "again", "results/")
read("debrief/printed", "scoring:results", "debrief", "results/", is_printed=True)
read("debrief/model", "scoring:results", "debrief-model", "results/", who="led", where=LED)
read("debrief/model/answered-again", "scoring:results", "again-model", "results/", who="led", where=LED)
read("debrief/large-text", "scoring:results", "heard-out", "results/", who="listener")
read("delete", "interviews:delete", "question", "delete/")


@state("debrief/unfolded", "scoring:results", who="candidate")
def unfolded(guest: Guest) -> None:
    guest.enter("again", "results/")
    guest.page.eval_on_selector_all("main details", "all => all.forEach((one) => { one.open = true; })")


@state("debrief/cases", "scoring:results", who="candidate")
def run_cases(guest: Guest) -> None:
    """The answer that passed only some cases is run again before it is given again."""
    guest.enter("cases-done", "results/")
    guest.page.click("text=Answer it again")
    guest.write(words.WRONG, ".again textarea")
    guest.page.click("[data-run-bar] button")
    guest.page.wait_for_selector("[data-run-bar] button:not([disabled])", timeout=120_000)


@state("debrief/answer-refused", "scoring:reanswer", who="candidate", status=422)
def answer_refused(guest: Guest) -> None:
    guest.enter("debrief", "results/")
    guest.page.locator("text=Answer it again").first.click()
    with guest.page.expect_navigation():
        guest.page.eval_on_selector(".again form", "form => { form.noValidate = true; form.requestSubmit(); }")


@state("agreement", "scoring:agreement", who="candidate")
def agreement(guest: Guest) -> None:
    guest.open("/interviews/how-good-is-this-score/")


@state("agreement/model", "scoring:agreement", who="led", where=LED)
def agreement_of_model(guest: Guest) -> None:
    agreement(guest)


@state("debrief/provisional", "scoring:results", who="led", where=LED)
def provisional(guest: Guest) -> None:
    """The model failed, and the candidate settled for an estimate."""
    guest.home.model.behaviour = Behaviour(fault="400")
    guest.enter("estimated")
    guest.page.click("text=Finish early")
    guest.page.click("text=Finish now")
    guest.page.click("[data-judging-estimate]")
    guest.page.click("text=Skip to the evaluation")
    guest.page.wait_for_url("**/results/")
