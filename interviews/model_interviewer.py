"""The model as interviewer: one streamed call for each message, read with suspicion. Pure but for the call itself.

The model writes words and observations. What counts as said is decided here, from the candidate's own characters; what may
be shown goes through the leak filter; what happens next is the plan's. Whatever can't be used is the offline interviewer's.
"""

import re
import time
from collections.abc import Generator
from dataclasses import dataclass, replace

from interviewprep.llm import LLM, Completion, LLMError, Prompt
from interviewprep.llm.prompting import MIN_SECONDS_TO_ASK_AGAIN, Seal, ask_again
from interviewprep.llm.reply_stream import ReplyStream
from interviewprep.llm.structured import Accepted, Rejected
from interviews import claims, offline, prompts
from interviews.answers import JUNK, is_mostly_latin
from interviews.brief import Action, Brief, Reading
from interviews.engine import AskingAgain, CallReport, Heard, Listening, Piece, report_call
from interviews.enums import Intent, Source
from interviews.leaks import HeldBack, Leak, LeakFilter
from interviews.model_reply import MAX_REPLY_CHARACTERS, ModelReply, read_reply
from interviews.plan import allowed_actions

ASIDES = frozenset({"thinking", "smalltalk", "off_topic"})
MAX_WORDS = 120
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
PRAISE = re.compile(
    r"\b(?:great|good|excellent|fantastic|awesome|amazing|brilliant|perfect|wonderful|impressive|solid|nice)"
    r" (?:question|answer|point|job|work|start|approach|thinking|explanation|response|stuff)\b"
    r"|\bwell done\b|\b(?:that's|that is|you're|you are) (?:absolutely |exactly |completely )?(?:right|correct|spot on)\b"
    r"|\blet's dive (?:in|into|deep)",
    re.IGNORECASE,
)
ENDS = frozenset({Action.ADVANCE, Action.WRAP_UP})


@dataclass(frozen=True, slots=True)
class _Asked:
    """One message as it is put to the model."""

    brief: Brief
    actions: tuple[Action, ...]
    seal: Seal
    prompt: Prompt
    leak_filter: LeakFilter


class ModelInterviewer:
    """Has a model read and answer each message. ``budget_seconds`` is for all calls of one message together."""

    def __init__(self, llm: LLM, *, budget_seconds: float) -> None:
        self._llm = llm
        self._budget_seconds = budget_seconds

    def wants_model(self, brief: Brief) -> bool:
        """What is surely no answer is not worth a call, and can't talk a model into anything."""
        return offline.read_message(brief).answer not in JUNK

    def listen(self, brief: Brief, *, may_ask_again: bool) -> Listening:
        deadline = time.monotonic() + self._budget_seconds
        asked = _prepare(brief, budget_seconds=self._budget_seconds)
        found, report = yield from self._ask(asked)
        reports = [report]
        left = deadline - time.monotonic()
        if isinstance(found, Rejected) and may_ask_again and left >= MIN_SECONDS_TO_ASK_AGAIN:
            yield AskingAgain()
            yield Piece("", replaces=True)
            again = ask_again(asked.prompt, reason=found.reason, call_id=asked.seal.call_id, budget_seconds=left)
            asked = replace(asked, prompt=again)
            found, report = yield from self._ask(asked)
            reports.append(report)
        if not isinstance(found, Accepted):
            return Heard(None, tuple(reports))
        reading, flags = _read(asked, found.value)
        reports[-1] = replace(report, flags=tuple(sorted({*report.flags, *flags})))
        return Heard(reading, tuple(reports))

    def _ask(self, asked: _Asked) -> Generator[Piece, None, tuple[Accepted[ModelReply] | Rejected | None, CallReport]]:
        """One call: its reply, why that can't be used, or nothing where the model failed; and what to put on record."""
        began = time.monotonic()
        try:
            completion = yield from self._hear(asked)
        except LLMError as error:
            return None, report_call(asked.prompt, reason=error.reason, latency_seconds=time.monotonic() - began)
        found = read_reply(
            completion.text,
            finish_reason=completion.finish_reason,
            refusal=completion.refusal,
            call_id=asked.seal.call_id,
            actions=[prompts.wire_action(action) for action in asked.actions],
            key_points=[point.slug for point in asked.brief.question.key_points] if asked.brief.open_slot else [],
            competencies=prompts.competencies_of(asked.brief),
        )
        reason = found.reason if isinstance(found, Rejected) else ""
        flags = found.flags if isinstance(found, Accepted) else ()
        return found, report_call(asked.prompt, completion, reason=reason, flags=flags)

    def _hear(self, asked: _Asked) -> Generator[Piece, None, Completion]:
        """The words of ``reply`` as they are written, a few words late; after a leak nothing more is shown."""
        reply, held = ReplyStream(), HeldBack(asked.leak_filter)
        heard, is_showing = 0, True
        with self._llm.stream(asked.prompt) as stream:
            for delta in stream:
                words = reply.feed(delta) if is_showing else ""
                heard += len(words)
                try:
                    shown = held.feed(words) if words and heard <= MAX_REPLY_CHARACTERS else ""
                except Leak:
                    shown, is_showing = "", False
                if shown:
                    yield Piece(shown)
            return stream.completion


def _prepare(brief: Brief, *, budget_seconds: float) -> _Asked:
    seal = Seal()
    actions = allowed_actions(brief)
    prompt = prompts.interviewer_reply(brief, actions=actions, seal=seal, budget_seconds=budget_seconds)
    return _Asked(brief, actions, seal, prompt, _make_filter(brief, seal, prompt))


def _make_filter(brief: Brief, seal: Seal, prompt: Prompt) -> LeakFilter:
    """Hidden are the rules, and of the question what is not the interviewer's to say."""
    hidden = [prompt.messages[0].content, prompts.TASK, *prompts.DOES.values()]
    sayable = [line.content for line in brief.transcript]
    if brief.open_slot is not None:
        question = brief.question
        hidden += [question.model_answer, *question.red_flags, *question.hints]
        hidden += [point.text for point in question.key_points]
        sayable += [question.prompt, question.title, *(f.text for f in question.follow_ups)]
        sayable += [clarification.say for clarification in question.clarifications]
    return LeakFilter(hidden, secrets=(seal.call_id, seal.tag), sayable=sayable)


# ------------------------------------------------------------------ what is believed


def _read(asked: _Asked, reply: ModelReply) -> tuple[Reading, set[str]]:
    """The reading that counts, and remarks on what did not."""
    brief = asked.brief
    plain = offline.read_message(brief)
    intent = _intent(brief, reply)
    is_aside = reply.intent in ASIDES and brief.said.intent == Intent.ANSWER
    flags: set[str] = set()
    # Where the model hears no answer, only words that cover a point speak against it.
    covered, observations = plain.covered, plain.observations if plain.covered else ()
    if brief.open_slot is not None and intent == Intent.ANSWER and not is_aside and is_mostly_latin(brief.said.content):
        covered = claims.check_covered(brief, reply.covered, known=plain.covered, flags=flags)
        observations = claims.check_observations(brief, reply.observations, covered=covered, flags=flags)
    fault = _find_fault(asked, reply)
    flags |= {fault} if fault else set()
    proposes = next((a for a in asked.actions if prompts.wire_action(a) == reply.action), None)
    reading = Reading(
        intent,
        plain.answer,
        covered,
        observations,
        source=Source.LLM,
        words="" if fault else reply.reply,
        proposes=proposes,
        is_aside=is_aside,
    )
    return reading, flags


def _intent(brief: Brief, reply: ModelReply) -> Intent:
    """A button says what was meant; free text is the model's to read."""
    if brief.said.intent != Intent.ANSWER or brief.open_slot is None:
        return brief.said.intent
    return Intent(reply.intent) if reply.intent in Intent.values else Intent.ANSWER


def _find_fault(asked: _Asked, reply: ModelReply) -> str:
    """Why these words are not said, or nothing."""
    words = reply.reply
    questions = QUOTED.sub("", words).count("?")
    ends = reply.action in ENDS
    faults = {
        "leak_blocked": asked.leak_filter.leaks(words),
        "too_many_words": len(words.split()) > MAX_WORDS,
        "too_many_questions": questions > 1,
        "asks_while_leaving": ends and questions > 0,
        "praises": PRAISE.search(words) is not None,
        "said_before": " ".join(words.split()) in {" ".join(said.split()) for said in asked.brief.spoken},
    }
    return next((fault for fault, is_there in faults.items() if is_there), "")
