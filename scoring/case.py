"""What is judged and what comes of it: plain data between the steps of an evaluation. Pure."""

from dataclasses import dataclass

from interviews.answers import Facts
from interviews.snapshot import QuestionSnapshot


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the candidate; ``seq`` is its place in the transcript."""

    seq: int
    content: str
    is_code: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a question's conversation, whoever said it."""

    seq: int
    speaker: str
    content: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as asked, with the answers given to it (none when it was skipped).

    ``lines`` is the conversation about it, the question itself aside. ``read_before`` is what the candidate had read
    of the solution when they answered: repeating it earns nothing. Where the question wants no depth, few words are enough.
    """

    position: int
    snapshot: QuestionSnapshot
    answers: tuple[Answer, ...]
    hints_used: int
    lines: tuple[Line, ...] = ()
    read_before: str = ""
    wants_depth: bool = True

    @property
    def unearned(self) -> str:
        """What the candidate did not have to think of: all that the interviewer said, and what they had read."""
        return "\n".join(filter(None, [self.snapshot.spoken, self.read_before]))


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a judge may see of an interview. It says nothing about who the candidate is."""

    track: str
    questions: tuple[AskedQuestion, ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words really said: ``content[start:end] == text`` of the message at ``seq``."""

    seq: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CoveredPoint:
    key_point: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class QuestionRating:
    """A level 0–5 on one competency in one question, or None for not assessed; ``reason`` is a sentence for the candidate."""

    competency: str
    level: int | None
    evidence: tuple[Quote, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What one question brought: covered and missing key points, facts, or the reason why it was not assessed.

    ``own_words`` counts what says more than the interviewer said, in answers that are answers.
    """

    position: int
    title: str
    covered: tuple[CoveredPoint, ...]
    missing: tuple[str, ...]
    facts: Facts
    own_words: int
    mentions_complexity: bool
    story_parts: tuple[str, ...]
    hints_used: int
    not_assessed: str = ""
    ratings: tuple[QuestionRating, ...] = ()
    did_well: str = ""
    to_change: str = ""


@dataclass(frozen=True, slots=True)
class RatingResult:
    """A level 0–5 on one competency, or None for not assessed, with the words behind it."""

    competency: str
    level: int | None
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Words that stood out, and why."""

    quote: Quote
    why: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """What is said about the interview as a whole. ``by_model`` tells who wrote it: a model, or code from the findings."""

    summary: str
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    next_steps: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that a judge found. No overall number: the formula computes it."""

    ratings: tuple[RatingResult, ...]
    questions: tuple[QuestionResult, ...]
    narrative: Narrative
