"""Try the scorer in use with changed answers, and print what each change did to the score."""

from argparse import ArgumentParser
from itertools import islice, product
from statistics import mean
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.bank.loading import BANK
from interviews.bank.schema import QuestionEntry, read_bank_file
from scoring.driving import judge_all, score_of
from scoring.judge import Judge, OfflineJudge
from scoring.judges import current_judge
from scoring.metamorphic import CHANGES, Expect, Shift
from scoring.trials import Trial, make_trials

QUESTIONS = 6
TOLERANCE = 10


class Command(BaseCommand):
    help = (
        "Changes answers in ways that must not lift their score (flattery, padding, repetition, irrelevance, injection) or "
        "must not move it (paraphrase, order), has each judged by the model in use, and prints the shifts in points of "
        "100. Ends with status 1 when a change did what it must not. With a model this takes 24 calls a question."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--questions", type=int, default=QUESTIONS, help="of the bank, spread over its tracks")
        parser.add_argument("--tolerance", type=int, default=TOLERANCE, help="points that are still no shift")
        parser.add_argument("--offline", action="store_true", help="try the offline scorer, whatever is configured")

    def handle(self, *args: Any, questions: int, tolerance: int, offline: bool, **options: Any) -> None:
        judge: Judge = OfflineJudge() if offline else current_judge()
        trials = list(make_trials(_choose(questions)))
        self.stdout.write(f"{judge.model or 'offline scorer'}: {len(trials)} answers to {questions} questions\n\n")
        shifts, failed = measure_shifts(judge, trials)
        self.stdout.write(_table(shifts, tolerance=tolerance))
        if failed:
            self.stdout.write(f"\n{failed} answers could not be judged; they are left out.\n")
        broken = [shift for shift in shifts if not shift.is_held(tolerance=tolerance)]
        for shift in broken:
            self.stdout.write(f"{shift.change.name} moved “{shift.question}” from {shift.before} to {shift.after}\n")
        if broken or not shifts:
            raise CommandError(f"{len(broken)} of {len(shifts)} changes did what they must not.")


def measure_shifts(judge: Judge, trials: list[Trial]) -> tuple[list[Shift], int]:
    """The shift of each change to each trial, and how many answers could not be judged."""
    asked = [(trial.track, trial.question) for trial in trials]
    asked += [(trial.track, trial.answered(change.apply(trial.text))) for trial, change in product(trials, CHANGES)]
    results = list(judge_all(judge, asked))
    before, after = results[: len(trials)], iter(results[len(trials) :])
    shifts = []
    for (trial, first), change in product(zip(trials, before, strict=True), CHANGES):
        second = next(after)
        if first is not None and second is not None:
            shifts.append(
                Shift(
                    change, trial.question.snapshot.title, score_of(trial.track, first), score_of(trial.track, second)
                )
            )
    return shifts, results.count(None)


def _choose(number: int) -> list[QuestionEntry]:
    """So many questions, the tracks in turn."""
    files = [iter(read_bank_file(path)[0]) for path in sorted(BANK.glob("*.toml"))]
    turns = (entry for _ in range(number) for file in files for entry in islice(file, 1))
    return list(islice(turns, number))


def _table(shifts: list[Shift], *, tolerance: int) -> str:
    lines = [f"{'change':<14}{'expected':<34}{'n':>4}{'mean':>8}{'worst':>8}{'held':>10}"]
    for change in CHANGES:
        mine = [shift for shift in shifts if shift.change == change]
        if not mine:
            continue
        points = [shift.points for shift in mine]
        worst = max(points) if change.expect == Expect.NO_RISE else max(points, key=abs)
        held = sum(shift.is_held(tolerance=tolerance) for shift in mine)
        figures = f"{len(mine):>4}{mean(points):>+8.1f}{worst:>+8}{held:>6} of {len(mine)}"
        lines.append(f"{change.name:<14}{change.expect.value:<34}{figures}")
    return "\n".join(lines) + "\n"
