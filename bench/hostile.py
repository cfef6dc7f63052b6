"""How long what is meant to keep a reader busy keeps it busy, and how that grows: replies of a model, code of a candidate."""

import time
from collections.abc import Callable, Mapping

from bench.figure import Place
from bench.tables import Cell, Line, Measured
from interviewprep.llm.reply_stream import ReplyStream
from interviewprep.llm.structured import MAX_CHARACTERS as MAX_REPLY
from interviewprep.llm.structured import accept
from interviewprep.tests.llm_structured.corpus import NONCE, validate
from interviewprep.tests.llm_structured.hostile import hostile_replies
from interviews.colours import GRAMMARS, colour_code
from interviews.tests.test_colours import HOSTILE_UNITS
from interviews.validation import MAX_CHARACTERS as MAX_CODE

TITLE = "Hostile input, at half and at full size"
ABOUT = """\
Processor time, best of three, of the case that takes longest, and of the case that grows most: "growth" is the time at the
full size (64,000 characters of a reply, 8,000 of code) divided by that at half of it. Two is linear and four is quadratic; what
takes less than 2 ms tells nothing of its growth and is left out of it. Replies are read whole, and streamed in single characters."""
Work = Callable[[str], object]
TOO_SHORT_SECONDS = 0.002


def measure(place: Place) -> Measured:
    lines = [
        _line("model's reply, read whole", _read, hostile_replies(MAX_REPLY // 2), hostile_replies(MAX_REPLY)),
        _line("model's reply, streamed", _stream, hostile_replies(MAX_REPLY // 2), hostile_replies(MAX_REPLY)),
    ]
    lines += [
        _line(f"code coloured, {language}", _colour(language), _hostile_code(MAX_CODE // 2), _hostile_code(MAX_CODE))
        for language in GRAMMARS
    ]
    return Measured(TITLE, ABOUT, lines)


def _line(what: str, work: Work, half: Mapping[str, str], full: Mapping[str, str]) -> Line:
    seconds = {case: (_seconds(work, half[case]), _seconds(work, full[case])) for case in full}
    longest = max(seconds, key=lambda case: seconds[case][1])
    growth = {case: whole / part for case, (part, whole) in seconds.items() if whole > TOO_SHORT_SECONDS}
    most = max(growth, key=lambda case: growth[case], default="")
    cells: dict[str, Cell] = {
        "longest": repr(longest),
        "ms": seconds[longest][1] * 1_000,
        "grows most": repr(most) if most else "–",
    }
    return Line(what, {**cells, "growth": growth[most] if most else "–"})


def _seconds(work: Work, text: str) -> float:
    return min(_seconds_once(work, text) for _ in range(3))


def _seconds_once(work: Work, text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began


def _read(raw: str) -> object:
    return accept(raw, finish_reason="stop", refusal="", call_id=NONCE, validate=validate)


def _stream(raw: str) -> None:
    reply = ReplyStream()
    for character in f'{{"reply": "{raw}':
        reply.feed(character)


def _colour(language: str) -> Work:
    return lambda code: colour_code(code, language)


def _hostile_code(size: int) -> dict[str, str]:
    return {unit: unit * (size // len(unit)) for unit in HOSTILE_UNITS}
