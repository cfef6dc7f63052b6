"""Sample cases: the rules that the bank's files keep, and that no case of ours is wrong."""

import json

import pytest

from interviews.bank.schema import read_bank_file
from interviews.tests import mistakes, solutions
from interviews.tests.delivered import delivered_questions
from interviews.tests.entries import as_toml, make_entry

CASES = {
    "function": "add_up",
    "parameters": ["left", "right"],
    "shown": [{"arguments": "[1, 2]", "expected": "3"}, {"arguments": "[0, 0]", "expected": "0"}],
    "hidden": [{"arguments": f"[{n}, 1]", "expected": str(n + 1)} for n in (2, 3, 4, 5)],
}
LISTS = [{"arguments": f"[[{n}], 1]", "expected": f"[{n}, 1]"} for n in range(3)]


def with_case(place="hidden", **changes):
    """The sample cases with one of them changed."""
    return CASES | {place: [CASES[place][0] | changes, *CASES[place][1:]]}


def faults_of(cases, tmp_path, kind="coding"):
    path = tmp_path / "bank.toml"
    path.write_text(as_toml(make_entry(kind=kind, cases=cases)), encoding="utf-8")
    return [fault.removeprefix("bank.toml: letters-sent-twice: ") for fault in read_bank_file(path)[1]]


def test_cases_that_keep_the_rules_are_read_with_their_texts_in_one_spelling(tmp_path):
    path = tmp_path / "bank.toml"
    path.write_text(
        as_toml(make_entry(kind="coding", cases=with_case(arguments='[ 2,\n "\\u00e9" ]', expected=" null "))),
        encoding="utf-8",
    )
    (question,), faults = read_bank_file(path)
    assert faults == []
    assert (question.cases.function, question.cases.compare) == ("add_up", "exact")
    assert question.cases.hidden[0].model_dump() == {"arguments": '[2, "é"]', "expected": "null"}


# What is wrong with the cases, and what is said of it.
BROKEN = {
    "one argument too few": (with_case(arguments="[2]"), "cases Value error, [2] is no list of 2 arguments"),
    "no list of arguments": (with_case(arguments='{"a": 1}'), 'cases Value error, {"a": 1} is no list of 2 arguments'),
    "one call with two results": (with_case(arguments="[1, 2]"), "cases Value error, [1, 2] is called twice"),
    "no JSON": (with_case(expected="None"), "cases.hidden.0.expected Value error, Expecting value: line 1 column 1 (char 0)"),
    "no number": (with_case(expected="NaN"), "cases.hidden.0.expected Value error, NaN is no JSON"),
    "too large for JavaScript": (
        with_case(expected=str(2**53)),
        "cases.hidden.0.expected Value error, a number is too large for JavaScript",
    ),
    "too deep": (with_case(expected="[" * 1_900 + "]" * 1_900), "cases.hidden.0.expected Value error, nested too deeply"),
    "too long": (
        with_case(expected=f'"{"x" * 4_000}"'),
        "cases.hidden.0.expected String should have at most 4000 characters",
    ),
    "one shown": (
        CASES | {"shown": CASES["shown"][:1]},
        "cases.shown Tuple should have at least 2 items after validation, not 1",
    ),
    "two hidden": (
        CASES | {"hidden": CASES["hidden"][:2]},
        "cases.hidden Tuple should have at least 3 items after validation, not 2",
    ),
    "no parameters": (CASES | {"parameters": []}, "cases.parameters Tuple should have at least 1 item after validation, not 0"),
    "a name that is a word of the language": (
        CASES | {"function": "return"},
        "cases.function String should match pattern '^[a-z]+(_[a-z0-9]+)+$'",
    ),
    "an order that nothing has": (
        CASES | {"compare": "any_order"},
        "cases Value error, compare is 'any_order', but no case expects what that is for",
    ),
    "a nearness that nothing needs": (
        CASES | {"compare": "close"},
        "cases Value error, compare is 'close', but no case expects what that is for",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cases", "fault"), BROKEN.values(), ids=BROKEN)
def test_inconsistent_cases_are_refused(cases, fault, tmp_path):
    assert faults_of(cases, tmp_path) == [fault]


def test_only_a_coding_question_has_cases(tmp_path):
    assert faults_of(CASES, tmp_path, kind="conceptual") == [" Value error, only a coding question has cases"]


def test_an_order_is_left_out_of_account_inside_of_results_too(tmp_path):
    hidden = [{"arguments": f"[{n}, 1]", "expected": f'{{"a": [{n}, 1]}}'} for n in range(2, 5)]
    assert faults_of(CASES | {"compare": "any_order", "hidden": hidden}, tmp_path) == []


# ------------------------------------------------------------------ the bank's own

ASKED = {question.slug: question.cases for question in delivered_questions() if question.cases}


def in_one_order(value):
    if isinstance(value, dict):
        return {key: in_one_order(part) for key, part in value.items()}
    return sorted(map(in_one_order, value), key=json.dumps) if isinstance(value, list) else value


def results(module, cases, chosen):
    """What each of the chosen cases gets from an answer, beside what it expects, as they are compared."""
    compared = in_one_order if cases.compare == "any_order" else lambda value: value
    function = getattr(module, cases.function)
    pairs = [(function(*json.loads(case.arguments)), json.loads(case.expected)) for case in chosen]
    return [(compared(json.loads(json.dumps(got))), compared(expected)) for got, expected in pairs]


@pytest.mark.parametrize("slug", ASKED)
def test_a_right_answer_passes_every_case(slug):
    cases = ASKED[slug]
    assert [pair for pair in results(solutions, cases, cases.all) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("slug", ASKED)
def test_a_believable_mistake_fails_a_hidden_case(slug):
    cases = ASKED[slug]
    assert [pair for pair in results(mistakes, cases, cases.hidden) if pair[0] != pair[1]] != []


def test_every_coding_question_whose_answer_is_one_function_has_cases():
    """The others want SQL, a class, threads, a review, or one of many right answers."""
    assert {question.slug for question in delivered_questions() if question.kind == "coding"} - set(ASKED) == {
        "download-handler-review", "beacon-hunt-in-connections", "museum-visit-share", "vaccine-fridge-warm-spells",
        "climbing-pass-comebacks", "reboot-cluster-in-waves", "ageing-queue-animal-clinic", "single-fetch-tide-tables",
        "undo-pixel-editor",
    }  # fmt: skip
