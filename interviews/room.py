"""What the room shows: everything a template needs, put together once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from interviewprep.errors import DomainError
from interviewprep.speech import listener, listens_here, reader, reads_here
from interviews import catalogue, queries
from interviews.ahead import tell_of_turns
from interviews.cases import cases_of
from interviews.enums import Intent, MessageKind, Outcome, Speaker, Stage, TurnKind
from interviews.languages import LANGUAGES
from interviews.models import Interview, Message, Turn
from interviews.plan import HINT_LEVELS, allowed_intents

# What a button says when nothing was typed: the transcript stays a conversation.
PHRASES = {
    Intent.HINT: "Could I have a hint, please?",
    Intent.SKIP: "I'd like to skip this one, please.",
    Intent.DONT_KNOW: "I don't know.",
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """The one thing to do about an error: a label, and where it leads (empty: send the form again)."""

    label: str
    action: str = ""


REMEDIES = {
    "turn_in_progress": Remedy("Send again"),
    "rate_limited": Remedy("Send again"),
    "budget_spent": Remedy("See what you have used today", "usage"),
    "stale_view": Remedy("Show the latest messages", "reload"),
    "interview_wrapped_up": Remedy("Finish and read the evaluation", "finish"),
    "finalize_pending": Remedy("Ask for the evaluation again", "finish"),
    "interview_finished": Remedy("Read the evaluation", "results"),
    "not_started": Remedy("Start the interview", "start"),
    "idempotency_key_reused": Remedy("Send as a new message"),
    "idempotency_key_required": Remedy("Send as a new message"),
    "invalid_message": Remedy("Back to the answer", "edit"),
    "llm_unavailable": Remedy("Ask again", "finish"),
    "interview_deleted": Remedy("Back to your interviews", "history"),
}


def new_key() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the answer form: the words, as what they are meant, and the key they are sent under."""

    draft: str = ""
    kind: str = MessageKind.TEXT
    language: str = ""
    intent: str = Intent.ANSWER
    key: str = ""


NEEDS_NEW_KEY = frozenset({"idempotency_key_reused", "idempotency_key_required"})


def describe_room(interview: Interview, *, typed: Typed, error: DomainError | None = None) -> dict[str, Any]:
    """The room's context. After an error all that was typed stays, and the key, so that sending again is the same message."""
    keeps_key = typed.key and not (error and error.code in NEEDS_NEW_KEY)
    messages = list(queries.messages_of(interview).select_related("slot", "turn"))
    slots = list(queries.load_progress(interview).slots)
    current = next((m for m in reversed(messages) if m.kind == MessageKind.QUESTION), None)
    slot = current.slot if current and current.slot and current.slot.outcome == Outcome.OPEN else None
    stage = Stage(interview.stage)
    waiting = queries.find_open_turn(interview)
    can_speak = bool(allowed_intents(stage))
    sent = sum(message.speaker == Speaker.CANDIDATE for message in messages)
    return {
        "interview": interview,
        "track": catalogue.tracks()[interview.track],
        "company": catalogue.companies()[interview.company_style],
        "interviewer": catalogue.interviewers()[interview.interviewer],
        "messages_": messages,
        "slots": slots,
        "slots_left": range(interview.max_questions - len(slots)),
        "current": current if slot else None,
        "slot": slot,
        "hints": min(HINT_LEVELS, len(slot.snapshot["hints"])) if slot else 0,
        "hints_used": slot.hints_used if slot else 0,
        "cases": cases_of(slot.snapshot) if slot else None,
        "can_speak": can_speak,
        "in_question": Intent.HINT in allowed_intents(stage),
        "ahead": tell_of_turns(interview.user_id, sent=sent, now=timezone.now()) if can_speak and error is None else (),
        "finalizing": waiting is not None and waiting.kind == TurnKind.FINALIZE,
        # Who was refused meanwhile keeps the form with what was typed.
        "answering": error is None and waiting is not None and _is_answering(waiting),
        "has_model": bool(settings.LLM_BASE_URL),
        "phrases": PHRASES,
        "elapsed_seconds": elapsed_seconds(interview),
        "question_seconds": _seconds_between(current.created_at, interview.finalized_at) if current and slot else None,
        "last_seen_seq": interview.next_seq - 1,
        "key": typed.key if keeps_key else new_key(),
        "typed": typed,
        "dictation": {
            "listener": listener(),
            "is_here": listens_here(),
            "most_seconds": settings.SPEECH_MAX_SECONDS,
        },
        "reading": {"host": reader(), "is_here": reads_here()},
        "languages": LANGUAGES,
        "language": typed.language or _last_language(messages),
        "error": error,
        "remedy": REMEDIES.get(error.code) if error else None,
    }


def _last_language(messages: list[Message]) -> str:
    """Who wrote in Go writes in Go again."""
    return next((message.language for message in reversed(messages) if message.language), "")


def _is_answering(turn: Turn) -> bool:
    """Whether somebody is at work on this message; when the lease is over, the next message settles it."""
    lease = turn.lease_expires_at
    return turn.kind == TurnKind.MESSAGE and lease is not None and lease > timezone.now()


def elapsed_seconds(interview: Interview) -> int:
    """Seconds since the interview was started, by the server's clock; it stops when the interview does."""
    if interview.started_at is None:
        return 0
    return _seconds_between(interview.started_at, interview.finalized_at)


def _seconds_between(start: datetime, end: datetime | None) -> int:
    return int(((end or timezone.now()) - start).total_seconds())
