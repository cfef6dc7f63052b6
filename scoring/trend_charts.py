"""A trend and a calendar as geometry: points that a template draws as SVG. Pure; a table stands beside each."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.charts import Dot
from scoring.progress import Day

# A trend's view is 320 × 112, with room for the scale on the left.
LEFT, RIGHT, TOP, BOTTOM = 30.0, 312.0, 10.0, 102.0
SHOWN_POINTS = 20  # the latest; a chart says when there were more
# From one day of a calendar to the next; of that its cell, which is drawn, and the largest square in it.
CELL, DRAWN, SQUARE = 18, 16, 14
STEPS = ((1, 6), (5, 10), (15, SQUARE))  # from so many answers, so large


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the scale with its label."""

    label: int
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """``path`` joins the dots; it is empty where there is but one. ``stamps`` puts a round line end on each."""

    dots: tuple[Dot, ...]
    path: str
    marks: tuple[Mark, ...]

    @property
    def stamps(self) -> str:
        return "".join(f"M{dot.x:g},{dot.y:g}h0" for dot in self.dots)


def draw_line(values: Sequence[int], *, most: int) -> Line:
    """The latest values on a scale from 0 to ``most``, evenly spaced; a single one stands on the right."""
    shown = values[-SHOWN_POINTS:]
    step = (RIGHT - LEFT - 2 * TOP) / max(1, len(shown) - 1)
    dots = tuple(
        Dot(round(RIGHT - TOP - step * (len(shown) - 1 - n), 1), _height(value, most)) for n, value in enumerate(shown)
    )
    path = " ".join(f"{dot.x:g},{dot.y:g}" for dot in dots) if len(dots) > 1 else ""
    scale = range(most + 1) if most < 10 else (0, most // 2, most)  # noqa: PLR2004 - each level has its line
    return Line(dots, path, tuple(Mark(value, _height(value, most)) for value in scale))


def _height(value: int, most: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)


@dataclass(frozen=True, slots=True)
class Square:
    """A day: its corner and side, larger the more was answered; 0 on a day without practice."""

    day: Day
    x: float
    y: float
    side: int
    cell_x: int
    cell_y: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """``months`` are labels over the weeks in which a month begins. A week is a column, Monday on top."""

    squares: tuple[Square, ...]
    months: tuple[tuple[str, int], ...]
    width: int
    height: int = 7 * CELL
    drawn: int = DRAWN


def draw_calendar(weeks: Sequence[Sequence[Day]]) -> Calendar:
    squares = [_square(day, column, row) for column, week in enumerate(weeks) for row, day in enumerate(week)]
    months = [
        (f"{day.date:%b}", column * CELL) for column, week in enumerate(weeks) for day in week if day.date.day == 1
    ]
    return Calendar(tuple(squares), tuple(months), width=len(weeks) * CELL)


def _square(day: Day, column: int, row: int) -> Square:
    side = max((side for least, side in STEPS if day.answers >= least), default=0)
    inset = (DRAWN - side) / 2
    return Square(day, column * CELL + inset, row * CELL + inset, side, column * CELL, row * CELL)
