"""An evaluation as Markdown: everything the results page says, with the candidate's words quoted so that they forge nothing. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from interviews.delivery import DELIVERY_NOTE, Delivery, tell_delivery


@dataclass(frozen=True, slots=True)
class RatingReport:
    """A competency, its level 0–5 or none, what that level looks like, the words behind it, and the candidate's own level."""

    name: str
    level: int | None
    anchor: str
    quotes: tuple[str, ...]
    own: int | None = None


@dataclass(frozen=True, slots=True)
class MomentReport:
    """Words that stood out, and why."""

    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """One question: covered key points with the words that cover them, missing ones with what was looked for."""

    number: int
    title: str
    about: str
    covered: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    model_answer: str
    not_assessed: str
    did_well: str = ""
    to_change: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """``about`` is one line on the interview; ``limits`` what the evaluation can't tell (empty for a model's)."""

    title: str
    about: str
    overall: int | None
    level: str
    limits: str
    summary: str
    ratings: tuple[RatingReport, ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    next_steps: tuple[str, ...]
    questions: tuple[QuestionReport, ...]
    signal: str = ""
    margin: int | None = None
    patterns: tuple[str, ...] = ()
    moments: tuple[MomentReport, ...] = ()
    delivery: Delivery | None = None


def write_report(report: Report) -> str:
    """The report, from the overall to the last question."""
    parts = [f"# {report.title}", report.about, f"**{_write_overall(report)}. {report.level}**"]
    parts += [text for text in (report.signal, report.limits) if text]
    parts += [report.summary, *(part for moment in report.moments for part in _write_moment(moment))]
    parts += _write_list("What recurred", report.patterns)
    parts += ["## Ratings", *(part for rating in report.ratings for part in _write_rating(rating))]
    parts += _write_list("What you showed", report.strengths)
    parts += _write_list("What was missing", report.weaknesses)
    parts += _write_list("What to do next", report.next_steps, bullet="- [ ]")
    parts += _write_delivery(report.delivery) if report.delivery else []
    parts += ["## Question by question", *(part for question in report.questions for part in _write_question(question))]
    return "\n\n".join(parts) + "\n"


def _write_overall(report: Report) -> str:
    if report.overall is None:
        return "Not assessed"
    return f"{report.overall} of 100" + (f", give or take {report.margin}" if report.margin is not None else "")


def _write_moment(moment: MomentReport) -> Iterator[str]:
    yield f"A moment that stood out. {moment.why}"
    yield _quote(moment.quote)


def _write_rating(rating: RatingReport) -> Iterator[str]:
    if rating.level is None:
        yield f"### {rating.name}: not assessed"
        return
    yield f"### {rating.name}: {rating.level} of 5"
    yield rating.anchor + (f" You gave yourself {rating.own}." if rating.own is not None else "")
    yield from map(_quote, rating.quotes)


def _write_delivery(delivery: Delivery) -> list[str]:
    rows = [f"- {name}: {fact}" for name, fact in tell_delivery(delivery)]
    return ["## How you spoke", DELIVERY_NOTE, "\n".join(rows)]


def _write_list(heading: str, lines: Iterable[str], *, bullet: str = "-") -> list[str]:
    rows = [f"{bullet} {line}" for line in lines]
    return [f"## {heading}", "\n".join(rows)] if rows else []


def _write_question(question: QuestionReport) -> Iterator[str]:
    yield f"### {question.number}. {question.title}"
    yield question.about
    if question.not_assessed:
        yield f"Not assessed. {question.not_assessed}"
    for name, words in question.covered:
        yield f"Covered: {name}"
        yield _quote(words)
    yield from _write_missing(question.missing)
    yield from (text for text in (question.did_well, question.to_change) if text)
    yield f"A strong answer: {' '.join(question.model_answer.split())}"


def _write_missing(missing: tuple[tuple[str, str], ...]) -> list[str]:
    return ["Not recognised:\n\n" + "\n".join(f"- {name}: {text}" for name, text in missing)] if missing else []


def _quote(words: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in words.split("\n"))
