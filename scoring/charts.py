"""Charts as geometry: points and paths that a template draws as SVG. Pure; a table with the same figures stands beside each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

HIGHEST = 5
CENTRE = 160.0
RADIUS = 100.0
LABEL_GAP = 16.0
LINE_HEIGHT = 15.0
LONGEST_LINE = 16  # characters of a label on one line
MIN_AXES = 3  # fewer make no area
SIDEWAYS = 0.3  # of the radius, beyond which a label stands beside its axis instead of above or below


@dataclass(frozen=True, slots=True)
class Axis:
    """One competency's axis: its end, and where and how its label is set. Coordinates are in a 320 × 320 view."""

    lines: tuple["Label", ...]
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Label:
    """One line of an axis's name."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Radar:
    """``rings`` are the levels 1–5; ``rated`` and ``own`` are polygons (empty where there is nothing to draw), ``dots`` the levels given."""

    axes: tuple[Axis, ...]
    rings: tuple[str, ...]
    rated: str
    own: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Spoke:
    """A competency with the level it was given and the candidate's own; None where there is none."""

    name: str
    level: int | None
    own: int | None


def draw_radar(spokes: Sequence[Spoke]) -> Radar | None:
    """The radar of what was assessed; None when that is too little for an area."""
    drawn = [spoke for spoke in spokes if spoke.level is not None]
    if len(drawn) < MIN_AXES:
        return None
    angles = [2 * math.pi * n / len(drawn) - math.pi / 2 for n in range(len(drawn))]
    levels = [spoke.level or 0 for spoke in drawn]
    own = [spoke.own for spoke in drawn]
    return Radar(
        axes=tuple(_axis(spoke.name, angle) for spoke, angle in zip(drawn, angles, strict=True)),
        rings=tuple(_polygon(angles, [ring] * len(drawn)) for ring in range(1, HIGHEST + 1)),
        rated=_polygon(angles, levels),
        own=_polygon(angles, [level for level in own if level is not None]) if None not in own else "",
        dots=tuple(Dot(*_point(angle, level / HIGHEST)) for angle, level in zip(angles, levels, strict=True)),
    )


def _axis(name: str, angle: float) -> Axis:
    x, y = _point(angle, 1)
    label_x, label_y = _point(angle, 1 + LABEL_GAP / RADIUS)
    sideways = math.cos(angle)
    anchor = "middle" if abs(sideways) < SIDEWAYS else "start" if sideways > 0 else "end"
    texts = _break(name)
    first = label_y - LINE_HEIGHT * (len(texts) - 1) / 2
    lines = (Label(text, label_x, round(first + LINE_HEIGHT * n, 1)) for n, text in enumerate(texts))
    return Axis(tuple(lines), x, y, anchor)


def _break(name: str) -> list[str]:
    """A long name on two lines, broken at the space nearest to its middle."""
    spaces = [at for at, character in enumerate(name) if character == " "]
    if len(name) <= LONGEST_LINE or not spaces:
        return [name]
    at = min(spaces, key=lambda at: abs(at - len(name) / 2))
    return [name[:at], name[at + 1 :]]


def _point(angle: float, share: float) -> tuple[float, float]:
    return round(CENTRE + RADIUS * share * math.cos(angle), 1), round(CENTRE + RADIUS * share * math.sin(angle), 1)


def _polygon(angles: Sequence[float], levels: Sequence[int]) -> str:
    points = (_point(angle, level / HIGHEST) for angle, level in zip(angles, levels, strict=True))
    return " ".join(f"{x:g},{y:g}" for x, y in points)
