"""What the interviewer said becomes sound: words that are stored, and no others. It is passed on and kept by nobody here."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import get_object_or_404

from interviewprep.errors import Conflict, Unavailable
from interviewprep.speech import BROWSER, Synthesiser, reader
from interviews import catalogue
from interviews.models import Interview, Message
from interviews.queries import said_by_the_interviewer
from interviews.speech_blocks import split_inline, split_speech
from interviews.speech_calls import counted, on_record

MAX_CHARACTERS = 4_096  # what the wire takes at a time


class ReadingNotOffered(Conflict):
    """Nobody speaks the interviewer's words here: this installation has no server for it."""


class ReadingNotAgreed(Conflict):
    """You have not agreed to the interviewer's words being sent to the server that speaks. The settings say where they go."""


class NothingToRead(Conflict):
    """This message is code alone, which is for the eye."""


class TooLongToRead(Conflict):
    """This message is too long to be spoken. It stands in writing."""


class ReadingUnavailable(Unavailable):
    """The interviewer's voice can't be had just now. The words stand in writing."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be spoken, and in which voice."""

    words: str
    voice: str

    @property
    def etag(self) -> str:
        """The same for the same words, voice and model: whoever has heard it need not have it spoken again."""
        said = f"{settings.SPEECH_SYNTHESIS_MODEL}\n{self.voice}\n{self.words}"
        return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def find_line(interview: Interview, seq: int, *, agreed: str) -> Line:
    """What of a message of the interviewer's is spoken; 404 for any other. ``agreed`` is the host that the candidate agreed to.

    Raises ``ReadingNotOffered``, ``ReadingNotAgreed``, ``NothingToRead`` and ``TooLongToRead``.
    """
    _check_agreed(agreed)
    message = get_object_or_404(said_by_the_interviewer(interview), seq=seq)
    return _line_of(message, interviewer=interview.interviewer)


def _check_agreed(agreed: str) -> None:
    if reader() == BROWSER:
        raise ReadingNotOffered
    if agreed != reader():
        raise ReadingNotAgreed


def _line_of(message: Message, *, interviewer: str) -> Line:
    """The paragraphs of a message; code between them is for the eye."""
    words = "\n\n".join(
        "".join(text for text, _ in split_inline(block.text))
        for block in split_speech(message.content)
        if not block.is_code
    )
    if not words:
        raise NothingToRead
    if len(words) > MAX_CHARACTERS:
        raise TooLongToRead
    voice = settings.SPEECH_VOICES.get(interviewer) or catalogue.interviewers()[interviewer].server_voice
    return Line(words, voice)


def speak(user_id: int, line: Line, *, synthesiser: Synthesiser | None) -> bytes:
    """Have a line spoken, as MP3. What nobody spoke does not count."""
    if synthesiser is None:
        raise ReadingNotOffered
    facts = {"user_id": user_id, "characters": len(line.words), "voice": line.voice}
    with (
        counted(user_id, "spoken_characters", len(line.words)),
        on_record("reading", refusal=ReadingUnavailable, **facts),
    ):
        return synthesiser.synthesise(line.words, voice=line.voice)
