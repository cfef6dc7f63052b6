"""What holds of every page in every state: nothing for axe to find, no sideways scrolling, one heading, no keyboard trap."""

from itertools import product
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from interviewprep.testing.gallery import Guest, State

WIDTHS = (320, 390, 1280, 1600)
# What is not used of an answer takes a third of the time: rules that passed, selectors, style sheets fetched once more.
BRIEFLY = {"resultTypes": ["violations"], "selectors": False, "preload": {"assets": ["media"]}}
# Everything once, and in the dark what depends on colours.
ASKED: dict[Literal["light", "dark"], dict[str, list[str]]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
}
ASK = "([context, options]) => axe.run(Object.keys(context).length ? context : document, options)"
HEIGHT = 900
SPARE = 12  # Tabs for what scrolls, which Chromium stops at as well
# What is found on the page as it stands, a line for each fault.
MARKUP = """() => {
  const faults = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  if (!document.title.trim()) faults.push("no title");
  const headings = [...document.querySelectorAll("h1")].filter(shown);
  if (headings.length !== 1) faults.push(`${headings.length} first headings`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((id, nth) => ids.indexOf(id) !== nth))) faults.push(`id ${id} more than once`);
  for (const element of document.querySelectorAll("[tabindex]")) if (element.tabIndex > 0) faults.push(`tabindex ${element.tabIndex}`);
  return faults;
}"""
# Everything that Tab should reach, in the order of the page; of radio buttons one stands for its group. Where the focus comes by, and
# whether something shows it there, is written down. The walk may begin in the middle of the page, and go back to its top once.
LISTEN = """() => {
  const area = document.querySelector("dialog[open]") ?? document.body;
  const reachable = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex='-1'])";
  const groups = new Set();
  const counts = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.disabled || element.closest("[inert], [aria-hidden=true]")) return false;
    if (element.type !== "radio") return true;
    const group = `${element.form?.id} ${element.name}`;
    const isFirst = !groups.has(group);
    groups.add(group);
    return isFirst;
  };
  window.walk = { wanted: [...area.querySelectorAll(reachable)].filter(counts), met: [], unmarked: [] };
  const outlined = (element) => element && parseFloat(getComputedStyle(element).outlineWidth) > 0 && getComputedStyle(element).outlineStyle !== "none";
  document.addEventListener("focusin", ({ target }) => {
    window.walk.met.push(target);
    const marks = [target, target.nextElementSibling, target.closest("label"), target.closest(".portrait-choice")];
    if (!marks.some(outlined)) window.walk.unmarked.push(target);
  });
  document.activeElement?.blur();
  const days = document.querySelectorAll("input[type=date]").length; // whose day, month and year each take a Tab
  return window.walk.wanted.length + 3 * days;
}"""
REPORT = """() => {
  const { wanted, met, unmarked } = window.walk;
  const name = (element) => element.outerHTML.replace(/\\s+/g, " ").slice(0, 90);
  const same = (one, other) => one === other || (one.type === "radio" && other.type === "radio" && one.name === other.name);
  const missed = wanted.filter((element) => !met.some((other) => same(element, other)));
  const first = met.filter((element, nth) => met.findIndex((other) => same(element, other)) === nth);
  const back = first.filter((element, nth) => nth && !(first[nth - 1].compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING));
  return [
    ...missed.map((element) => `Tab does not reach ${name(element)}`),
    ...back.slice(1).map((element) => `Tab goes back to ${name(element)}`),
    ...[...new Set(unmarked)].map((element) => `no sign of focus on ${name(element)}`),
  ];
}"""


def faults_of(guest: Guest, state: State) -> list[str]:
    """All that is wrong with the page as it stands, in a line each."""
    page, faults = guest.page, _complaints_of(guest, state)  # before axe comes, whose own styles the policy refuses
    if not state.is_printed:
        faults += _ask_axe(page, state)
        faults += _find_overflow(page)
    if not state.foreign:
        faults += page.evaluate(MARKUP)
        faults += _walk(page) if not state.is_printed else []
    return faults


def _ask_axe(page: Page, state: State) -> list[str]:
    page.evaluate(Axe().axe_script)
    context = {"exclude": [[state.foreign]]} if state.foreign else {}
    others = (
        {"rules": {"landmark-no-duplicate-main": {"enabled": False}}} if state.foreign else {}
    )  # what is excluded may have one
    faults = []
    for scheme, options in ASKED.items():
        page.emulate_media(color_scheme=scheme)
        answer: dict[str, Any] = page.evaluate(ASK, [context, {**BRIEFLY, **others, **options}])
        found = [(one["id"], node["html"][:120]) for one in answer["violations"] for node in one["nodes"]]
        faults += [f"{scheme}: {rule}: {element}" for rule, element in found]
    return faults


def _find_overflow(page: Page) -> list[str]:
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"scrolls sideways at {width} px")
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    return faults


def _walk(page: Page) -> list[str]:
    """Go through the page with Tab alone; where a field takes Tab for itself, Escape lets go of it."""
    keys = ("Escape", "Tab") if page.locator("[data-code-keys]:visible, .ace_text-input").count() else ("Tab",)
    for _, key in product(range(page.evaluate(LISTEN) + SPARE), keys):
        page.keyboard.press(key)
    found: list[str] = page.evaluate(REPORT)
    return found


def _complaints_of(guest: Guest, state: State) -> list[str]:
    """Errors of the console, but for what the state is about."""
    meant = state.meant or f"status of {state.status}"
    return [f"console: {text}" for text in guest.complaints if meant not in text]
