"""What passes between the steps of a turn: what is known, what was made of it, and what follows. Pure data."""

from dataclasses import dataclass
from enum import StrEnum

from interviews.answers import AnswerKind
from interviews.coverage import Covered
from interviews.enums import Difficulty, Intent, MessageKind, Outcome, Source, Speaker, Stage
from interviews.snapshot import QuestionSnapshot


@dataclass(frozen=True, slots=True)
class Setup:
    """What the candidate chose when the interview was created, and how many messages it may take (0: any number)."""

    track: str
    role: str
    company_style: str
    interviewer: str
    difficulty: Difficulty
    adaptive: bool
    behavioral_questions_target: int
    max_questions: int
    max_followups_per_question: int
    seed: int
    max_turns: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """The message that is being answered. ``intent`` is what its button said; ``kind`` is text or code."""

    content: str
    kind: MessageKind = MessageKind.TEXT
    intent: Intent = Intent.ANSWER


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the transcript; ``slot`` is the interview question it belongs to, if any."""

    seq: int
    speaker: Speaker
    slot: int | None
    content: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One interview question and how far it has come. ``snapshot`` is present on the open one only."""

    id: int
    position: int
    kind: str
    difficulty: Difficulty
    outcome: Outcome
    followups_used: int
    hints_used: int
    next_follow_up: int
    title: str = ""
    tags: tuple[str, ...] = ()
    snapshot: QuestionSnapshot | None = None
    covered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Observed:
    """A level (0–5) on one competency, seen in one interview question."""

    slot: int
    competency: str
    level: int


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything an interviewer may know when it speaks."""

    setup: Setup
    stage: Stage
    said: Said
    slots: tuple[Slot, ...]
    transcript: tuple[Line, ...]
    observed: tuple[Observed, ...]

    @property
    def open_slot(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.outcome == Outcome.OPEN), None)

    @property
    def question(self) -> QuestionSnapshot:
        """The question that is being answered. Raises ``LookupError`` in the warm-up, when there is none."""
        slot = self.open_slot
        if slot is None or slot.snapshot is None:
            raise LookupError("No question is open.")
        return slot.snapshot

    @property
    def spoken(self) -> tuple[str, ...]:
        """What the interviewer has said so far."""
        return tuple(line.content for line in self.transcript if line.speaker == Speaker.INTERVIEWER)


@dataclass(frozen=True, slots=True)
class NewObservation:
    """A level on one competency and the candidate's own words that show it (may be empty at level 0)."""

    competency: str
    level: int
    quote: str


class Action(StrEnum):
    """What an interviewer can do next. A model is offered some of them; the others are the plan's own."""

    CHAT = "chat"
    FOLLOW_UP = "follow_up"
    PROBE = "probe"
    ASK_MORE = "ask_more"
    HINT = "hint"
    HINTS_SPENT = "hints_spent"
    CLARIFY = "clarify"
    WAIT = "wait"
    ADVANCE = "advance"
    WRAP_UP = "wrap_up"


@dataclass(frozen=True, slots=True)
class Reading:
    """What an interviewer made of a message: its intent, what it covers, and what it shows.

    A model also has ``words`` for its reply (empty when they can't be used) and ``proposes`` what to do; ``is_aside`` when
    the message is no answer at all: thinking aloud, small talk, something off the topic.
    """

    intent: Intent
    answer: AnswerKind
    covered: tuple[Covered, ...] = ()
    observations: tuple[NewObservation, ...] = ()
    source: Source = Source.OFFLINE
    words: str = ""
    proposes: Action | None = None
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What the interviewer does next, and what that changes in the open interview question."""

    action: Action
    stage: Stage
    closes: Outcome | None = None
    followups_used: int = 0
    hints_used: int = 0
    next_follow_up: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of the interviewer."""

    kind: MessageKind
    content: str
