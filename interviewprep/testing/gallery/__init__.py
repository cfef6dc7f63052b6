"""The gallery: every page of the product in every state that a person can meet, each reached by real means.

A state is a function that brings a guest's page there. Screenshots, axe and the checks of every page walk through the one list:
write a function with ``@state`` in one of the modules of ``ROOMS``, and all of them know it. ``test_gallery.py`` misses a state for
every route that has none.
"""

import contextlib
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from interviewprep.testing.browser import Visitor
from interviewprep.testing.gallery.house import LED, PLAIN, House
from interviewprep.testing.model_server import Behaviour

ROOMS = (
    "doors",
    "account",
    "planning",
    "debrief",
    "overview",
    "room",
    "errors",
    "staff",
)  # a model that failed is not trusted at once
NONE = "none"  # the view of an address that no route leads to
PATIENT = Behaviour(action="advance")


@dataclass(slots=True)
class Guest(Visitor):
    """Somebody in the gallery: who they are, and the house they are in."""

    house: House | None = None

    @property
    def home(self) -> House:
        assert self.house is not None  # noqa: S101 - a guest is always in one: the field follows others with defaults
        return self.house

    def enter(self, interview: str, place: str = "") -> None:
        """Open the room of one of the interviews that were made, or another of its pages."""
        self.open(f"/interviews/{self.home.interviews[interview]}/{place}")

    def submit(self, **typed: str) -> None:
        """Fill fields by their names, and press Enter in the last."""
        for name, text in typed.items():
            self.page.fill(f"main [name={name}]", text)
        with self.page.expect_navigation():
            self.page.press(f"main [name={list(typed)[-1]}]", "Enter")


Reach = Callable[[Guest], None]


@dataclass(frozen=True, slots=True)
class State:
    """``view`` is what the URLconf calls the page; ``who`` is logged in, nobody when empty; ``status`` what the page was answered with.

    ``foreign`` is what of the page is others' work, as a selector: our rules of markup do not hold there. ``meant`` is what the
    console complains of because the state is about it.
    """

    name: str
    view: str
    reach: Reach
    who: str = ""
    where: str = PLAIN
    status: int = 200
    foreign: str = ""
    meant: str = ""
    is_printed: bool = False


_states: dict[str, State] = {}


def state(name: str, view: str, **traits: Any) -> Callable[[Reach], Reach]:
    """Put what this function reaches on the list; ``traits`` are the further fields of ``State``."""

    def enlist(reach: Reach) -> Reach:
        if name in _states:
            raise ValueError(f"There is already a state “{name}”.")
        _states[name] = State(name, view, reach, **traits)
        return reach

    return enlist


def page(name: str, view: str, path: str, **traits: Any) -> None:
    """A state that is reached by opening an address."""
    state(name, view, **traits)(lambda guest: guest.open(path))


def all_states(only: str = "") -> list[State]:
    """In the order of ``ROOMS``; ``only`` those whose name begins so."""
    for room in ROOMS:
        importlib.import_module(f"{__name__}.{room}")
    return [each for each in _states.values() if each.name.startswith(only)]


def calm(house: House, wanted: State) -> None:
    """The model answers as usual again. Where it does not lead it is left alone: another may be at work with it."""
    if wanted.where == LED:
        house.model.behaviour = PATIENT


@contextlib.contextmanager
def visit(browser: Browser, house: House, wanted: State, **context: Any) -> Iterator[Guest]:
    """A guest whose page is in the state; ``context`` is Playwright's."""
    calm(house, wanted)
    url = house.urls[wanted.where]
    profile = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **context})
    if wanted.who:
        profile.add_cookies([{"name": "sessionid", "value": house.sessions[wanted.who], "url": url}])
    guest = Guest(profile.new_page(), url, house=house)
    try:
        wanted.reach(guest)
        if wanted.is_printed:
            guest.page.emulate_media(media="print")
        yield guest
    finally:
        profile.close()
        calm(house, wanted)
