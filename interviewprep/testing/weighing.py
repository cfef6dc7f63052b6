"""What of our own a page makes a browser load: its style sheets, its scripts, and the modules that those import."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

OWN = re.compile(r"/static/(?:css|js)/")
# Static and dynamic imports of modules, and those of style sheets.
IMPORTED = re.compile(
    r"""^\s*(?:import|export)\s+(?:[\w$*{},\s]+?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']|^\s*@import\s+(?:url\()?["']?([^"')]+)""",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Script:
    """A script of a page, by its attributes. Only one that waits for the page lets it be painted first."""

    src: str
    waits: bool


@dataclass(slots=True)
class Links(HTMLParser):
    """What a page links. ``unsized`` are pictures whose place is not known until they are there."""

    sheets: list[str] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    unsized: list[str] = field(default_factory=list)
    is_page: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "html":
                self.is_page = True
            case "link" if "stylesheet" in given.get("rel", "").split():
                self.sheets.append(given["href"])
            case "script" if given.get("type") != "application/json":
                waits = given.get("type") == "module" or "defer" in given
                self.scripts.append(Script(given.get("src", ""), waits and "async" not in given))
            case "img" | "iframe" | "video":
                self.pictures.append(given.get("src", ""))
                if not {"width", "height"} <= set(given):
                    self.unsized.append(given.get("src", ""))


def read_links(html: str) -> Links:
    links = Links()
    links.feed(html)
    links.close()
    return links


def find_own(links: Iterable[str], read: Callable[[str], str]) -> dict[str, str]:
    """The texts of all that is ours behind these addresses, by address, with whatever they import; each once, as a browser has it."""
    found: dict[str, str] = {}
    waiting = [link for link in links if OWN.match(link)]
    while waiting:
        address = waiting.pop()
        if address not in found:
            found[address] = read(address)
            names = (next(filter(None, names)) for names in IMPORTED.findall(found[address]))
            waiting += [linked for name in names if OWN.match(linked := urljoin(address, name))]
    return found
