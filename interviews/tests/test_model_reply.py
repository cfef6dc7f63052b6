"""What the model is asked to write as interviewer, and what is made of what it writes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewprep.llm.reply_stream import ReplyStream
from interviewprep.llm.structured import Accepted, Rejected
from interviews.model_reply import (
    INTENTS,
    MAX_CLAIMS,
    MAX_QUOTE_CHARACTERS,
    ClaimedObservation,
    ClaimedPoint,
    ModelReply,
    read_reply,
    reply_schema,
)

NONCE = "5d41402abc4b2a76b9719d911017c592"
ASKED = {
    "call_id": NONCE,
    "actions": ("follow_up", "hint", "advance"),
    "key_points": ("locking", "isolation"),
    "competencies": ("correctness", "clarity"),
}
POINT = {"key_point": "locking", "quote": "I would take a lock"}
OBSERVATION = {"competency": "correctness", "level": 4, "quote": "I would take a lock"}
WRITTEN = {
    "reply": "A lock, fair enough. What if its holder dies?",
    "call_id": NONCE,
    "intent": "answer",
    "action": "follow_up",
    "covered": [POINT],
    "observations": [OBSERVATION],
}
READ = ModelReply(
    reply="A lock, fair enough. What if its holder dies?",
    intent="answer",
    action="follow_up",
    covered=(ClaimedPoint("locking", "I would take a lock"),),
    observations=(ClaimedObservation("correctness", 4, "I would take a lock"),),
)


def read(raw=None, *, finish_reason="stop", refusal="", **changes):
    written = json.dumps(WRITTEN | changes) if raw is None else raw
    return read_reply(written, finish_reason=finish_reason, refusal=refusal, **ASKED)


def part(outcome, name):
    return getattr(outcome.value, name), outcome.flags, outcome.repaired


# ------------------------------------------------------------------ the schema


def test_the_schema_names_every_field_and_every_word_that_is_allowed():
    text = {"type": "string"}
    quote = text | {"description": "The candidate's own words, verbatim."}
    said = "What the interviewer says: at most 120 words, one question at most, no solution."

    assert reply_schema(**ASKED) == {
        "type": "object",
        "properties": {
            "reply": text | {"description": said},
            "call_id": text | {"const": NONCE},
            "intent": text | {"enum": list(INTENTS)},
            "action": text | {"enum": ["follow_up", "hint", "advance"]},
            "covered": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"key_point": text | {"enum": ["locking", "isolation"]}, "quote": quote},
                    "required": ["key_point", "quote"],
                    "additionalProperties": False,
                },
            },
            "observations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "competency": text | {"enum": ["correctness", "clarity"]},
                        "level": {"type": "integer", "enum": [0, 1, 2, 3, 4, 5]},
                        "quote": quote,
                    },
                    "required": ["competency", "level", "quote"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["reply", "call_id", "intent", "action", "covered", "observations"],
        "additionalProperties": False,
    }


def test_the_reply_is_written_first_so_that_it_can_be_shown_at_once():
    schema = reply_schema(**ASKED)

    assert next(iter(schema["properties"])) == schema["required"][0] == "reply"
    assert ReplyStream().feed(json.dumps(WRITTEN)) == READ.reply


def test_a_schema_without_key_points_is_still_a_valid_one():
    schema = reply_schema(**ASKED | {"key_points": ()})

    assert schema["properties"]["covered"]["items"]["properties"]["key_point"] == {"type": "string"}


def test_the_schema_is_json_whatever_the_words_are_made_of():
    class Word(str):
        __slots__ = ()

    schema = reply_schema(**ASKED | {"actions": (Word("hint"),)})

    assert type(schema["properties"]["action"]["enum"][0]) is str


# ------------------------------------------------------------------ the reply


def test_a_reply_by_the_schema_is_read_as_it_is_written():
    assert read() == Accepted(READ, (), repaired=False)


def test_a_reply_of_words_only_is_a_reply():
    outcome = read(covered=[], observations=[])

    assert outcome == Accepted(ModelReply(READ.reply, "answer", "follow_up", (), ()), (), repaired=False)


@pytest.mark.parametrize("intent", INTENTS)
def test_each_intent_is_understood(intent):
    assert part(read(intent=intent), "intent") == (intent, (), False)


@pytest.mark.parametrize("action", ["wrap_up", "dance", "FOLLOW_UP"])
def test_an_action_that_was_not_allowed_is_kept_and_flagged_because_the_plan_decides(action):
    assert part(read(action=action), "action") == (action, ("disallowed_action",), False)


def test_control_and_bidirectional_characters_are_removed_and_flagged():
    assert part(read(reply="Why\u202e?\x00\x1b"), "reply") == ("Why?", ("characters_removed",), True)


def test_a_reply_may_have_two_thousand_characters_and_no_more():
    assert part(read(reply=" " + "a" * 2_000), "reply") == ("a" * 2_000, (), False)
    assert read(reply="a" * 2_001) == Rejected("text_too_long")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reply": " \n"}, "text_blank"),
        ({"reply": "\u202e"}, "text_blank"),
        ({"reply": None}, "text_type"),
        ({"reply": ["a"]}, "text_type"),
        ({"intent": "praise"}, "choice"),
        ({"intent": None}, "choice"),
        ({"action": None}, "text_type"),
        ({"action": ""}, "text_blank"),
        ({"covered": None}, "list_type"),
        ({"covered": ["locking"]}, "not_object"),
        ({"covered": [{"key_point": "locking"}]}, "missing_key"),
        ({"covered": [POINT | {"key_point": 7}]}, "text_type"),
        ({"covered": [POINT | {"quote": None}]}, "text_type"),
        ({"covered": [POINT | {"quote": "a" * (MAX_QUOTE_CHARACTERS + 1)}]}, "text_too_long"),
        ({"covered": [POINT] * (MAX_CLAIMS + 1)}, "list_too_long"),
        ({"observations": OBSERVATION}, "list_type"),
        ({"observations": [OBSERVATION | {"level": 6}]}, "level_range"),
        ({"observations": [OBSERVATION | {"level": -1}]}, "level_range"),
        ({"observations": [OBSERVATION | {"level": None}]}, "level_type"),
        ({"observations": [OBSERVATION | {"level": True}]}, "level_type"),
        ({"observations": [OBSERVATION | {"level": "strong"}]}, "level_text"),
        ({"observations": [OBSERVATION | {"competency": "charisma", "level": 15}]}, "level_range"),
        ({"observations": [OBSERVATION] * (MAX_CLAIMS + 1)}, "list_too_long"),
        ({"call_id": "0" * 32}, "wrong_nonce"),
    ],
)
def test_a_reply_with_a_field_that_cannot_be_meant_is_rejected(changes, reason):
    assert read(**changes) == Rejected(reason)


@pytest.mark.parametrize("key", [key for key in WRITTEN if key != "call_id"])
def test_a_reply_without_one_of_its_fields_is_rejected(key):
    assert read(json.dumps({k: v for k, v in WRITTEN.items() if k != key})) == Rejected("missing_key")


def test_how_the_server_ended_the_reply_is_heard():
    assert read(refusal="No.") == Rejected("refusal")
    assert read(finish_reason="content_filter") == Rejected("content_filter")
    assert read(json.dumps(WRITTEN)[:-1], finish_reason="length") == Rejected("truncated")


# ------------------------------------------------------------------ claims


def test_a_key_point_that_is_not_of_this_question_is_dropped_and_flagged():
    outcome = read(covered=[POINT | {"key_point": "sharding"}, POINT, POINT | {"key_point": "a whole sentence " * 9}])

    assert part(outcome, "covered") == (READ.covered, ("unknown_key_point",), False)


def test_a_competency_that_is_not_judged_is_dropped_and_flagged():
    outcome = read(observations=[OBSERVATION | {"competency": "charisma"}, OBSERVATION])

    assert part(outcome, "observations") == (READ.observations, ("unknown_competency",), False)


def test_a_key_point_claimed_twice_is_kept_once():
    outcome = read(covered=[POINT, POINT | {"quote": "other words"}])

    assert part(outcome, "covered") == (READ.covered, ("repeated_key_point",), False)


def test_a_competency_observed_twice_at_one_level_is_kept_once():
    outcome = read(observations=[OBSERVATION, OBSERVATION | {"quote": "other words"}])

    assert part(outcome, "observations") == (READ.observations, ("repeated_competency",), False)


def test_a_competency_observed_at_two_levels_is_a_contradiction():
    assert read(observations=[OBSERVATION, OBSERVATION | {"level": 2}]) == Rejected("two_levels")


def test_an_observation_may_be_without_words():
    outcome = read(observations=[OBSERVATION | {"level": 0, "quote": ""}])

    assert part(outcome, "observations") == ((ClaimedObservation("correctness", 0, ""),), (), False)


@pytest.mark.parametrize(
    ("level", "taken", "flags"),
    [("4", 4, ("level_text",)), ("4/5", 4, ("level_text",)), (3.5, 4, ("level_rounded",)), (3.0, 3, ())],
)
def test_a_level_written_in_another_way_is_read_and_flagged(level, taken, flags):
    outcome = read(observations=[OBSERVATION | {"level": level}])

    assert part(outcome, "observations") == (
        (ClaimedObservation("correctness", taken, "I would take a lock"),),
        flags,
        bool(flags),
    )


def test_unknown_keys_are_dropped_and_flagged_wherever_they_are():
    assert read(score=10) == Accepted(READ, ("extra_dropped",), repaired=False)
    assert read(covered=[POINT | {"note": 1}]) == Accepted(READ, ("extra_dropped",), repaired=False)
    assert read(observations=[OBSERVATION | {"note": 1}]) == Accepted(READ, ("extra_dropped",), repaired=False)


# ------------------------------------------------------------------ the stream and the whole


@given(st.text(min_size=1, max_size=200), st.integers(1, 9))
def test_what_was_streamed_is_what_is_accepted_in_the_end(said, size):
    raw = json.dumps(WRITTEN | {"reply": said})
    reply = ReplyStream()

    streamed = "".join(reply.feed(raw[at : at + size]) for at in range(0, len(raw), size))
    outcome = read(raw)

    assert outcome == Rejected("text_blank") if not streamed.strip() else outcome.value.reply == streamed.strip()
