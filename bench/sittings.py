"""Sitting an interview as a seeded candidate does."""

from bench.candidates import Candidate
from interviewprep.testing.factories import say
from interviews.enums import SPEAKING_STAGES
from interviews.models import Interview


def sit(interview: Interview, candidate: Candidate, *, messages: int = 1_000) -> None:
    """Talk until the transcript has so many messages or the interview is over."""
    while interview.next_seq <= messages and interview.stage in SPEAKING_STAGES:
        said = candidate.speak(interview.stage)
        for message in say(interview, said.content, intent=said.intent).messages:
            candidate.hear(message.kind, message.content)
        interview.refresh_from_db()
