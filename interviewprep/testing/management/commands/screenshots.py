"""``make screenshots``: every page in every state, light and dark, phone and desktop, with a sheet to look them over.

``make screenshots ONLY=room`` takes those whose name begins so. They lie in ``var/screenshots``, which git ignores.
"""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from playwright.sync_api import Error

from interviewprep.testing.browser import running_chromium
from interviewprep.testing.gallery import Guest, State, all_states, visit
from interviewprep.testing.gallery.house import LED, House, fresh_server, open_house
from interviewprep.testing.prepared import ROOT

FOLDER = ROOT / "var" / "screenshots"
SCHEMES = ("light", "dark")
# Playwright's contexts, by width. A state is reached anew on each: a page that was wide before is not what a phone shows.
DEVICES: dict[int, dict[str, Any]] = {
    390: {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    1280: {"viewport": {"width": 1280, "height": 900}},
}
WHOLE = "Math.max(innerHeight, document.documentElement.scrollHeight)"  # what sticks lies where it comes to rest
SHEET = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Screenshots</title>
<style>body {{ font: 14px system-ui; margin: 2rem }} section {{ display: flex; gap: 1rem; align-items: start; margin-bottom: 3rem }}
img {{ border: 1px solid #999; height: auto }} img[data-width="390"] {{ width: 195px }} img[data-width="1280"] {{ width: 480px }}</style>
<h1>{count} states</h1>{rows}</html>
"""


class Command(BaseCommand):
    help = "Take a picture of every page in every state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("only", nargs="?", default="", help="how the names of the states begin")

    def handle(self, *args: Any, only: str, **options: Any) -> None:
        states = all_states(only)
        if not states:
            raise CommandError("No state has a name that begins so.")
        began = time.monotonic()
        faults = take_all(states)
        (FOLDER / "index.html").write_text(_sheet(states), encoding="utf-8")
        self.stdout.write(f"{len(states)} states in {time.monotonic() - began:.0f} s: {FOLDER / 'index.html'}")
        if faults:
            raise CommandError("\n".join(faults))


def take_all(states: list[State]) -> list[str]:
    """Take every picture, and say of which states there are none, and why."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    return [fault for width in DEVICES for fault in _take_at(width, states)]


def _take_at(width: int, states: list[State]) -> list[str]:
    """In a house of its own: what a visit leaves behind is there once."""
    # One behaviour of the model at a time: what is led by it is one person's work, the rest another's.
    shares = [[state for state in states if (state.where == LED) == is_led] for is_led in (True, False)]
    with fresh_server() as server, open_house(server) as house, ThreadPoolExecutor(len(shares)) as pool:
        done = [pool.submit(_take_share, house, width, share) for share in shares if share]
        return [fault for each in done for fault in each.result()]


def _take_share(house: House, width: int, states: list[State]) -> list[str]:
    faults = []
    with running_chromium() as browser:
        for state in states:
            try:
                with visit(browser, house, state, **DEVICES[width]) as guest:
                    _take(guest, state, width)
            except (Error, AssertionError) as error:
                faults.append(f"{state.name}, {width} px: {error}")
    return faults


def _take(guest: Guest, state: State, width: int) -> None:
    for scheme in SCHEMES:
        guest.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if not guest.page.locator("[data-room]").count():  # a room is looked at as it is scrolled: at its latest line
            guest.page.set_viewport_size({"width": width, "height": guest.page.evaluate(WHOLE)})
        guest.page.screenshot(path=FOLDER / _file_of(state, scheme, width))


def _file_of(state: State, scheme: str, width: int) -> Path:
    return Path(f"{state.name.replace('/', '-')}-{scheme}-{width}.png")


def _sheet(states: list[State]) -> str:
    rows = "".join(f"<h2>{escape(state.name)}</h2><section>{_pictures(state)}</section>" for state in states)
    return SHEET.format(count=len(states), rows=rows)


def _pictures(state: State) -> str:
    files = [(_file_of(state, scheme, width), width) for scheme, width in product(SCHEMES, DEVICES)]
    return "".join(
        f'<a href="{file}"><img src="{file}" alt="{file.stem}" data-width="{width}" loading="lazy"></a>'
        for file, width in files
    )
