"""Figures as a table: one line per thing measured, the databases side by side."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Cell = float | int | str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was measured, in words, with its figures by column."""

    what: str
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one figure found on one database. ``about`` says what was measured; ``notes`` are read beside the table.

    ``ratio_of`` names the column in which PostgreSQL is divided by SQLite; empty where that means nothing.
    """

    title: str
    about: str
    lines: list[Line]
    ratio_of: str = ""
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Measured":
        return cls(**{**data, "lines": [Line(**line) for line in data["lines"]]})


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of the values (0–1) do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def timings(seconds: Sequence[float]) -> dict[str, Cell]:
    """p50 and p95 in milliseconds."""
    return {"p50 ms": percentile(seconds, 0.5) * 1_000, "p95 ms": percentile(seconds, 0.95) * 1_000}


def write_figure(found: Mapping[str, Measured]) -> str:
    """Title, words, table and notes of one figure, by database."""
    first = next(iter(found.values()))
    notes = [f"- {note}" for measured in found.values() for note in measured.notes]
    return "\n".join([f"## {first.title}", "", first.about, "", write_table(found), "", *dict.fromkeys(notes)])


def write_table(found: Mapping[str, Measured]) -> str:
    """A Markdown table; where a ratio was asked for, a last column divides PostgreSQL's figure by SQLite's."""
    ratio_of = next(iter(found.values())).ratio_of
    labels = list(dict.fromkeys(line.what for measured in found.values() for line in measured.lines))
    by_label = {name: {line.what: line.cells for line in m.lines} for name, m in found.items()}
    columns = list(dict.fromkeys(c for m in found.values() for line in m.lines for c in line.cells))
    with_ratio = bool(ratio_of) and set(found) == set(NAMES)
    head = ["what", *(f"{NAMES[name]} {column}" for name in found for column in columns)]
    rows = [head + ([f"PostgreSQL/SQLite, {ratio_of}"] if with_ratio else [])]
    for label in labels:
        cells = [_write(by_label[name].get(label, {}).get(column, "–")) for name in found for column in columns]
        last = [_ratio(by_label, label, ratio_of)] if with_ratio else []
        rows.append([label, *cells, *last])
    return _align(rows)


def _ratio(found: Mapping[str, Mapping[str, Mapping[str, Cell]]], label: str, column: str) -> str:
    above, below = (found[name].get(label, {}).get(column, "") for name in ("postgresql", "sqlite"))
    if isinstance(above, str) or isinstance(below, str) or not below:
        return "–"
    return f"{above / below:.2f}"


def _write(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.0f}" if cell >= 100 else f"{cell:.2f}" if cell < 10 else f"{cell:.1f}"


def _align(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]) + " |"
        for row in rows
    ]  # fmt: skip
    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (w + 1) + ":" for w in widths[1:])]) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
