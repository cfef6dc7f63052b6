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
class AskedQuestion:
    """A question as asked, with the answers given to it (none when it was skipped)."""

    position: int
    snapshot: QuestionSnapshot
    answers: tuple[Answer, ...]
    hints_used: int


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a judge may see of an interview."""

    track: str
    questions: tuple[AskedQuestion, ...]


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


@dataclass(frozen=True, slots=True)
class RatingResult:
    """A level 0–5 on one competency, or None for not assessed, with the words behind it."""

    competency: str
    level: int | None
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that a judge found. No overall number: the formula computes it."""

    ratings: tuple[RatingResult, ...]
    questions: tuple[QuestionResult, ...]
    summary: str
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    next_steps: tuple[str, ...]
