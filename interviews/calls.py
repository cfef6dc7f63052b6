"""Model calls on record: a row before each call, so that a crash can't hide one, and what came of it after, with its cost."""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from accounts.budgets import ModelUse, price_of, reserve_calls, settle_calls
from interviews.engine import CallReport
from interviews.enums import CallOutcome
from interviews.models import Interview, LLMCall, Turn

PURPOSE = "interviewer_reply"
MAX_CALLS_PER_TURN = 3
# What a call is taken to use until it is known: a long prompt, and as many tokens as it may write.
ESTIMATED_TOKENS_IN = 6_000
ESTIMATED_TOKENS_OUT = 3_000  # the most that any of our calls may write
ESTIMATED_TOKENS = ESTIMATED_TOKENS_IN + ESTIMATED_TOKENS_OUT
CHARACTERS_PER_TOKEN = 4
NEVER_SENT = frozenset(
    {"busy", "breaker_open", "connection", "unauthorized", "not_found", "payment_required", "redirect"}
)
BATCH = 500


def reserve_model(user_id: int, *, now: datetime, calls: int = 1) -> bool:
    """Whether the day's budgets allow so many calls; then they are set aside. Runs in a transaction of the caller's."""
    return reserve_calls(user_id, now=now, estimate=estimate_use(calls))


def estimate_use(calls: int) -> ModelUse:
    """What so many calls are taken to use until it is known."""
    price = price_of(tokens_in=ESTIMATED_TOKENS_IN, tokens_out=ESTIMATED_TOKENS_OUT)
    return ModelUse(calls, calls * ESTIMATED_TOKENS, calls * price)


def has_tokens_left(interview: Interview) -> bool:
    """Whether one more reply fits into the interview's own budget. Exact under the interview's lock; calls of judging don't count."""
    if not settings.INTERVIEW_TOKENS:
        return True
    used = LLMCall.objects.filter(turn__interview=interview, purpose=PURPOSE).aggregate(
        known=Sum(F("tokens_in") + F("tokens_out"), default=0),
        unknown=Count("pk", filter=Q(outcome=CallOutcome.STARTED)),
    )
    return bool(used["known"] + (used["unknown"] + 1) * ESTIMATED_TOKENS <= settings.INTERVIEW_TOKENS)


def start_call(turn: Turn, *, purpose: str = PURPOSE) -> LLMCall:
    """Put a call on record that is about to be made. ``purpose`` is its schema's name."""
    is_judging = purpose != PURPOSE
    return LLMCall.objects.create(
        turn=turn,
        fence=turn.fence,
        purpose=purpose,
        provider=urlsplit(settings.LLM_BASE_URL).hostname or "",
        model_asked=(is_judging and settings.LLM_JUDGE_MODEL) or settings.LLM_MODEL,
    )


def count_calls_left(turn: Turn) -> int:
    """How many calls this turn may still make, whoever made the others."""
    return MAX_CALLS_PER_TURN - turn.llm_calls.count()


def finish_calls(
    user_id: int,
    calls: Sequence[LLMCall],
    reports: Sequence[CallReport],
    *,
    reserved_calls: int,
    reserved_on: date | None = None,
    is_stale: bool = False,
) -> None:
    """Write down what the calls brought and cost; of a stale turn's nothing was committed. A call without report has failed.

    ``reserved_calls`` were set aside before, ``reserved_on`` that day (in UTC, today when not told); those that were not made
    are given back.
    """
    if not calls and not reserved_calls:
        return
    for nth, call in enumerate(calls):
        _finish_call(call, reports[nth] if nth < len(reports) else None, is_stale=is_stale)
    used = ModelUse(
        len(calls),
        tokens=sum((call.tokens_in or 0) + (call.tokens_out or 0) for call in calls),
        cost=sum((call.cost or Decimal(0) for call in calls), Decimal(0)),
    )
    day = reserved_on or timezone.now().astimezone(UTC).date()
    settle_calls(user_id, day=day, reserved=estimate_use(reserved_calls), used=used)


def _finish_call(call: LLMCall, report: CallReport | None, *, is_stale: bool) -> None:
    ok = report is not None and report.ok
    call.outcome = CallOutcome.STALE if is_stale else CallOutcome.OK if ok else CallOutcome.FAILED
    call.committed = ok and not is_stale
    fields = ["outcome", "committed"]
    if report is not None:
        call.reason, call.raw_reply = report.reason, report.text
        call.prompt_name, call.prompt_version = report.prompt_name, report.prompt_version
        call.model_answered = report.model
        call.latency_ms = round(report.latency_seconds * 1_000)
        call.tokens_in, call.tokens_out, is_counted = _count_tokens(report)
        call.parse_flags = [*report.flags] if is_counted else [*report.flags, "tokens_estimated"]
        call.cost = price_of(tokens_in=call.tokens_in, tokens_out=call.tokens_out)
        fields += ["reason", "raw_reply", "prompt_name", "prompt_version", "model_answered", "latency_ms"]
        fields += ["tokens_in", "tokens_out", "parse_flags", "cost"]
    call.save(update_fields=fields)


def _count_tokens(report: CallReport) -> tuple[int, int, bool]:
    """Tokens in and out, and whether the server counted them; else they are told from the characters, never as too few."""
    if report.tokens_in is not None and report.tokens_out is not None:
        return report.tokens_in, report.tokens_out, True
    if report.reason in NEVER_SENT:
        return 0, 0, True
    tokens_in = math.ceil(report.characters_in / CHARACTERS_PER_TOKEN)
    return tokens_in, math.ceil(len(report.text) / CHARACTERS_PER_TOKEN), report.characters_in == 0


# ------------------------------------------------------------------ forgetting


def count_old_replies(*, before: datetime) -> int:
    return LLMCall.objects.filter(created_at__lt=before).exclude(raw_reply="").count()


def forget_old_replies(*, before: datetime) -> int:
    """Empty the raw replies of older calls, in short statements beside a running server. Returns how many."""
    old = LLMCall.objects.filter(created_at__lt=before).exclude(raw_reply="").order_by("pk")
    forgotten = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        forgotten += LLMCall.objects.filter(pk__in=batch).update(raw_reply="")
    return forgotten
