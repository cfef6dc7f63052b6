"""How a prompt is put together: data that can't speak, a fresh tag and nonce for every call, and a version to record."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace

from interviewprep.llm.client import Prompt

NONCE_BYTES = 16
TAG_BYTES = 6
VERSION_CHARACTERS = 12
MIN_SECONDS_TO_ASK_AGAIN = 8.0
REASON_LINE = (
    "Your last answer could not be used ({reason}). Write the one JSON object described above, complete, with call_id "
    '"{call_id}", and nothing around it.'
)


@dataclass(frozen=True, slots=True)
class Seal:
    """What is drawn anew for each call, so that nothing written before can know it: the nonce and the tag of its data."""

    call_id: str = field(default_factory=lambda: secrets.token_hex(NONCE_BYTES))
    tag: str = field(default_factory=lambda: f"data-{secrets.token_hex(TAG_BYTES)}")

    def wrap(self, data: object) -> str:
        """The data as JSON inside the tag. Line breaks and angle brackets are encoded: no line and no tag can be forged."""
        text = json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c").replace(">", "\\u003e")
        return f"<{self.tag}>\n{text}\n</{self.tag}>"


def version_of(*parts: object) -> str:
    """A short hash of a prompt's fixed text, its schema and its parameters; the same until one of them changes."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_CHARACTERS]


def ask_again(prompt: Prompt, *, reason: str, call_id: str, budget_seconds: float) -> Prompt:
    """The same prompt with the reason, not with the bad reply: it may be the reply that is the attack."""
    *before, last = prompt.messages
    line = REASON_LINE.format(reason=reason, call_id=call_id)
    messages = (*before, replace(last, content=f"{last.content}\n\n{line}"))
    return replace(prompt, messages=messages, budget_seconds=budget_seconds)
