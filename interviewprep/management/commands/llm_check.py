"""``manage.py llm_check``: try the configured model as the interviewer would use it, and say in words what works."""

import secrets
import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from interviewprep.llm import LLM, Completion, LLMError, Message, Prompt, get_llm
from interviewprep.llm.structured import Rejected
from interviews.model_reply import read_reply, reply_schema

BUDGET_SECONDS = 45.0
MAX_TOKENS = 400
ACTIONS = ("follow_up", "advance")
KEY_POINTS = ("second-counter",)
COMPETENCIES = ("correctness",)
NOT_CONFIGURED = "No model is configured. Set LLM_BASE_URL, LLM_MODEL and, where it needs one, LLM_API_KEY."

# What to do about a failure of the door, by its reason; those not listed are the provider's to mend: try again later.
ADVICE = {
    "unauthorized": "LLM_API_KEY is not accepted: check that it was copied whole and belongs to this provider.",
    "payment_required": "The provider wants payment first.",
    "not_found": "There is nothing at LLM_BASE_URL, or no model of that name: most addresses end in /v1.",
    "bad_request": "The provider does not take this request: does LLM_MODEL take chat messages?",
    "redirect": "LLM_BASE_URL leads elsewhere, and redirects are not followed: use the final address.",
    "connection": "Nobody answers at LLM_BASE_URL: is the server running, and reachable from here?",
    "timeout": f"No whole answer within {BUDGET_SECONDS:g} s: use a smaller or a faster model.",
    "not_json": "This is not an OpenAI-compatible address: what came back is no JSON.",
}

# What the richest form that the server understands means for an interview.
FORMATS = {
    "json_schema": "The server keeps the model to the exact shape: the best there is.",
    "json_object": "The server keeps the model to JSON, not to the shape: now and then a reply is asked for twice.",
    "none": "The server can't keep the model to JSON: a small model will often be stood in for by the offline interviewer.",
}


class Command(BaseCommand):
    help = "Ask the configured model for one reply, whole and streamed, and say what works and what to mend."

    def handle(self, *args: Any, **options: Any) -> None:
        llm = _open()
        call_id = secrets.token_hex(16)
        try:
            self._report_whole(llm, call_id)
            self._report_stream(llm, call_id)
        except LLMError as error:
            advice = ADVICE.get(error.reason, "The provider is at fault, or busy: try again later.")
            raise CommandError(f"The model can't be used: {error.reason}. {advice}") from error

    def _report_whole(self, llm: LLM, call_id: str) -> None:
        completion = llm.complete(_prompt(call_id))
        self.stdout.write(
            f"Answered by {completion.model or 'a model without a name'} in {completion.latency_seconds:.1f} s."
        )
        self.stdout.write(f"Format: {completion.format}. {FORMATS[completion.format]}")
        self.stdout.write(_describe_usage(completion))
        found = read_reply(
            completion.text,
            finish_reason=completion.finish_reason,
            refusal=completion.refusal,
            call_id=call_id,
            actions=ACTIONS,
            key_points=KEY_POINTS,
            competencies=COMPETENCIES,
        )
        if isinstance(found, Rejected):
            raise CommandError(f"Its reply can't be used: {found.reason}. Try a larger model, or one that writes JSON.")
        flags = f", with remarks: {', '.join(found.flags)}" if found.flags else ""
        self.stdout.write(f"Its reply can be used{flags}.")

    def _report_stream(self, llm: LLM, call_id: str) -> None:
        began = time.monotonic()
        with llm.stream(_prompt(call_id)) as words:
            if next(words, None) is None:
                raise CommandError("Streaming does not work: not one word came.")
            first = time.monotonic() - began
            for _ in words:
                pass
        self.stdout.write(
            f"Streaming works: the first words came after {first:.1f} s, the last after {time.monotonic() - began:.1f} s."
        )


def _open() -> LLM:
    try:
        llm = get_llm()
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
    if llm is None:
        raise CommandError(NOT_CONFIGURED)
    return llm


def _describe_usage(completion: Completion) -> str:
    if completion.tokens_in is None or completion.tokens_out is None:
        return "It does not count tokens, so they are told from the length of the text, and budgets in money are kept by that."
    return f"Tokens: {completion.tokens_in} in, {completion.tokens_out} out."


def _prompt(call_id: str) -> Prompt:
    """The smallest question that uses all that an interviewer's reply has."""
    system = (
        "You are a job interviewer. Answer with one JSON object: reply (what you say, one short question), call_id "
        f'("{call_id}"), intent ("answer"), action (one of {", ".join(ACTIONS)}), covered (a list of objects with key_point '
        f'"{KEY_POINTS[0]}" and a verbatim quote) and observations (a list of objects with competency "{COMPETENCIES[0]}", '
        "level 0 to 5 and a verbatim quote)."
    )
    user = "The candidate said: I would put a second counter at each door for a week and compare the sums."
    return Prompt(
        name="llm_check",
        version="1",
        messages=(Message("system", system), Message("user", user)),
        schema_name="interviewer_reply",
        schema=reply_schema(call_id=call_id, actions=ACTIONS, key_points=KEY_POINTS, competencies=COMPETENCIES),
        max_tokens=MAX_TOKENS,
        temperature=0.0,
        budget_seconds=BUDGET_SECONDS,
    )
