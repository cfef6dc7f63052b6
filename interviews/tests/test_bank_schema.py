"""Each rule of the bank, with a question that breaks it, and files that are no bank files at all."""

import pytest

from interviews.bank.__main__ import main
from interviews.bank.schema import QuestionEntry, read_bank_file, unwrap_lines
from interviews.tests.entries import ENTRY, as_toml, make_entry, with_part

SHORT_ANSWER = "Keep a record of each letter with a unique constraint, make the job idempotent, take an advisory lock, raise an alert."
ALL_POINTS = [point["slug"] for point in ENTRY["key_point"]]
DEAF_ANSWER = " ".join(f"Sentence {n} of this answer says nothing that anybody listens for." for n in range(8))


def points(*numbers):
    return [ENTRY["key_point"][n] | {"slug": f"point-{n}-{m}"} for m, n in enumerate(numbers)]


# What is wrong with the question, and what is said of it.
BROKEN = {
    "a short prompt": (make_entry(prompt="What is idempotency?"), ["prompt String should have at least 120 characters"]),
    "a long prompt": (make_entry(prompt="word " * 301), ["prompt String should have at most 1500 characters"]),
    "three key points": (
        make_entry(key_point=ENTRY["key_point"][:3], follow_up=[ENTRY["follow_up"][0]] * 2),
        ["key_point Tuple should have at least 4 items after validation, not 3"],
    ),
    "nine key points": (
        make_entry(key_point=points(0, 0, 0, 1, 1, 2, 2, 3, 3)),
        ["key_point Tuple should have at most 8 items after validation, not 9"],
    ),
    "three cues": (
        with_part("key_point", 2, cues=["advisory lock", "only one run", "lock file"]),
        ["key_point.2.cues Tuple should have at least 4 items after validation, not 3"],
    ),
    "a blank cue": (
        with_part("key_point", 0, cues=["unique constraint", "sent table", "mark as sent", "ledger", "diary", " "]),
        ["key_point.0.cues.5 String should have at least 1 character"],
    ),
    "weight 4": (with_part("key_point", 0, weight=4), ["key_point.0.weight Input should be less than or equal to 3"]),
    "weight 0": (with_part("key_point", 3, weight=0), ["key_point.3.weight Input should be greater than or equal to 1"]),
    "a follow-up at an unknown key point": (
        with_part("follow_up", 1, aims_at="elsewhere"),
        [" Value error, follow-up aims at unknown key point 'elsewhere'"],
    ),
    "one follow-up": (
        make_entry(follow_up=ENTRY["follow_up"][:1]),
        ["follow_up Tuple should have at least 2 items after validation, not 1"],
    ),
    "a follow-up that says the answer": (
        with_part("follow_up", 0, text="Would you take an advisory lock?"),
        [" Value error, the follow-up at one-run says it: 'Would you take an advisory lock'"],
    ),
    "two hints": (
        make_entry(hints=ENTRY["hints"][:2]),
        ["hints Tuple should have at least 3 items after validation, not 2"],
    ),
    "four hints": (
        make_entry(hints=[*ENTRY["hints"], "One hint too many for a ladder of three."]),
        ["hints Tuple should have at most 3 items after validation, not 4"],
    ),
    "no red flags": (make_entry(red_flags=None), ["red_flags Field required"]),
    "one red flag": (
        make_entry(red_flags=ENTRY["red_flags"][:1]),
        ["red_flags Tuple should have at least 2 items after validation, not 1"],
    ),
    "one clarification": (
        make_entry(clarifications=ENTRY["clarifications"][:1]),
        ["clarifications Tuple should have at least 2 items after validation, not 1"],
    ),
    "a clarification for no question": (
        make_entry(clarifications=[{"ask": [], "say": "Nobody will ever hear this."}, *ENTRY["clarifications"]]),
        ["clarifications.0.ask Tuple should have at least 1 item after validation, not 0"],
    ),
    "a cue in the prompt": (
        with_part("key_point", 3, cues=["alert", "alarm", "dashboard", "nightly job"]),
        [" Value error, cue 'nightly job' of noticed stands in the prompt or title"],
    ),
    "a cue in the title": (
        make_entry(title="The alert that nobody read"),
        [" Value error, cue 'alert' of noticed stands in the prompt or title"],
    ),
    "a model answer that the cues do not find": (
        make_entry(model_answer=DEAF_ANSWER),
        [f" Value error, the cues do not find these key points in the model answer: {', '.join(ALL_POINTS)}"],
    ),
    "a model answer that is too short": (
        make_entry(model_answer=SHORT_ANSWER),
        [" Value error, model answer has 21 words, not 50 to 190"],
    ),
    "a model answer that is too long": (
        make_entry(model_answer=f"{ENTRY['model_answer']} {DEAF_ANSWER} {DEAF_ANSWER}"),
        [" Value error, model answer has 268 words, not 50 to 190"],
    ),
    "an unknown key": (make_entry(promt="A misspelt field."), ["promt Extra inputs are not permitted"]),
    "an unknown key of a key point": (
        with_part("key_point", 1, wieght=2),
        ["key_point.1.wieght Extra inputs are not permitted"],
    ),
    "a key point that stands twice": (
        with_part("key_point", 3, slug="one-run") | {"follow_up": [ENTRY["follow_up"][0]] * 2},
        [" Value error, key point 'one-run' stands twice"],
    ),
    "an unknown kind": (
        make_entry(kind="riddle"),
        ["kind Input should be 'coding', 'conceptual', 'system_design' or 'behavioral'"],
    ),
    "an unknown difficulty": (make_entry(difficulty="fiendish"), ["difficulty Input should be 'easy', 'medium' or 'hard'"]),
    "a slug with capitals": (
        make_entry(slug="Letters_Sent"),
        ["slug String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'"],
    ),
    "no track": (make_entry(tracks=[]), ["tracks Tuple should have at least 1 item after validation, not 0"]),
    "no tag": (make_entry(tags=[]), ["tags Tuple should have at least 1 item after validation, not 0"]),
    "six tags": (
        make_entry(tags=["a", "b", "c", "d", "e", "f"]),
        ["tags Tuple should have at most 5 items after validation, not 6"],
    ),
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """Reads a text as a bank file."""

    def read_text(text):
        path = tmp_path / "bank.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_bank_file(path)

    return read_text


def test_a_question_that_keeps_every_rule_is_read_whole(read):
    questions, faults = read(as_toml(make_entry()))
    assert faults == []
    assert [question.model_dump(mode="json") for question in questions] == [{**ENTRY, "cases": None}]


@pytest.mark.parametrize(("entry", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_question_that_breaks_a_rule_is_left_out_and_the_rule_is_named(read, entry, expected):
    questions, faults = read(as_toml(entry))
    assert (questions, faults) == ((), [f"bank.toml: {entry['slug']}: {fault}" for fault in expected])


def test_a_model_answer_may_miss_a_light_key_point_but_not_a_heavy_one():
    light = make_entry(model_answer=ENTRY["model_answer"].replace("an apology", "a visit"))
    heavy = make_entry(model_answer=ENTRY["model_answer"].replace("idempotent", "tidy"))
    assert QuestionEntry.model_validate(light).model_dump(mode="json") == {**light, "cases": None}
    with pytest.raises(ValueError, match=r"do not find these key points in the model answer: safe-to-repeat \["):
        QuestionEntry.model_validate(heavy)


def test_all_faults_of_all_questions_are_told_at_once_and_the_good_ones_are_kept(read):
    questions, faults = read(
        as_toml(make_entry(slug="first", hints=[]), make_entry(), make_entry(slug=None, weight=1, red_flags=None))
    )
    assert [question.slug for question in questions] == ["letters-sent-twice"]
    assert faults == [
        "bank.toml: first: hints Tuple should have at least 3 items after validation, not 0",
        "bank.toml: question 3: slug Field required",
        "bank.toml: question 3: red_flags Field required",
        "bank.toml: question 3: weight Extra inputs are not permitted",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[question]\n", "bank.toml: Expected ']]' at the end of an array declaration (at line 1, column 11)"),
        ('a = "1"\na = "2"\n', "bank.toml: Cannot overwrite a value (at line 2, column 8)"),
        (b'title = "caf\xe9"\n', "bank.toml: 'utf-8' codec can't decode byte 0xe9 in position 12: invalid continuation byte"),
        ("[[questions]]\n", "bank.toml: unknown table 'questions'"),
    ],
    ids=["broken", "twice", "not UTF-8", "another table"],
)  # fmt: skip
def test_a_file_that_is_no_bank_file_is_a_fault(read, text, fault):
    assert read(text) == ((), [fault])


@pytest.mark.parametrize(
    "text",
    ['[question]\nslug = "a"\n', 'question = "a"\n', "question = 3\n", "question = [3]\n"],
    ids=["one table", "a text", "a number", "an array of numbers"],
)
def test_a_question_that_is_no_table_of_an_array_is_a_fault_and_no_crash(read, text):
    questions, faults = read(text)
    assert questions == ()
    assert all(fault.startswith("bank.toml: ") for fault in faults)
    assert faults


def test_an_empty_file_holds_no_questions_and_no_faults(read):
    assert read("") == ((), [])


def test_a_writer_is_told_the_faults_and_the_counts_of_each_file(tmp_path, capsys):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(as_toml(make_entry()), encoding="utf-8")
    bad.write_text(as_toml(make_entry(hints=[])), encoding="utf-8")
    assert (main([str(good)]), main([str(good), str(bad)])) == (0, 1)
    counts = f"{good}: 1 valid, 0 faults; {{('medium', 'conceptual'): 1}}\n"
    fault = "bad.toml: letters-sent-twice: hints Tuple should have at least 3 items after validation, not 0\n"
    assert capsys.readouterr().out == f"{counts}{counts}{fault}{bad}: 0 valid, 1 faults; {{}}\n"


@pytest.mark.parametrize(
    ("wrapped", "unwrapped"),
    [
        ("One sentence\nin three\nlines.", "One sentence in three lines."),
        ("With a blank \nbefore the break.", "With a blank before the break."),
        ("First paragraph.\n\nSecond\nparagraph.", "First paragraph.\n\nSecond paragraph."),
        ("Choose:\n- this\n- or that\n* or\n• else", "Choose:\n- this\n- or that\n* or\n• else"),
        ("Steps:\n1. look\n2) leap\n10. rest", "Steps:\n1. look\n2) leap\n10. rest"),
        ("The code:\n    a = 1\n    b = 2\nand then\nstop.", "The code:\n    a = 1\n    b = 2\nand then stop."),
        ("A table:\n| a | b |", "A table:\n| a | b |"),
        ("No break at all.", "No break at all."),
        ("It costs\n3.50 at\n-5 degrees.", "It costs 3.50 at -5 degrees."),
    ],
)
def test_the_line_breaks_that_a_file_was_wrapped_with_go_and_the_others_stay(wrapped, unwrapped):
    assert unwrap_lines(wrapped) == unwrapped


def test_prompt_and_model_answer_are_unwrapped_when_read():
    wrapped = make_entry(
        prompt=ENTRY["prompt"].replace(" because", "\nbecause"),
        model_answer=ENTRY["model_answer"].replace(" so", "\nso"),
    )
    assert QuestionEntry.model_validate(wrapped).model_dump(mode="json") == {**ENTRY, "cases": None}
