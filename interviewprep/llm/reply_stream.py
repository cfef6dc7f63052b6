"""Reading what the interviewer says while the model is still writing it. Pure."""

import re

from interviewprep.llm.structured import THINKING_END
from interviewprep.llm.structured_fields import UNSAFE

MAX_PREAMBLE = 256
MAX_TAG = 16
BLANK = " \t\r\n\f\v\ufeff"
OPENING = re.compile(r"""(?:(?:```|~~~)[\w+-]*\s*)?\{[ \t\r\n]*"reply"[ \t\r\n]*:[ \t\r\n]*["]""")
PIECE = re.compile(r"""(?P<plain>[^"\\]++)|(?P<end>")|\\(?:(?P<sign>["\\/bfnrt])|u(?P<code>[0-9a-fA-F]{4}))""")
UNFINISHED_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?")
SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
SURROGATE_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")


class ReplyStream:
    """The text of the field ``reply``, as soon as each character is certain, without unsafe characters.

    Silent when ``reply`` is not the first key of the object, or when anything but a fence or thinking stands before
    it: then only the finished reply tells which object is the answer.
    """

    def __init__(self) -> None:
        self._held = ""
        self._half = ""
        self._inside = False
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self._ended

    def feed(self, delta: str) -> str:
        """What can be read now that ``delta`` has arrived."""
        if self._ended:
            return ""
        self._held += delta.replace("\0", "")
        if not self._inside and not self._find_opening():
            return ""
        return self._join(self._read_pieces())

    def _find_opening(self) -> bool:
        """Step into the field once its opening quote is there. Each end of thinking is a new beginning."""
        while True:
            self._held = self._held.lstrip(BLANK)
            opening = OPENING.match(self._held)
            if opening and opening.end() <= MAX_PREAMBLE:
                self._held = self._held[opening.end() :]
                self._inside = True
                return True
            thought = THINKING_END.search(self._held)
            if thought is None:
                break
            self._held = self._held[thought.end() :]
        if len(self._held) > MAX_PREAMBLE:
            self._held = "…" + self._held[-MAX_TAG:]  # never an opening again, but thinking may end here
        return False

    def _read_pieces(self) -> str:
        found = []
        at = 0
        while not self._ended and (piece := PIECE.match(self._held, at)):
            at = piece.end()
            found.append(_decode_piece(piece))
            self._ended = piece["end"] is not None
        self._held = self._held[at:]
        if self._held and not UNFINISHED_ESCAPE.fullmatch(self._held):
            self._ended = True  # no JSON from here on
        return "".join(found)

    def _join(self, text: str) -> str:
        """Whole characters only: the first half of a surrogate pair waits for the second."""
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        text = text.removesuffix(self._half) if self._half else text
        return UNSAFE.sub("", SURROGATE_PAIR.sub(lambda pair: _pair(pair[0]), text))


def _decode_piece(piece: re.Match[str]) -> str:
    if piece["code"]:
        return chr(int(piece["code"], 16))
    if piece["sign"]:
        return SIGNS.get(piece["sign"], piece["sign"])
    return piece["plain"] or ""


def _pair(halves: str) -> str:
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
