"""Measure the scorers against people: answers that one or two raters have marked, from a CSV file."""

import argparse
import re
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring import measuring
from scoring.agreement import Agreement, Scale, compare
from scoring.agreement_reports import LINE_TO_BEAT, WORD_SHARE, write_report, write_table
from scoring.driving import judge_all
from scoring.judge import Judge
from scoring.judges import current_judge
from scoring.rated_answers import (
    COMPETENCY,
    TRACK,
    RatedAnswer,
    RatedFile,
    UnreadableFile,
    as_question,
    rater_values,
    read_rated_answers,
    share_of_reference,
)

SCALE = re.compile(r"(\d{1,3})-(\d{1,3})")
HIGHEST_LEVEL = 5


def _scale(text: str) -> Scale:
    found = SCALE.fullmatch(text)
    if not found or int(found[1]) >= int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no scale: write the lowest and the highest mark, as in 0-5.")
    return Scale(int(found[1]), int(found[2]))


class Command(BaseCommand):
    help = (
        "Scores the answers of a CSV file (columns: question, reference, answer, rater1 and, if there is one, rater2) by "
        "the share of the reference's words that they say and, where a model is configured, with the model, one call an "
        "answer; prints how far each agrees with each rater. The word share is what can be told without a model of a file "
        "that has no key points; it is not the offline estimate of an interview. The results are kept, and the one for "
        "what scores here is shown on the page “How good is this score?”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--scale", type=_scale, default=Scale(0, 5), help="the raters' marks, lowest-highest; 0-5")
        parser.add_argument("--out", type=Path, help="also write a Markdown report to this file")
        parser.add_argument("--offline", action="store_true", help="leave the model out")

    def handle(self, *args: Any, file: Path, scale: Scale, out: Path | None, offline: bool, **options: Any) -> None:
        rated = _read(file, scale)
        judge = current_judge()
        found = [
            *_against_raters(WORD_SHARE, [scale.spread(share_of_reference(row)) for row in rated.rows], rated, scale)
        ]
        measuring.keep(found, model="", prompt_version="", file_name=file.name, answers=len(rated.rows))
        if judge.calls_model and not offline:
            found += self._measure_model(judge, rated, scale, file.name)
        if rated.raters > 1:
            values = [list(rater_values(rated.rows, rater)) for rater in (0, 1)]
            found.append(compare(LINE_TO_BEAT, *values, scale=scale))
        about = f"{len(rated.rows)} answers of {file.name}, marked {scale.low} to {scale.high} by {rated.raters} rater(s); {rated.blank_lines} blank lines left out."
        self.stdout.write(f"{about}\n\n{write_table(found)}")
        if out is not None:
            out.write_text(
                write_report(found, title="How well the scorers agree with people", about=about), encoding="utf-8"
            )

    def _measure_model(self, judge: Judge, rated: RatedFile, scale: Scale, file_name: str) -> list[Agreement]:
        scored = [
            (row, share) for row, share in zip(rated.rows, _ask(judge, rated.rows), strict=True) if share is not None
        ]
        if left_out := len(rated.rows) - len(scored):
            self.stdout.write(f"{judge.model} could not judge {left_out} answers; they are left out of its figures.\n")
        if not scored:
            return []
        judged = RatedFile(tuple(row for row, _ in scored), rated.blank_lines)
        found = _against_raters(judge.model, [scale.spread(share) for _, share in scored], judged, scale)
        measuring.keep(
            found, model=judge.model, prompt_version=judge.prompt_version, file_name=file_name, answers=len(scored)
        )
        return found


def _read(file: Path, scale: Scale) -> RatedFile:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return read_rated_answers(opened, scale=scale)
    except (UnreadableFile, OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {error}") from error


def _ask(judge: Judge, rows: Sequence[RatedAnswer]) -> list[float | None]:
    """Each answer's level as a share; None where the model failed. What is no answer is 0, and no level is 0 too."""
    results = judge_all(judge, ((TRACK, as_question(row)) for row in rows))
    shares: list[float | None] = []
    for result in results:
        levels = {} if result is None else {rating.competency: rating.level for rating in result.ratings}
        shares.append(None if result is None else (levels.get(COMPETENCY) or 0) / HIGHEST_LEVEL)
    return shares


def _against_raters(name: str, given: Sequence[float], rated: RatedFile, scale: Scale) -> list[Agreement]:
    return [
        compare(f"{name} against rater {rater + 1}", given, list(rater_values(rated.rows, rater)), scale=scale)
        for rater in range(rated.raters)
    ]
