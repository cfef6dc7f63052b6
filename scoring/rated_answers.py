"""Answers that people have rated, read from a CSV file, and as questions that a judge can be asked about. Pure but for the reading."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from interviews.answers import AnswerKind, classify
from interviews.snapshot import KeyPoint, QuestionSnapshot
from scoring.agreement import Scale
from scoring.case import Answer, AskedQuestion
from scoring.wording import share_said

COLUMNS = ("question", "reference", "answer", "rater1")
SECOND_RATER = "rater2"
TRACK = "swe_engineer"
COMPETENCY = "correctness"
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
# The share of a reference's words, by weight, from which nothing is missing: nobody says all of it in its own words.
FULL_SHARE = 0.6


class UnreadableFile(Exception):
    """The file can't be used as it is; the message says where and why."""


@dataclass(frozen=True, slots=True)
class RatedAnswer:
    """One row: ``ratings`` has one or two raters' values on their scale."""

    line: int
    question: str
    reference: str
    answer: str
    ratings: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RatedFile:
    """All rows that say something; ``blank_lines`` were left out. Every row has as many raters as the first."""

    rows: tuple[RatedAnswer, ...]
    blank_lines: int

    @property
    def raters(self) -> int:
        return len(self.rows[0].ratings)


def read_rated_answers(file: TextIO, *, scale: Scale) -> RatedFile:
    """The rows of a CSV file with a header. Raises ``UnreadableFile`` with the line at fault."""
    reader = csv.DictReader(file)
    header = reader.fieldnames or []
    if missing := [name for name in COLUMNS if name not in header]:
        raise UnreadableFile(f"The file needs the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}.")
    raters = [name for name in ("rater1", SECOND_RATER) if name in header]
    rows, blank = [], 0
    for row in reader:
        if any((value or "").strip() for value in row.values() if isinstance(value, str)):
            rows.append(_read_row(row, reader.line_num, raters, scale))
        else:
            blank += 1
    if not rows:
        raise UnreadableFile("The file has no answers.")
    return RatedFile(tuple(rows), blank)


def _read_row(row: Mapping[str, str | None], line: int, raters: list[str], scale: Scale) -> RatedAnswer:
    for name in ("question", "reference"):
        if not (row[name] or "").strip():
            raise UnreadableFile(f"Line {line}: no {name}.")
    ratings = tuple(_read_rating(row[name], name, line, scale) for name in raters)
    return RatedAnswer(line, row["question"] or "", row["reference"] or "", row["answer"] or "", ratings)


def _read_rating(text: str | None, name: str, line: int, scale: Scale) -> float:
    try:
        value = float(text or "")
    except ValueError as error:
        raise UnreadableFile(f"Line {line}: {name} is {text!r}, not a number.") from error
    if not scale.contains(value):
        raise UnreadableFile(
            f"Line {line}: {name} is {value:g}, outside {scale.low} to {scale.high}. Give the raters' scale with --scale."
        )
    return value


def share_of_reference(row: RatedAnswer) -> float:
    """0–1: how much of the reference's words is said, rare ones counting more; junk is 0.

    It reads this row only: no other question, reference or answer has a part in it. A row has no cues, so that this is
    not the coverage of key points that an interview is estimated by.
    """
    if classify(row.answer, spoken=row.question) != AnswerKind.ANSWER:
        return 0.0
    return min(1.0, share_said(row.reference, row.answer, question=row.question) / FULL_SHARE)


def as_question(row: RatedAnswer) -> AskedQuestion:
    """The row as a question of an interview: each sentence of the reference is a key point. Short answers are all it asks for."""
    sentences = [text.strip() for text in SENTENCE_END.split(row.reference) if text.strip()]
    points = tuple(
        KeyPoint(slug=f"point-{n}", name=f"point {n}", text=text, competency=COMPETENCY, weight=1, cues=())
        for n, text in enumerate(sentences, start=1)
    )
    snapshot = QuestionSnapshot(
        slug=f"line-{row.line}", title=row.question[:90], kind="conceptual", difficulty="medium", prompt=row.question,
        clarifications=(), red_flags=(), model_answer=row.reference, key_points=points, follow_ups=(), hints=(),
    )  # fmt: skip
    answers = (Answer(1, row.answer, is_code=False),) if row.answer.strip() else ()
    return AskedQuestion(0, snapshot, answers, hints_used=0, wants_depth=False)


def rater_values(rows: Iterable[RatedAnswer], rater: int) -> Iterator[float]:
    return (row.ratings[rater] for row in rows)
