"""What an interviewer or a question says, taken apart: paragraphs, and the code between them. Pure.

Plain text with two conventions: a block of code is indented by four blanks or fenced with three backticks, and a name in
single backticks is code too. ``static/js/speech.js`` does the same while a reply is still being written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"```[ \t]*([A-Za-z0-9_+#.-]*)[ \t]*")
INLINE = re.compile(r"`([^`\n]+)`")
INDENT = re.compile(r" {4}|\t")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a piece of code; ``language`` as the fence named it, in lower case."""

    text: str
    is_code: bool = False
    language: str = ""


def split_speech(text: str) -> list[Block]:
    """The blocks in order. A fence that is never closed is code to the end, so that nothing is lost."""
    return [block for block in _cut(text.split("\n")) if block.text.strip()]


def split_inline(paragraph: str) -> list[tuple[str, bool]]:
    """The paragraph in stretches, each with whether it is code."""
    parts = INLINE.split(paragraph)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def _cut(lines: list[str]) -> Iterator[Block]:
    rest = lines
    while rest:
        if fence := FENCE.fullmatch(rest[0]):
            size = next((n for n, line in enumerate(rest[1:], 1) if line.rstrip() == "```"), len(rest))
            yield Block("\n".join(rest[1:size]), is_code=True, language=fence[1].lower())
            rest = rest[size + 1 :]
        else:
            size = next((n for n, line in enumerate(rest) if n and FENCE.fullmatch(line)), len(rest))
            yield from _cut_plain("\n".join(rest[:size]))
            rest = rest[size:]


def _cut_plain(text: str) -> Iterator[Block]:
    """Paragraphs end at an empty line; indented ones that follow each other are one piece of code."""
    code: list[str] = []
    for block in re.split(r"(\n{2,})", text.strip("\n")):
        if not block.strip("\n"):
            code = [*code, block] if code else code
        elif all(INDENT.match(line) or not line.strip() for line in block.split("\n")):
            code.append("\n".join(INDENT.sub("", line, count=1) for line in block.split("\n")))
        else:
            yield Block("".join(code).strip("\n"), is_code=True)
            code = []
            yield Block(block)
    yield Block("".join(code).strip("\n"), is_code=True)
