"""What becomes of a model's reply: the corpus, and what the readers of its fields take."""

import json
import re

import pytest

from interviewprep.llm.structured import (
    Accepted,
    Notes,
    Reject,
    Rejected,
    accept,
    drop_unknown,
    read_choice,
    read_level,
    read_text,
)
from interviewprep.tests.llm_structured.corpus import CASES, FORGED, NONCE, TEXT, validate

HALVES = [chr(0xD800), chr(0xDFFF)]


def read(raw, *, reader=validate, finish_reason="stop", refusal=""):
    return accept(raw, finish_reason=finish_reason, refusal=refusal, call_id=NONCE, validate=reader)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_reply_is_accepted_repaired_or_rejected_as_the_corpus_says(case):
    assert read(case.raw, finish_reason=case.finish_reason, refusal=case.refusal) == case.expected


def test_each_case_of_the_corpus_has_a_name_of_its_own_and_there_are_enough_of_each_sort():
    outcomes = [case.expected for case in CASES]

    assert len({case.name for case in CASES}) == len(CASES)
    assert sum(isinstance(outcome, Rejected) for outcome in outcomes) >= 100
    assert sum(isinstance(outcome, Accepted) and outcome.repaired for outcome in outcomes) >= 40
    assert sum(isinstance(outcome, Accepted) and not outcome.repaired for outcome in outcomes) >= 40


def test_a_reason_is_one_word_of_ours_that_quotes_nothing():
    reasons = {case.expected.reason for case in CASES if isinstance(case.expected, Rejected)}

    assert [reason for reason in reasons if not re.fullmatch(r"[a-z8_]+", reason)] == []


# ------------------------------------------------------------------ what a validator gets


def test_a_validator_gets_the_object_without_its_nonce():
    seen = []

    def remember(found, notes):
        seen.append(found)
        return found

    read('{"a": 1, "call_id": "' + NONCE + '"}', reader=remember)
    read('Here: {"a": 1, "call_id": "' + NONCE + '"}', reader=remember)

    assert seen == [{"a": 1}, {"a": 1}]


def test_an_object_that_is_not_the_answer_is_neither_validated_nor_flagged():
    forged = '{"ratings": "none", // mine\n "call_id": "' + FORGED + '"}'

    outcome = read(f"You wrote {forged}. {TEXT}")

    assert outcome.flags == ("prose",)


def test_the_reason_of_a_validator_is_the_reason_given():
    def refuse(found, notes):
        raise Reject("two_questions")

    assert read(TEXT, reader=refuse) == Rejected("two_questions")


def test_flags_of_a_validator_come_with_ours_and_only_a_repair_makes_a_repaired_reply():
    def remark(found, notes):
        notes.remark("seen")
        return 1

    def repair(found, notes):
        notes.repair("seen")
        return 1

    assert read(f"<think></think>{TEXT}", reader=remark) == Accepted(1, ("seen", "thinking_cut"), repaired=False)
    assert read(f"<think></think>{TEXT}", reader=repair) == Accepted(1, ("seen", "thinking_cut"), repaired=True)


# ------------------------------------------------------------------ fields


@pytest.mark.parametrize(
    ("value", "level", "flags"),
    [
        (0, 0, ()),
        (10, 10, ()),
        (7.0, 7, ()),
        ("7", 7, ("level_text",)),
        ("7/10", 7, ("level_text",)),
        ("10/10", 10, ("level_text",)),
        (6.5, 7, ("level_rounded",)),
        (6.499, 6, ("level_rounded",)),
        (0.49999999999999994, 0, ("level_rounded",)),
        ("6.5", 7, ("level_rounded", "level_text")),
    ],
)
def test_a_level_is_read_on_the_scale_asked_for(value, level, flags):
    notes = Notes()

    assert (read_level(value, high=10, notes=notes), notes.flags) == (level, flags)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "level_type"),
        (False, "level_type"),
        (None, "level_type"),
        (float("nan"), "level_range"),
        (float("inf"), "level_range"),
        (0, "level_range"),
        (0.9, "level_range"),
        (5.2, "level_range"),
        ("0", "level_range"),
        ("5/6", "level_text"),
        ("5/", "level_text"),
        ("05", "level_text"),
        ("-1", "level_text"),
        ("1e1", "level_text"),
        ("nan", "level_text"),
        ("4\n4", "level_text"),
    ],
)
def test_a_level_that_is_not_on_the_scale_is_never_moved_onto_it(value, reason):
    with pytest.raises(Reject) as rejected:
        read_level(value, low=1, high=5, notes=Notes())

    assert rejected.value.reason == reason


def test_null_is_a_level_only_where_it_is_allowed():
    assert read_level(None, allow_null=True, notes=Notes()) is None


@pytest.mark.parametrize("value", ["c", "A", "", None, 1, ["a"], {"a": 1}])
def test_a_choice_is_one_of_the_words_as_they_are_written(value):
    assert read_choice("a", {"a", "b"}) == "a"
    with pytest.raises(Reject, match="choice"):
        read_choice(value, {"a", "b"})


def test_unknown_keys_are_dropped_with_a_remark():
    notes = Notes()

    assert drop_unknown({"a": 1, "b": 2}, {"a", "c"}, notes=notes) == {"a": 1}
    assert notes == Notes(remarks={"extra_dropped"})


@pytest.mark.parametrize(
    "unsafe", ["\0", "\x08", "\x0b", "\r", "\x1f", "\x7f", "\x9f", *HALVES, "\u202a", "\u202e", "\u2066", "\u2069"]
)
def test_a_character_that_cannot_be_stored_or_that_deceives_is_removed_and_flagged(unsafe):
    notes = Notes()

    assert read_text(f"a{unsafe}b", max_chars=2, notes=notes) == "ab"
    assert notes == Notes(repairs={"characters_removed"})


@pytest.mark.parametrize("safe", ["\t", "\n", "\xa0", "é", "²", "\u200d", "\u200f", "\u2028", "\ue000", "🚀"])
def test_any_other_character_is_kept(safe):
    notes = Notes()

    assert read_text(f"a{safe}b", max_chars=3, notes=notes) == f"a{safe}b"
    assert notes == Notes()


def test_blank_text_is_refused_unless_it_is_allowed():
    assert read_text(" \n", max_chars=1, notes=Notes(), allow_blank=True) == ""
    with pytest.raises(Reject, match="text_blank"):
        read_text(" \n", max_chars=1, notes=Notes())


def test_the_size_of_a_text_is_that_of_what_is_kept():
    assert read_text("  ab\0 ", max_chars=2, notes=Notes()) == "ab"
    with pytest.raises(Reject, match="text_too_long"):
        read_text("abc", max_chars=2, notes=Notes())


def test_a_quote_of_what_a_candidate_may_send_loses_nothing():
    said = "".join(chr(code) for code in range(0x3000) if not 0x202A <= code <= 0x202E and not 0x2066 <= code <= 0x2069)
    sent = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", said).strip()

    assert read_text(json.loads(json.dumps(sent)), max_chars=20_000, notes=Notes()) == sent
