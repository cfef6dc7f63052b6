"""Reads every line that is logged while the suite runs, as it would be written, and fails the run when one says what none may.

The canaries are what the tests use everywhere: passwords, keys, tokens, what candidates say and what models are told.
"""
# ruff: noqa: PLC0415 - loaded before Django is set up

import logging
import re

import pytest

LOGGED = pytest.StashKey[set[str]]()
TOKEN = re.compile(r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}")


class LogWatch(logging.Handler):
    """Puts into ``found`` which canary was in a line of which logger; never the line itself."""

    def __init__(self, found: set[str]) -> None:
        super().__init__()
        self.found = found
        from interviewprep.logging import JSONFormatter
        from interviewprep.testing.factories import NEUTRAL_ANSWER, PASSWORD
        from interviewprep.testing.speech_server import HEARD
        from interviews import prompts as interviewer_prompts
        from scoring import prompts as judge_prompts

        self.setFormatter(JSONFormatter())
        self._canaries = {
            "a password": PASSWORD,
            "the key of a model": "sk-canary",
            "a candidate's words": NEUTRAL_ANSWER[:40],
            "what a candidate dictated": HEARD[:40],
            "the interviewer's rules": interviewer_prompts.SYSTEM[-80:],
            "the judge's rules": judge_prompts.JUDGE_RULES[-80:],
        }

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        for name, canary in self._canaries.items():
            if canary in line:
                self.found.add(f"{record.name} logged {name}")
        if TOKEN.search(line):
            self.found.add(f"{record.name} logged a token")

    def listen(self) -> None:
        """To everything that the application and Django log."""
        for name in ("", "django"):
            logging.getLogger(name).addHandler(self)
