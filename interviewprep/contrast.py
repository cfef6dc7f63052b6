"""The design tokens as figures: what each one is, and how well each ink can be read on each ground that it meets. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

LINEAR_UP_TO = 0.04045
SCHEMES = ("light", "dark")
PAIR_OF_COLOURS = re.compile(r"^ *--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);$", re.MULTILINE)
ANY_TOKEN = re.compile(r"^  --([\w-]+): (.+);$", re.MULTILINE)
ROOT_BLOCK = re.compile(r":root \{\n(.*?)\n\}", re.DOTALL)

# What is told by a shape (WCAG 1.4.11), and what is read (1.4.3); with more contrast, what is read has to reach AAA (1.4.6).
LEAST = {("shape", "normal"): 3.0, ("text", "normal"): 4.5, ("shape", "more"): 4.5, ("text", "more"): 7.0}
GROUNDS = ("paper", "surface", "sunken", "accent-soft", "danger-soft", "warn-soft")
CODE = ("code-keyword", "code-string", "code-number", "code-call", "code-comment")
# Every ink and the grounds it stands on: a rule of the stylesheets that puts one on another is refused by the tests.
TEXTS = (
    *product(("ink", "ink-soft", "accent"), GROUNDS),
    *product(("danger",), ("paper", "surface", "sunken", "danger-soft")),
    *product(CODE, ("sunken",)),
    ("accent-ink", "accent"),
    ("danger-ink", "danger"),
    ("mark-ink", "mark"),
)
SHAPES = (*product(("edge",), ("paper", "surface", "sunken", "accent-soft")), ("accent", "track"))
# A line only parts what spacing parts already; with more contrast it has to be seen.
SHAPES_WITH_MORE = tuple(product(("line",), ("paper", "surface", "sunken")))


@dataclass(frozen=True, slots=True)
class Pair:
    """One ink on one ground, in one look."""

    ink: str
    ground: str
    use: str
    scheme: str
    ratio: float
    least: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.least


def read_colours(css: str) -> dict[str, tuple[str, str]]:
    """Each colour of a stylesheet by its name, for light and for dark."""
    return {name: (light, dark) for name, light, dark in PAIR_OF_COLOURS.findall(css)}


def read_tokens(css: str) -> dict[str, str]:
    """Every token of the page as a whole, as it is written."""
    found = ROOT_BLOCK.search(css)
    return dict(ANY_TOKEN.findall(found[1])) if found else {}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, by WCAG 2.2."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= LINEAR_UP_TO else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21, by WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def measure(colours: Mapping[str, tuple[str, str]], *, level: str) -> Iterator[Pair]:
    """Every pair that is used, in both schemes. ``level``: ``normal`` or ``more``."""
    shapes = (*SHAPES, *SHAPES_WITH_MORE) if level == "more" else SHAPES
    used = [*(("text", pair) for pair in TEXTS), *(("shape", pair) for pair in shapes)]
    for (use, (ink, ground)), (at, scheme) in product(used, enumerate(SCHEMES)):
        ratio = contrast(colours[ink][at], colours[ground][at])
        yield Pair(ink, ground, use, scheme, ratio, LEAST[use, level])
