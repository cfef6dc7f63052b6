"""Who judges an interview: the seam behind which a judge may be offline or a model. Pure."""

from typing import Protocol

from scoring.case import Case, Judgement
from scoring.offline import judge_offline
from scoring.rubric import Rubric


class Judge(Protocol):
    """Judges a case. May take seconds and raise ``LLMError`` when ``calls_model``; is never asked in a transaction."""

    calls_model: bool
    model: str

    def judge(self, case: Case, rubric: Rubric) -> Judgement: ...


class OfflineJudge:
    """The judge that needs no model."""

    calls_model = False
    model = ""

    def judge(self, case: Case, rubric: Rubric) -> Judgement:
        return judge_offline(case, rubric)
