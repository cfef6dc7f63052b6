"""Model calls on record: a row before each call, so that a crash can't hide one, and what came of it after."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings

from interviews.engine import CallReport
from interviews.enums import CallOutcome
from interviews.models import LLMCall, Turn

PURPOSE = "interviewer_reply"
MAX_CALLS_PER_TURN = 3


def start_call(turn: Turn) -> LLMCall:
    """Put a call on record that is about to be made."""
    return LLMCall.objects.create(
        turn=turn,
        fence=turn.fence,
        purpose=PURPOSE,
        provider=urlsplit(settings.LLM_BASE_URL).hostname or "",
        model_asked=settings.LLM_MODEL,
    )


def count_calls_left(turn: Turn) -> int:
    """How many calls this turn may still make, whoever made the others."""
    return MAX_CALLS_PER_TURN - turn.llm_calls.count()


def finish_calls(calls: Sequence[LLMCall], reports: Sequence[CallReport], *, is_stale: bool = False) -> None:
    """Write down what the calls brought; of a stale turn's nothing was committed. A call without a report has failed."""
    for nth, call in enumerate(calls):
        report = reports[nth] if nth < len(reports) else None
        _finish_call(call, report, is_stale=is_stale)


def _finish_call(call: LLMCall, report: CallReport | None, *, is_stale: bool) -> None:
    ok = report is not None and report.ok
    call.outcome = CallOutcome.STALE if is_stale else CallOutcome.OK if ok else CallOutcome.FAILED
    call.committed = ok and not is_stale
    fields = ["outcome", "committed"]
    if report is not None:
        call.reason, call.parse_flags, call.raw_reply = report.reason, list(report.flags), report.text
        call.prompt_name, call.prompt_version = report.prompt_name, report.prompt_version
        call.model_answered = report.model
        call.tokens_in, call.tokens_out = report.tokens_in, report.tokens_out
        call.latency_ms = round(report.latency_seconds * 1_000)
        fields += ["reason", "parse_flags", "raw_reply", "prompt_name", "prompt_version", "model_answered"]
        fields += ["tokens_in", "tokens_out", "latency_ms"]
    call.save(update_fields=fields)
