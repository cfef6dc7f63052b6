"""What may be sent as a message. Nothing is trimmed or cut: what can't be taken is said. Pure."""

import re

from interviews.delivery import MAX_SPOKEN_SECONDS, MAX_SPOKEN_WORDS, HowSpoken
from interviews.enums import MessageKind
from interviews.exceptions import IdempotencyKeyRequired, InvalidMessage

MAX_CHARACTERS = 8_000
MAX_LANGUAGE_CHARACTERS = 20
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
# Control characters other than tab and line ends, lone surrogates, and marks that reorder text to deceive.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def check_key(key: str) -> None:
    """Raise unless the idempotency key is 16 to 64 letters, digits, - or _."""
    if not KEY.fullmatch(key):
        raise IdempotencyKeyRequired


def normalise_newlines(text: str) -> str:
    """Browsers send CRLF from a text area, programs LF: they are the same message."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_content(content: str) -> None:
    """Raise ``InvalidMessage`` with the reason when this can't be a candidate's message."""
    faults = []
    if not content.strip():
        faults.append("Write something first.")
    if len(content) > MAX_CHARACTERS:
        over = len(content) - MAX_CHARACTERS
        faults.append(
            f"That is {len(content):,} characters, {over:,} more than the {MAX_CHARACTERS:,} a message can hold."
        )
    faults += _find_forbidden(content)
    if faults:
        raise InvalidMessage(fields={"content": faults})


def check_language(language: str) -> None:
    """Raise ``InvalidMessage`` when this can't be the name of a language."""
    faults = []
    if len(language) > MAX_LANGUAGE_CHARACTERS:
        faults.append(f"At most {MAX_LANGUAGE_CHARACTERS} characters.")
    faults += _find_forbidden(language)
    if faults:
        raise InvalidMessage(fields={"language": faults})


def check_spoken(spoken: HowSpoken, kind: MessageKind) -> None:
    """Raise ``InvalidMessage`` when a message can't have been spoken like this."""
    faults = []
    if kind != MessageKind.TEXT:
        faults.append("Code is typed: leave this out.")
    if not 1 <= spoken.seconds <= MAX_SPOKEN_SECONDS:
        faults.append(f"seconds: Choose a number from 1 to {MAX_SPOKEN_SECONDS:,}.")
    if not 1 <= spoken.words <= MAX_SPOKEN_WORDS:
        faults.append(f"words: Choose a number from 1 to {MAX_SPOKEN_WORDS:,}.")
    if spoken.pauses is not None and not 0 <= spoken.pauses <= spoken.seconds:
        faults.append("pauses: Choose a number from 0 to that of the seconds.")
    if faults:
        raise InvalidMessage(fields={"spoken": faults})


def _find_forbidden(text: str) -> list[str]:
    found = FORBIDDEN.search(text)
    return [f"It contains a control character (U+{ord(found[0]):04X}) that can't be stored."] if found else []
