"""The offline interviewer: reads an answer by its words and speaks from its persona's lines. Pure and deterministic."""

import random
import re
from collections.abc import Callable, Sequence

from interviews import catalogue
from interviews.answers import AnswerKind, classify, count_words, is_mostly_latin, read_intent
from interviews.brief import Action, Brief, Move, NewObservation, Reading, Setup, Slot, Spoken
from interviews.coverage import SMALL_WORDS, Covered, find_covered, split_words
from interviews.enums import Intent, MessageKind, Speaker
from interviews.plan import is_answer, is_last_turn, questions_left
from interviews.snapshot import Clarification, QuestionSnapshot

GOOD = r"(?:good|great|fine|well|excited|happy|fantastic|wonderful|ready|glad|lovely|excellent|brilliant|alright|all right)"
LOW = r"(?:tired|exhausted|bad|terrible|awful|sick|ill|rough|sleepy|stuck|unwell)"
TENSE = r"(?:nervous|anxious|stress(?:ed|ful)?|scared|worried|shaking|pressure|jitter(?:y|s)|panic(?:king|ked)?|tense)"
NOT = r"(?:not|never|\w*n't)\s+(?:\w+\s+){0,2}?"
DENIED_TONE = re.compile(rf"\b{NOT}(?:{LOW}|{TENSE})\b", re.IGNORECASE)  # "not bad", "not nervous at all"
TONES = {
    "nervous": re.compile(rf"\b{TENSE}\b", re.IGNORECASE),
    "negative": re.compile(rf"\b(?:{LOW}|long day|could be better|{NOT}{GOOD})\b", re.IGNORECASE),
    "positive": re.compile(rf"\b{GOOD}\b", re.IGNORECASE),
}
ASKED_BACK = re.compile(
    r"\b(and|how about|what about|how are|how's) (you|yours?|yourself)\b|\byourself\?", re.IGNORECASE
)
QUOTED_WORDS = 8  # of the candidate's own words, when the interviewer takes them up
VERY_SHORT_WORDS = 3
ATTEMPTS = 12  # at words that were not heard in this interview yet


# ------------------------------------------------------------------ reading


def read_message(brief: Brief) -> Reading:
    """What the candidate meant and which key points were said; an answer in another script is an answer unread."""
    said, slot = brief.said, brief.open_slot
    intent = said.intent if said.intent != Intent.ANSWER else read_intent(said.content)
    if slot is None or slot.snapshot is None or intent != Intent.ANSWER:
        return Reading(intent, AnswerKind.ANSWER)
    spoken = slot.snapshot.spoken
    answer = classify(said.content, spoken=spoken, is_code=said.kind == MessageKind.CODE)
    if answer != AnswerKind.ANSWER:
        return Reading(intent, answer)
    waiting = [point for point in slot.snapshot.cued if point.slug not in slot.covered]
    covered = find_covered(said.content, waiting, unearned=spoken)
    return Reading(intent, answer, covered, observe(slot, slot.snapshot, covered, said.content))


def observe(
    slot: Slot, snapshot: QuestionSnapshot, newly_covered: tuple[Covered, ...], text: str
) -> tuple[NewObservation, ...]:
    """A level for each competency of the question: the share of its key points' weight covered so far, on 0–5."""
    if not is_mostly_latin(text):
        return ()
    words = {c.key_point: text[c.start : c.end] for c in newly_covered}
    covered = slot.covered | words.keys()
    observations = []
    for competency in sorted({point.competency for point in snapshot.key_points}):
        points = [point for point in snapshot.key_points if point.competency == competency]
        share = sum(p.weight for p in points if p.slug in covered) / sum(p.weight for p in points)
        quote = next((words[p.slug] for p in points if p.slug in words), "")
        observations.append(NewObservation(competency, round(5 * share), quote))
    return tuple(observations)


def find_clarification(snapshot: QuestionSnapshot, text: str) -> Clarification | None:
    """The fact that answers the candidate's question: the one with the most of its words in it."""
    plain = text.casefold()
    hits = {c: sum(_begins_a_word(ask.casefold(), plain) for ask in c.ask) for c in snapshot.clarifications}
    best = max(hits, key=lambda c: hits[c], default=None)
    return best if best is not None and hits[best] else None


def _begins_a_word(stem: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(stem)}", text) is not None


def read_tone(text: str) -> str:
    """positive, nervous, negative or neutral."""
    said = DENIED_TONE.sub("", text.replace("’", "'"))
    return next((tone for tone, pattern in TONES.items() if pattern.search(said)), "neutral")


# ------------------------------------------------------------------ speaking


def greet(setup: Setup, *, candidate_name: str) -> tuple[Spoken, ...]:
    """The first words of an interview."""
    voice = Voice(setup, used=())
    name = f", {candidate_name}" if candidate_name else ""
    greeting = voice.line("greeting").format(comma_name=name)
    text = " ".join(
        [greeting, voice.pick(catalogue.companies()[setup.company_style].opening), voice.line("how_are_you")]
    )
    return (Spoken(MessageKind.GREETING, text),)


def speak(brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    """The words of a move, before the text of a next question, which is the bank's own. Never the same words twice."""
    for attempt in range(ATTEMPTS):
        voice = Voice(brief.setup, used=brief.spoken, attempt=attempt)
        (spoken,) = SPEAKERS[move.action](voice, brief, reading, move)
        if spoken.content not in brief.spoken:
            return (spoken,)
    for aside in voice.in_order(voice.company.asides):
        longer = f"{spoken.content} {aside}"
        if longer not in brief.spoken:
            return (Spoken(spoken.kind, longer),)
    return (spoken,)


class Voice:
    """One interviewer in one company style, choosing lines that were not used in this interview yet."""

    def __init__(self, setup: Setup, *, used: Sequence[str], attempt: int = 0) -> None:
        """``attempt`` draws another order among equals, when the first choice of words was heard before."""
        self.persona = catalogue.interviewers()[setup.interviewer]
        self.company = catalogue.companies()[setup.company_style]
        self._seed = f"{setup.seed}:{attempt}"
        self._used = used

    def line(self, purpose: str) -> str:
        return self.pick(getattr(self.persona.says, purpose))

    def pick(self, lines: Sequence[str]) -> str:
        """The least used line; among equals the order is shuffled by the interview's seed."""
        return self.in_order(lines)[0]

    def in_order(self, lines: Sequence[str]) -> list[str]:
        """The least used lines first."""
        shuffled = random.Random(f"{self._seed}:{lines[0]}").sample(lines, len(lines))  # noqa: S311 - variety, not secrecy
        return sorted(shuffled, key=self._times_used)

    def _times_used(self, line: str) -> int:
        telling = max(re.split(r"\{\w+\}", line), key=len).strip()
        return sum(telling in text for text in self._used)


def _chat(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    """Answer how they said they are, then ask where they come from."""
    text = brief.said.content
    parts = [voice.line(f"warm_up_{read_tone(text)}")]
    if ASKED_BACK.search(text):
        parts.append(voice.line("warm_up_asked_back"))
    track = catalogue.tracks()[brief.setup.track]
    parts += [voice.line("background_lead"), voice.pick(track.warm_up_examples)]
    return (Spoken(MessageKind.WARM_UP, " ".join(parts)),)


def _follow_up(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    question = brief.question.follow_ups[move.next_follow_up - 1].text
    parts = [_acknowledge(voice, brief, reading), voice.line("into_follow_up"), question]
    return (Spoken(MessageKind.FOLLOW_UP, " ".join(parts)),)


def _ask_more(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    text = f"{_acknowledge(voice, brief, reading)} {voice.line('probe_more')}"
    return (Spoken(MessageKind.FOLLOW_UP, text),)


def _probe(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    purpose = "probe_steer" if reading.answer == AnswerKind.STEERING else "probe_junk"
    return (Spoken(MessageKind.PROBE, f"{voice.line(purpose)} {voice.line('probe_more')}"),)


def _hint(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    lead = "dont_know_help" if reading.intent == Intent.DONT_KNOW else f"hint_lead_{move.hints_used}"
    return (Spoken(MessageKind.HINT, f"{voice.line(lead)} {brief.question.hints[move.hints_used - 1]}"),)


def _hints_spent(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    return (Spoken(MessageKind.HINT, f"{voice.line('hints_spent')} {voice.line('probe_more')}"),)


def _wait(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    return (Spoken(MessageKind.ACKNOWLEDGEMENT, voice.line("wait")),)


def _clarify(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    fact = find_clarification(brief.question, brief.said.content)
    text = f"{voice.line('clarify_lead')} {fact.say}" if fact else voice.line("clarify_unknown")
    return (Spoken(MessageKind.CLARIFICATION, text),)


def _advance(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    parts = [_leave(voice, brief, reading)]
    if brief.open_slot is None:
        parts.append(voice.line("begin"))
    elif questions_left(brief) == 1:
        parts.append(voice.line("last_question"))
    else:
        aside = len(brief.slots) % 2 == 1
        parts.append(voice.pick(voice.company.asides) if aside else voice.line("into_question"))
    return (Spoken(MessageKind.ACKNOWLEDGEMENT, " ".join(parts)),)


def _wrap_up(voice: Voice, brief: Brief, reading: Reading, move: Move) -> tuple[Spoken, ...]:
    if is_last_turn(brief):
        leave = [_leave(voice, brief, reading)] if is_answer(reading) else []
        parts = [*leave, voice.line("out_of_turns"), voice.pick(voice.company.wrap_up)]
    else:
        parts = [_leave(voice, brief, reading), voice.line("wrap_up"), voice.pick(voice.company.wrap_up)]
    return (Spoken(MessageKind.WRAP_UP, " ".join(parts)),)


def _leave(voice: Voice, brief: Brief, reading: Reading) -> str:
    """The last words on what was just said, before something new."""
    if brief.open_slot is None:
        return _take_up_background(voice, brief, reading)
    match reading.intent:
        case Intent.SKIP:
            return voice.line("skip")
        case Intent.DONT_KNOW:
            return voice.line("dont_know_move_on")
        case _:
            return _acknowledge(voice, brief, reading)


def _acknowledge(voice: Voice, brief: Brief, reading: Reading) -> str:
    """Names what was covered, in the candidate's words now and then; no praise, and nothing that was not said."""
    text = brief.said.content
    if reading.covered:
        points = {point.slug: point for point in brief.question.key_points}
        first = max(reading.covered, key=lambda c: points[c.key_point].weight)
        name, quote = points[first.key_point].name, text[first.start : first.end]
        if len(brief.transcript) % 3 == 0:
            return voice.line("point_quoted").format(quote=quote, point=name)
        return voice.line("point_covered").format(point=name)
    return voice.line("short_answer" if count_words(text) <= VERY_SHORT_WORDS else "no_point")


def _take_up_background(voice: Voice, brief: Brief, reading: Reading) -> str:
    if reading.intent in (Intent.SKIP, Intent.DONT_KNOW):
        return voice.line("skip")
    said = [line.content for line in brief.transcript if line.speaker == Speaker.CANDIDATE]
    words = _own_words(brief.said.content) if len(said) > 1 and brief.said.intent == Intent.ANSWER else ""
    return voice.line("background_reply").format(words=words) if words else voice.line("background_reply_plain")


def _own_words(text: str) -> str:
    """A few verbatim words of the candidate: the start of the longest sentence, at word ends. Empty for junk."""
    if classify(text, spoken="") != AnswerKind.ANSWER or count_words(text) < QUOTED_WORDS // 2:
        return ""
    sentence = max(re.split(r"[.!?;\n]+", text), key=len).strip()
    words = list(split_words(sentence))[:QUOTED_WORDS]
    while words and words[-1].stem in SMALL_WORDS:  # a quote that ends in "of a" sounds cut off
        words.pop()
    return sentence[words[0].start : words[-1].end] if words else ""


SPEAKERS: dict[Action, Callable[[Voice, Brief, Reading, Move], tuple[Spoken, ...]]] = {
    Action.CHAT: _chat,
    Action.FOLLOW_UP: _follow_up,
    Action.PROBE: _probe,
    Action.ASK_MORE: _ask_more,
    Action.HINT: _hint,
    Action.HINTS_SPENT: _hints_spent,
    Action.CLARIFY: _clarify,
    Action.WAIT: _wait,
    Action.ADVANCE: _advance,
    Action.WRAP_UP: _wrap_up,
}
