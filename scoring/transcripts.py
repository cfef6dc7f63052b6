"""A transcript as Markdown that reads well and cannot be forged by what was typed. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    seq: int
    speaker: str
    kind: str
    content: str
    language: str
    spoken_seconds: int | None = None


def write_markdown(title: str, lines: Iterable[TranscriptLine]) -> str:
    """One heading a message; text is quoted line by line and code fenced, so that no message can look like another."""
    parts = [f"# {title}", *(_write_line(line) for line in lines)]
    return "\n\n".join(parts) + "\n"


def _write_line(line: TranscriptLine) -> str:
    spoken = f", spoken in {line.spoken_seconds} s" if line.spoken_seconds else ""
    heading = f"## {line.seq}. {line.speaker.capitalize()} ({line.kind.replace('_', ' ')}{spoken})"
    if line.kind == "code":
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", line.content)), default=0))
        return f"{heading}\n\n{fence}{_safe_info(line.language)}\n{line.content}\n{fence}"
    quoted = "\n".join(f"> {text}" if text else ">" for text in line.content.split("\n"))
    return f"{heading}\n\n{quoted}"


def _safe_info(language: str) -> str:
    """A fence's info string ends at the line and holds no backtick, whatever a client calls its language."""
    return re.sub(r"[^\w+#. -]", "", language).strip()
