"""Template filters for what was said: safe HTML from plain text, and times that people read."""

from django import forms, template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from interviews import catalogue
from interviews.enums import STOOD_IN, Kind, MessageKind, Speaker
from interviews.models import Message, Question
from interviews.speech_blocks import Block, split_inline, split_speech
from interviews.templatetags.code import as_code

register = template.Library()

MINUTE, HOUR = 60, 3_600
NAMED = 2  # tracks; of more their number is told


@register.filter
def as_speech(text: str) -> SafeString:
    """Paragraphs and code (reached by Tab, so that it scrolls without a mouse); everything escaped."""
    return format_html_join("\n", "{}", ((_mark_up(block),) for block in split_speech(text)))


def _mark_up(block: Block) -> SafeString:
    if block.is_code:
        return format_html('<pre tabindex="0"><code>{}</code></pre>', as_code(block.text, block.language))
    return format_html(
        "<p>{}</p>",
        format_html_join(
            "", "{}", ((_mark_up_inline(text, is_code=is_code),) for text, is_code in split_inline(block.text))
        ),
    )


def _mark_up_inline(text: str, *, is_code: bool) -> str:
    return format_html("<code>{}</code>", text) if is_code else text


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
def signed(number: int) -> str:
    """A difference as it is printed: ``+2``, ``−1``."""
    return f"{number:+d}".replace("-", "−")


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


@register.filter
def beginning(text: str, words: int) -> str:
    """The first words of a text, and where it goes on an ellipsis that stays with the last of them."""
    found = text.split()
    return " ".join(found) if len(found) <= words else " ".join(found[:words]).rstrip(".,;:") + "…"


@register.filter
def track_names(question: Question) -> str:
    """In which tracks it is asked, as people read it; ``tracks`` should be prefetched."""
    places = {place.track for place in question.tracks.all()}
    names = [track.name for name, track in catalogue.tracks().items() if name in places]
    if len(names) == len(catalogue.tracks()):
        return "any track"
    return " or ".join(names) if len(names) <= NAMED else f"{len(names)} tracks"
