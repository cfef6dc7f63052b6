"""Template filters for what was said: safe HTML from plain text, and times that people read."""

import re

from django import forms, template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from interviews.enums import STOOD_IN, Kind, MessageKind, Speaker
from interviews.models import Message

register = template.Library()

MINUTE, HOUR = 60, 3_600


@register.filter
def as_speech(text: str) -> SafeString:
    """Paragraphs, with indented blocks as code (reached by Tab, so that it scrolls without a mouse); everything escaped."""
    blocks = re.split(r"\n{2,}", text.strip("\n"))
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks if block.strip()))


def _block(block: str) -> SafeString:
    lines = block.split("\n")
    if all(line.startswith(("    ", "\t")) or not line.strip() for line in lines):
        return format_html(
            '<pre tabindex="0"><code>{}</code></pre>', "\n".join(line.removeprefix("    ") for line in lines)
        )
    return format_html("<p>{}</p>", block)


@register.filter
def is_stand_in(message: Message) -> bool:
    """Whether the offline interviewer said this because the model did not; a question is the bank's own in any case."""
    is_spoken = message.speaker == Speaker.INTERVIEWER and message.kind != MessageKind.QUESTION
    return is_spoken and message.turn.outcome in STOOD_IN


@register.filter
def as_duration(seconds: int) -> str:
    """``754`` → ``12 min``; ``5400`` → ``1 h 30 min``."""
    if seconds < MINUTE:
        return "under a minute"
    hours, rest = divmod(seconds, HOUR)
    minutes = rest // MINUTE
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """``mapping[key]``, for keys that are variables."""
    return mapping.get(key, "")


@register.filter
def percent_of(level: int | None, most: int) -> int:
    """A level as a share of the most there is, in per cent."""
    return round(100 * level / most) if level is not None else 0


@register.filter
def total(counts: dict[str, int]) -> int:
    """The sum of a mapping's numbers."""
    return sum(counts.values())


@register.filter
def get_label(fields: dict[str, forms.Field], name: str) -> str:
    """A field's label, or its name in words."""
    field = fields.get(name)
    return str(field.label or name.replace("_", " ").capitalize()) if field else name


@register.filter
def get_kind(kind: str) -> str:
    """A kind as people read it: ``system_design`` → ``system design``."""
    return str(Kind(kind).label).lower()
