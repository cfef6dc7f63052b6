"""Who reads a candidate's message: the seam behind which an interviewer may be offline or a model. Pure."""

from typing import Protocol

from interviews import offline
from interviews.brief import Brief, Reading


class Interviewer(Protocol):
    """Reads a message. May take seconds and raise ``LLMError`` when ``calls_model``; is never asked in a transaction."""

    calls_model: bool

    def read(self, brief: Brief) -> Reading: ...


class OfflineInterviewer:
    """The interviewer that needs no model."""

    calls_model = False

    def read(self, brief: Brief) -> Reading:
        return offline.read_message(brief)
