"""One question that keeps every rule of the bank, and the bank files made of such questions."""

import copy
import json
from typing import Any

ENTRY: dict[str, Any] = {
    "slug": "letters-sent-twice",
    "title": "Letters that went out twice",
    "kind": "conceptual",
    "tracks": ["swe_engineer", "devops_cloud"],
    "difficulty": "medium",
    "companies": ["google", "amazon"],
    "tags": ["batch-jobs", "consistency"],
    "prompt": (
        "A town library writes to its readers when a book is overdue. On Monday every reader got the same letter three "
        "times, because the nightly job was started by hand after it had failed half-way.\n\n"
        "- How did that come about?\n- What do you change, so that it can't happen any more?"
    ),
    "clarifications": [
        {"ask": ["how many", "volume"], "say": "About four thousand letters in an ordinary night."},
        {"ask": ["mail", "postal"], "say": "The letters are e-mails; a supplier delivers them."},
        {"ask": ["who starts", "clerk"], "say": "Any of the three clerks may start the job by hand."},
    ],
    "hints": [
        "What does the second start not know?",
        "Think of what the job could write down for every reader it has served.",
        "Give each loan and day a row of its own before the supplier is called, and look there first.",
    ],
    "red_flags": ["Asks the clerks to be more careful.", "Relies on the supplier to sort out what it got twice."],
    "model_answer": (
        "I would keep a record of each letter, one row for a loan and a day with a unique constraint, so that a second "
        "attempt fails before anything is mailed. That makes the job idempotent: whoever starts it does no harm. An "
        "advisory lock lets only one run work at any time. Last, I count the letters every night and raise an alert when "
        "the number is far from the day before, because readers should not be the ones who tell us. Those who were written "
        "to three times get an apology."
    ),
    "key_point": [
        {
            "slug": "record-of-letters", "name": "a record of what was sent", "competency": "correctness", "weight": 3,
            "text": "Writes down what was sent to whom, and looks there before sending.",
            "cues": ["record of each letter", "unique constraint", "sent table", "mark as sent"],
        },
        {
            "slug": "safe-to-repeat", "name": "a job that may be repeated", "competency": "reliability", "weight": 2,
            "text": "Makes the job safe to be started any number of times.",
            "cues": ["idempotent", "safe to repeat", "no harm in repeating", "restartable"],
        },
        {
            "slug": "one-run", "name": "one run at a time", "competency": "edge_cases", "weight": 2,
            "text": "Lets no two runs work side by side.",
            "cues": ["advisory lock", "only one run", "mutual exclusion", "lock file"],
        },
        {
            "slug": "noticed", "name": "being told of it", "competency": "observability", "weight": 1,
            "text": "Learns of a wrong number of letters before the readers do.",
            "cues": ["alert", "count the letters", "dashboard", "alarm"],
        },
        {
            "slug": "said-sorry", "name": "a word to the readers", "competency": "communication", "weight": 1,
            "text": "Tells the readers what happened and that it is mended.",
            "cues": ["apology", "apologise", "say sorry", "explain to the readers", "excuse"],
        },
    ],
    "follow_up": [
        {"aims_at": "one-run", "text": "Two clerks press the button in the same second. What happens?"},
        {"aims_at": "noticed", "text": "How would you have learnt of Monday's mistake before the first reader rang?"},
    ],
}  # fmt: skip


def make_entry(**changes):
    """The sample question with some of its keys changed; a key changed to None is left out."""
    entry = copy.deepcopy(ENTRY) | changes
    return {key: value for key, value in entry.items() if value is not None}


def with_part(kind, number, **changes):
    """The sample question with one key point or follow-up changed."""
    entry = make_entry()
    entry[kind][number] |= changes
    return entry


def as_toml(*entries):
    """A bank file of these questions."""
    return "\n".join("[[question]]\n" + "".join(f"{k} = {_value(v)}\n" for k, v in e.items()) for e in entries)


def _value(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
