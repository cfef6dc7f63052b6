"""Changes to an answer that must not lift its score, or must not move it: on questions of the whole bank, and on every kind of judge."""

import io
from statistics import mean

import pytest
from django.core.management import CommandError, call_command

from interviewprep.testing.model_server import ModelServer
from interviews.answers import classify
from interviews.tests.delivered import delivered_questions
from scoring.judge import OfflineJudge
from scoring.management.commands.redteam import measure_shifts
from scoring.metamorphic import CHANGES, Expect, Shift
from scoring.tests.judges import (
    as_judge,
    data_of,
    flat,
    gullible,
    honest,
    is_summary,
    liar,
    said_in,
    write_judgement,
    write_summary,
)
from scoring.trials import make_trials

ENTRIES = delivered_questions()
TRIALS = list(make_trials(ENTRIES[::5]))
SOME = TRIALS[::7]
TOLERANCE = 10
BY_NAME = {change.name: change for change in CHANGES}


def longest_wins(prompt):
    """A judge that is taken in by length: a level for every 25 words, with the first words as evidence."""
    if is_summary(prompt):
        return write_summary(prompt)
    words = sum(len(text.split()) for text in said_in(prompt))
    slugs = [point["id"] for point in data_of(prompt)["key_points"]]
    return write_judgement(prompt, level=min(5, words // 25), covered=slugs)


def shifts_of(shifts, name):
    return [shift for shift in shifts if shift.change.name == name]


@pytest.fixture(scope="module")
def offline_shifts():
    shifts, failed = measure_shifts(OfflineJudge(), TRIALS)
    assert (len(shifts), failed) == (len(TRIALS) * len(CHANGES), 0)
    return shifts


@pytest.mark.parametrize("name", BY_NAME)
def test_the_offline_scorer_holds_on_every_fifth_question_of_the_bank(offline_shifts, name):
    """Words alone can't tell every chance hit from a meaning: 95 of 100 hold, and on the whole nothing is gained."""
    mine = shifts_of(offline_shifts, name)
    held = sum(shift.is_held(tolerance=TOLERANCE) for shift in mine)
    assert held >= 0.95 * len(mine)
    assert mean(shift.points for shift in mine) <= 1


@pytest.mark.parametrize("name", ["repetition", "injection"])
def test_to_say_it_again_or_to_order_a_score_never_brings_the_offline_scorer_a_point(offline_shifts, name):
    assert max(shift.points for shift in shifts_of(offline_shifts, name)) <= 0


def test_an_answer_pasted_three_times_is_the_same_answer(offline_shifts):
    assert {shift.points for shift in shifts_of(offline_shifts, "repetition")} == {0}


@pytest.mark.parametrize(
    "answer", [honest, gullible, liar, flat(5), flat(3)], ids=["honest", "gullible", "liar", "generous", "even"]
)
def test_with_any_judge_an_order_or_a_repetition_brings_nothing(answer):
    shifts, failed = measure_shifts(as_judge(answer), SOME)
    assert failed == 0
    for name in ("injection", "repetition"):
        assert max(shift.points for shift in shifts_of(shifts, name)) <= 0, name


@pytest.mark.parametrize("answer", [flat(5), longest_wins], ids=["generous", "taken in by length"])
def test_a_judge_that_is_taken_in_is_held_by_what_was_covered(answer):
    """What such a judge gives too much is bounded by the words: padding and flattery can't turn a weak answer into a strong one."""
    shifts, _ = measure_shifts(as_judge(answer), [trial for trial in SOME if trial.strength == "weak"])
    for name in ("flattery", "padding", "irrelevance"):
        scores = [shift.after or 0 for shift in shifts_of(shifts, name)]
        assert (max(scores) <= 60, mean(scores) <= 45) == (True, True), name


def test_every_change_is_still_read_as_an_answer_but_for_the_injection():
    kinds = {
        change.name: {
            classify(change.apply(trial.text), spoken=trial.question.snapshot.spoken).value for trial in TRIALS[::4]
        }
        for change in CHANGES
    }  # fmt: skip
    assert kinds.pop("injection") == {"steering"}
    assert set.union(*kinds.values()) == {"answer"}


@pytest.mark.parametrize(
    ("expect", "before", "after", "held"),
    [
        (Expect.NO_RISE, 40, 50, True),
        (Expect.NO_RISE, 40, 51, False),
        (Expect.NO_RISE, 40, 0, True),
        (Expect.NO_RISE, None, 11, False),
        (Expect.SAME, 40, 30, True),
        (Expect.SAME, 40, 29, False),
        (Expect.SAME, 40, 51, False),
    ],
)
def test_a_shift_is_held_to_what_is_expected_of_it(expect, before, after, held):
    change = next(change for change in CHANGES if change.expect == expect)
    assert Shift(change, "any", before, after).is_held(tolerance=10) is held


# ------------------------------------------------------------------ the command


def test_redteam_tries_the_model_in_use_and_prints_the_shifts(settings):
    out = io.StringIO()
    with ModelServer() as model:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = model.url, "stand-in", "sk-canary"
        call_command("redteam", questions=1, tolerance=100, stdout=out)
        assert model.record.calls == 3 * (1 + len(CHANGES)) - 3  # an order is no answer, and is not sent
    told = out.getvalue()
    assert told.startswith("stand-in: 3 answers to 1 questions")
    assert [line.split()[0] for line in told.splitlines()[3:]] == [change.name for change in CHANGES]


def test_redteam_fails_when_a_change_did_what_it_must_not(settings):
    with pytest.raises(CommandError, match=r"\d+ of 21 changes did what they must not"):
        call_command("redteam", questions=1, tolerance=-1, offline=True, stdout=io.StringIO())


def test_redteam_says_when_nothing_could_be_judged(settings):
    with ModelServer() as model:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = model.url, "stand-in", "sk-canary"
        model.behaviour.fault = "400"
        with pytest.raises(CommandError):
            call_command("redteam", questions=1, stdout=io.StringIO())
