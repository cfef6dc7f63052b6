"""Every colour can be read where it stands: computed from the tokens, and the stylesheets use nothing else."""

import re

import pytest
from django.conf import settings

from interviewprep.contrast import SHAPES, SHAPES_WITH_MORE, TEXTS, contrast, measure, read_colours, read_tokens

CSS = settings.BASE_DIR / "static" / "css"
SHEETS = {path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in CSS.glob("*.css")}
NORMAL, MORE = read_colours(SHEETS["tokens.css"]), read_colours(SHEETS["contrast.css"])
RULES = [
    (name, selector.strip(), body)
    for name, sheet in SHEETS.items()
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)
]
# Where a colour may be written out: the tokens; paper; and what is white for the eye of a machine, or drawn for white.
MAY_NAME_COLOURS = {("tokens.css", ":root"), ("contrast.css", "[data-contrast]"), ("base.css", ":root, :root[data-theme]"),
                    ("pages.css", ".qr img"), ("api-docs.css", ".api-docs")}  # fmt: skip
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|lab|lch|color)\(")


@pytest.mark.parametrize(("one", "other", "ratio"), [
    ("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1),
])  # fmt: skip
def test_the_ratio_is_that_of_wcag(one, other, ratio):
    assert (round(contrast(one, other), 2), round(contrast(other, one), 2)) == (ratio, ratio)


@pytest.mark.parametrize(("colours", "level"), [(NORMAL, "normal"), (MORE, "more")], ids=["normal", "more"])
def test_every_pair_that_is_used_has_contrast_enough_in_light_and_dark(colours, level):
    faint = [pair for pair in measure(colours, level=level) if not pair.is_enough]
    assert faint == []


def test_every_colour_is_measured_and_said_for_more_contrast_too():
    measured = {name for pair in (*TEXTS, *SHAPES, *SHAPES_WITH_MORE) for name in pair}
    assert (set(NORMAL), set(MORE)) == (measured, measured)


def test_forced_colours_answer_for_every_colour():
    forced = {name for name in NORMAL if f"--{name}:" in SHEETS["forced-colors.css"]}
    assert forced == set(NORMAL)


def test_what_a_rule_writes_on_a_ground_is_a_pair_that_is_measured():
    used = {
        (ink[1], ground[1])
        for _, _, body in RULES
        if (ink := re.search(r"(?:^|[;\s])color: var\(--([\w-]+)\)", body))
        and (ground := re.search(r"background(?:-color)?: var\(--([\w-]+)\)", body))
    }
    assert ("accent-ink", "accent") in used
    assert used - set(TEXTS) == set()


def test_no_stylesheet_has_a_colour_of_its_own():
    own = [(name, selector) for name, selector, body in RULES if COLOUR.search(body)]
    assert [place for place in own if place not in MAY_NAME_COLOURS] == []


def test_every_token_that_is_used_is_there_and_every_one_there_is_used():
    tokens = set(read_tokens(SHEETS["tokens.css"]))
    used = {name for sheet in SHEETS.values() for name in re.findall(r"var\(--([\w-]+)\)", sheet)}
    assert (used - tokens, tokens - used) == (set(), set())


def test_whatever_moves_takes_its_time_from_a_token_which_is_nothing_for_whom_nothing_should_move():
    moving = [
        body for _, _, body in RULES for body in re.findall(r"(?:transition|animation|scroll-behavior):([^;}]+)", body)
    ]
    assert len(moving) >= 6
    assert [
        one for one in moving if one.strip() != "none" and ("var(--" not in one or re.search(r"\d+m?s\b", one))
    ] == []
    still = read_tokens(SHEETS["tokens.css"])
    assert [still[name] for name in ("quick", "slow", "scrolling", "pondering", "speaking", "listening")] == [
        "0ms", "0ms", "auto", "none", "none", "none",
    ]  # fmt: skip
