"""What was measured against human raters, as text: for the terminal, and as a Markdown file. Pure."""

from collections.abc import Sequence

from scoring.agreement import Agreement, Interval

HEADINGS = ("compared", "n", "Pearson", "95 %", "Spearman", "QWK", "95 %", "RMSE", "leniency")
LINE_TO_BEAT = "rater 1 against rater 2"
WORD_SHARE = "word share"
EXPLANATION = (
    "Pearson and Spearman: 1 is perfect, 0 is chance. QWK: Cohen's kappa with quadratic weights over whole levels. RMSE and "
    "leniency are in points of the raters' scale; leniency above 0 means higher than the raters. Intervals: bootstrap over "
    "answers. Where there are two raters, their own agreement is the line to beat. The word share is how much of the reference's "
    "words an answer says; it uses no model and no key points, and is not the offline estimate of an interview."
)


def rows_of(agreements: Sequence[Agreement]) -> list[tuple[str, ...]]:
    """One row a comparison, in the order of ``HEADINGS``."""
    return [
        (
            one.name,
            str(one.answers),
            show(one.pearson),
            _show_interval(one.pearson_interval),
            show(one.spearman),
            show(one.qwk),
            _show_interval(one.qwk_interval),
            show(one.rmse),
            f"{one.leniency:+.2f}",
        )
        for one in agreements
    ]


def show(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def write_table(agreements: Sequence[Agreement]) -> str:
    """For the terminal: columns in line, then the error in each of the raters' bands."""
    rows = [HEADINGS, *rows_of(agreements)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", *_bands(agreements)]) + "\n"


def write_report(agreements: Sequence[Agreement], *, title: str, about: str) -> str:
    """As Markdown."""
    table = [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}"]
    table += [f"| {' | '.join(row)} |" for row in rows_of(agreements)]
    bands = [f"- {line}" for line in _bands(agreements)]
    parts = [f"# {title}", about, "\n".join(table), EXPLANATION, "## Error in each band", "\n".join(bands)]
    return "\n\n".join(parts) + "\n"


def _bands(agreements: Sequence[Agreement]) -> list[str]:
    return [
        f"{one.name}: "
        + ", ".join(f"level {band.level} (n {band.answers}) {band.error:+.2f}" for band in one.bands)
        for one in agreements
        if one.name != LINE_TO_BEAT
    ]  # fmt: skip


def _show_interval(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval.low:.2f} to {interval.high:.2f}"
