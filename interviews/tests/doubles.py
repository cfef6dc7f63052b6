"""Interviewers and judges that behave as models do: they fail, they are late, they are overtaken."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from interviewprep.llm import LLMError
from interviews import offline
from interviews.brief import Brief
from interviews.engine import CallReport, Heard, Listening
from interviews.enums import Source
from scoring.asking import Calling, Progress
from scoring.case import AskedQuestion, Case
from scoring.judge import Judged, Judging, QuestionJudged, QuestionJudging
from scoring.offline import estimate_question, judge_offline
from scoring.rubric import Rubric


@dataclass(slots=True)
class ModelInterviewer:
    """Reads like the offline interviewer, but is called like a model: ``meanwhile`` runs while it is being asked."""

    meanwhile: Callable[[], None] = lambda: None
    asked: int = 0

    def wants_model(self, brief: Brief) -> bool:
        return True

    def listen(self, brief: Brief, *, may_ask_again: bool) -> Listening:
        self.asked += 1
        self.meanwhile()
        yield from ()
        return Heard(replace(offline.read_message(brief), source=Source.LLM), (CallReport(ok=True),))


def fail() -> None:
    raise LLMError("the provider is down", retryable=True)


@dataclass(slots=True)
class ModelJudge:
    """Judges like the offline judge, but is called like a model."""

    meanwhile: Callable[[], None] = lambda: None
    calls_model: bool = True
    model: str = "scripted"
    prompt_version: str = "scripted-1"
    asked: int = 0

    def count_calls(self, case: Case) -> int:
        return 1

    def judge(self, case: Case, rubric: Rubric) -> Judging:
        self.asked += 1
        yield Calling("question_judgement")
        self.meanwhile()
        yield Progress(1, 1)
        return Judged(judge_offline(case, rubric), (CallReport(ok=True),))

    def judge_question(self, case: Case, question: AskedQuestion, rubric: Rubric) -> QuestionJudging:
        self.asked += 1
        yield Calling("question_judgement")
        self.meanwhile()
        return QuestionJudged(estimate_question(question), (CallReport(ok=True),))


@dataclass(slots=True)
class Weather:
    """A model's luck, drawn from a seed: quick, slow, failing, or so late that its lease is over."""

    seed: int
    overdue_seconds: float
    _draws: random.Random = field(init=False)
    _guard: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._draws = random.Random(self.seed)

    def strike(self) -> None:
        with self._guard:
            luck, pause = self._draws.random(), self._draws.random()
        if luck < 0.15:
            fail()
        if luck < 0.25:
            time.sleep(self.overdue_seconds)
        else:
            time.sleep(pause * 0.03)
