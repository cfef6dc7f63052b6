"""Who judges an interview: the seam behind which a judge may be offline or a model. Pure."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Never, Protocol

from interviews.engine import CallReport
from scoring.asking import Calling, Progress
from scoring.case import AskedQuestion, Case, Judgement, QuestionResult
from scoring.offline import estimate_question, judge_offline
from scoring.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of judging, and the calls it took, in the order in which they went on record.

    No judgement: the model failed.
    """

    judgement: Judgement | None
    calls: tuple[CallReport, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionJudged:
    """The same of one question alone."""

    result: QuestionResult | None
    calls: tuple[CallReport, ...] = ()


Judging = Generator[Calling | Progress, None, Judged]
QuestionJudging = Generator[Calling | Progress, None, QuestionJudged]


class Judge(Protocol):
    """Judges a case. May take seconds and raise ``LLMError`` when ``calls_model``; is never asked in a transaction.

    ``model`` and ``prompt_version`` are for the record: what judged, by which words.
    """

    calls_model: bool
    model: str
    prompt_version: str

    def count_calls(self, case: Case) -> int:
        """How many calls the case takes if each goes well; 0 when there is nothing to ask a model."""
        ...

    def judge(self, case: Case, rubric: Rubric) -> Judging: ...

    def judge_question(self, case: Case, question: AskedQuestion, rubric: Rubric) -> QuestionJudging: ...


class OfflineJudge:
    """The judge that needs no model."""

    calls_model = False
    model = ""
    prompt_version = ""

    def count_calls(self, case: Case) -> int:
        return 0

    def judge(self, case: Case, rubric: Rubric) -> Generator[Never, None, Judged]:
        yield from ()
        return Judged(judge_offline(case, rubric))

    def judge_question(
        self, case: Case, question: AskedQuestion, rubric: Rubric
    ) -> Generator[Never, None, QuestionJudged]:
        yield from ()
        return QuestionJudged(estimate_question(question))
