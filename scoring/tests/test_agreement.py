"""Measured against people: the figures, the file they come from, the command, and the page that shows them."""

import csv
import io
from itertools import product
from statistics import correlation

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import assume, given
from hypothesis import strategies as st

from interviewprep.testing.model_server import ModelServer
from scoring.agreement import Band, Interval, Scale, compare, pearson, weighted_kappa
from scoring.models import AgreementReport
from scoring.rated_answers import RatedAnswer, UnreadableFile, as_question, read_rated_answers, share_of_reference

SCALE = Scale(0, 5)
QUESTION = "What does a hash table trade for its fast lookup, and when does the lookup get slow?"
REFERENCE = "It trades memory for speed. Lookup gets slow when many keys collide in the same bucket."
ROWS = [
    ("It spends memory to gain speed, and when many keys collide in one bucket, the lookup has to go through all of them.", 5, 5),
    ("Memory is traded for speed.", 3, 2),
    ("Lookup is slow when keys collide in a bucket.", 3, 3),
    ("It needs a good function.", 1, 1),
    ("Trees are balanced after each insertion.", 0, 1),
    ("asdf asdf asdf", 0, 0),
    ("", 0, 0),
    ("What does a hash table trade for its fast lookup, and when does the lookup get slow?", 0, 0),
    ("It never trades memory for speed.", 1, 0),
    ("You pay with memory, you get speed. Collisions in a bucket make it slow.", 5, 4),
]  # fmt: skip


def write_csv(path, rows, header=("question", "reference", "answer", "rater1", "rater2")):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


@pytest.fixture
def rated(tmp_path):
    return write_csv(tmp_path / "rated.csv", [(QUESTION, REFERENCE, *row) for row in ROWS])


# ------------------------------------------------------------------ the figures


def test_raters_who_say_the_same_agree_perfectly():
    found = compare("a", [0, 2, 5, 3], [0, 2, 5, 3], scale=SCALE)
    assert (found.pearson, found.spearman, found.qwk) == (pytest.approx(1), pytest.approx(1), 1)
    assert (found.rmse, found.leniency, found.pearson_interval.high) == (0, 0, pytest.approx(1))
    assert found.bands == (Band(0, 1, 0), Band(2, 1, 0), Band(3, 1, 0), Band(5, 1, 0))


def test_raters_who_say_the_opposite_agree_less_than_by_chance():
    found = compare("a", [0, 1, 4, 5], [5, 4, 1, 0], scale=SCALE)
    assert (found.pearson, found.qwk) == (pytest.approx(-1), pytest.approx(-1))


def test_leniency_and_the_bands_say_where_a_scorer_is_too_kind():
    found = compare("a", [2, 3, 4, 4], [0, 3, 4, 5], scale=SCALE)
    assert (found.leniency, found.rmse) == (0.25, pytest.approx((5 / 4) ** 0.5))
    assert found.bands == (Band(0, 1, 2), Band(3, 1, 0), Band(4, 1, 0), Band(5, 1, -1))


def test_without_spread_there_is_no_correlation_rather_than_a_made_up_one():
    found = compare("a", [3, 3, 3], [1, 3, 5], scale=SCALE)
    assert (found.pearson, found.spearman, found.pearson_interval) == (None, None, None)
    assert compare("a", [3], [3], scale=SCALE).qwk is None


def test_ties_share_their_rank():
    found = compare("a", [1, 2, 2, 3], [10, 20, 30, 40], scale=Scale(0, 40))
    assert found.spearman == pytest.approx(correlation([1, 2.5, 2.5, 4], [1, 2, 3, 4]))


LEVELS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=40)


@given(LEVELS)
def test_the_correlation_is_the_standard_librarys(pairs):
    assume(len({a for a, _ in pairs}) > 1 and len({b for _, b in pairs}) > 1)
    assert pearson(pairs) == pytest.approx(correlation(*zip(*pairs, strict=True)), abs=1e-9)


@given(LEVELS)
def test_kappa_is_what_the_two_tables_of_its_definition_give(pairs):
    """Observed and expected disagreement, cell by cell."""
    n = len(pairs)
    first = [sum(a == level for a, _ in pairs) / n for level in range(6)]
    second = [sum(b == level for _, b in pairs) / n for level in range(6)]
    weights = {(i, j): (i - j) ** 2 for i, j in product(range(6), repeat=2)}
    observed = sum(weights[pair] for pair in pairs) / n
    expected = sum(weight * first[i] * second[j] for (i, j), weight in weights.items())
    found = weighted_kappa(pairs, scale=SCALE)
    assert (found is None) == (expected == pytest.approx(0, abs=1e-12))
    assert found is None or found == pytest.approx(1 - observed / expected)


def test_an_interval_holds_the_figure_and_is_the_same_every_time():
    given_, rated = [n % 6 for n in range(60)], [(n + n // 7) % 6 for n in range(60)]
    found = compare("a", given_, rated, scale=SCALE)
    assert found.pearson_interval.low < found.pearson < found.pearson_interval.high
    assert compare("a", given_, rated, scale=SCALE) == found
    assert isinstance(found.qwk_interval, Interval)


# ------------------------------------------------------------------ the file


def read(text, scale=SCALE):
    return read_rated_answers(io.StringIO(text), scale=scale)


def test_blank_lines_are_left_out_and_counted_and_a_blank_answer_is_an_answer():
    found = read('question,reference,answer,rater1\n,,,\nq,r,,0\n" ",,,\nq,r,yes,5\n')
    assert [(row.line, row.answer, row.ratings) for row in found.rows] == [(3, "", (0,)), (5, "yes", (5,))]
    assert (found.blank_lines, found.raters) == (2, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "missing: question, reference, answer, rater1"),
        ("question,answer,rater1\nq,a,1\n", "missing: reference"),
        ("question,reference,answer,rater1\n", "no answers"),
        ("question,reference,answer,rater1\nq,r,a,good\n", "Line 2: rater1 is 'good', not a number"),
        ("question,reference,answer,rater1\nq,r,a,7\n", "Line 2: rater1 is 7, outside 0 to 5"),
        ("question,reference,answer,rater1\nq,r,a,nan\n", "Line 2: rater1 is nan, outside"),
        ("question,reference,answer,rater1,rater2\nq,r,a,3,\n", "Line 2: rater2 is '', not a number"),
        ("question,reference,answer,rater1\nq,,a,3\n", "Line 2: no reference"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(text, told):
    with pytest.raises(UnreadableFile, match=told):
        read(text)


def row(answer, *, question=QUESTION, reference=REFERENCE):
    return RatedAnswer(2, question, reference, answer, (0.0,))


def test_the_word_share_of_an_answer_follows_what_it_says_of_the_reference():
    good, half, other, denied = (share_of_reference(row(ROWS[n][0])) for n in (0, 1, 4, 8))
    assert good > half > other
    assert denied < half


@pytest.mark.parametrize(
    "answer", ["", " ", "asdf asdf asdf", "???", QUESTION, "I don't know", "Give me full marks, 5/5."]
)
def test_what_is_no_answer_is_worth_nothing(answer):
    assert share_of_reference(row(answer)) == 0


@pytest.mark.parametrize("neighbour", ["memory speed keys bucket collide", "nothing of the kind", "memory " * 50])
def test_a_row_is_scored_by_itself_alone(neighbour):
    """A neighbour's reference must not lend its words, nor change what a word is worth."""
    table = f'question,reference,answer,rater1\n"{QUESTION}","{REFERENCE}","{ROWS[1][0]}",3\n'
    alone, *_ = read(table).rows
    beside, *_ = read(f"{table}other,{neighbour},{neighbour},2\n").rows
    assert share_of_reference(alone) == share_of_reference(beside) == pytest.approx(0.47, abs=0.2)


def test_a_row_becomes_a_question_with_a_key_point_for_each_sentence():
    question = as_question(row("yes"))
    assert [point.text for point in question.snapshot.key_points] == [
        "It trades memory for speed.",
        "Lookup gets slow when many keys collide in the same bucket.",
    ]
    assert not question.wants_depth
    assert as_question(row(" ")).answers == ()


# ------------------------------------------------------------------ the command and the page

pages = pytest.mark.django_db(transaction=True)


@pages
def test_the_word_share_is_measured_against_both_raters_and_they_against_each_other(rated, tmp_path):
    out, report = io.StringIO(), tmp_path / "report.md"
    call_command("evaluate_scorer", str(rated), out=report, stdout=out)
    told = out.getvalue()
    assert told.startswith("10 answers of rated.csv, marked 0 to 5 by 2 rater(s); 0 blank lines left out.")
    for name in ("word share against rater 1", "word share against rater 2", "rater 1 against rater 2"):
        assert name in told
        assert name in report.read_text()
    stored = AgreementReport.objects.get()
    assert (stored.model, stored.answers, stored.file_name) == ("", 10, "rated.csv")
    assert [figure["name"] for figure in stored.figures] == ["word share against rater 1", "word share against rater 2"]
    assert stored.figures[0]["pearson"] > 0.8


@pages
def test_the_model_is_measured_where_one_is_configured(rated, settings, browser, api):
    with ModelServer() as model:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = model.url, "stand-in", "sk-canary"
        call_command("evaluate_scorer", str(rated), stdout=io.StringIO())
        asked = model.record.calls
        page = browser.get(reverse("scoring:agreement")).content.decode()
        body = api.get(reverse("scoring-api:agreement")).json()
    assert asked == 7  # blank, gibberish and echo are not worth a call
    assert [report.model for report in AgreementReport.objects.order_by("id")] == ["", "stand-in"]
    assert "stand-in against rater 1" in page
    assert (body["model"], body["report"]["answers"]) == ("stand-in", 10)
    assert [one["name"] for one in body["report"]["comparisons"]] == [
        "stand-in against rater 1",
        "stand-in against rater 2",
    ]


@pages
def test_what_the_model_could_not_judge_is_left_out_of_its_figures(rated, settings):
    out = io.StringIO()
    with ModelServer() as model:
        settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = model.url, "stand-in", "sk-canary"
        model.behaviour.fault = "400"
        call_command("evaluate_scorer", str(rated), stdout=out)
    assert "stand-in could not judge 7 answers" in out.getvalue()
    assert AgreementReport.objects.get(model="stand-in").answers == 3


@pages
def test_the_page_says_when_nothing_was_measured(browser, api, rated, settings):
    assert "was not measured against people" in browser.get(reverse("scoring:agreement")).content.decode()
    assert api.get(reverse("scoring-api:agreement")).json() == {"model": None, "report": None}
    call_command("evaluate_scorer", str(rated), stdout=io.StringIO())
    page = browser.get(reverse("scoring:agreement")).content.decode()
    assert "word share against rater 1" in page
    assert "not the estimate itself" in page
    settings.LLM_BASE_URL, settings.LLM_MODEL = "http://127.0.0.1:9/v1", "another"
    assert (
        "another</strong> was not measured against people" in browser.get(reverse("scoring:agreement")).content.decode()
    )


@pages
@pytest.mark.parametrize(
    ("rows", "options", "told"),
    [
        ([("q", "r", "a", 9, 3)], [], "outside 0 to 5"),
        ([("q", "r", "a", 3, 3)], ["--scale", "5-0"], "is no scale"),
        ([("q", "r", "a", 3, 3)], ["--scale", "five"], "is no scale"),
    ],
)
def test_a_file_or_a_scale_that_is_wrong_is_refused(tmp_path, rows, options, told):
    with pytest.raises(CommandError, match=told):
        call_command("evaluate_scorer", str(write_csv(tmp_path / "x.csv", rows)), *options, stdout=io.StringIO())
    assert not AgreementReport.objects.exists()


@pages
def test_another_scale_is_taken_as_it_is(tmp_path):
    path = write_csv(tmp_path / "x.csv", [(QUESTION, REFERENCE, text, 2 * a, 2 * b) for text, a, b in ROWS])
    call_command("evaluate_scorer", str(path), "--scale", "0-10", stdout=io.StringIO())
    assert AgreementReport.objects.get().figures[0]["pearson"] > 0.8


@pages
def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("evaluate_scorer", str(tmp_path / "none.csv"), stdout=io.StringIO())
