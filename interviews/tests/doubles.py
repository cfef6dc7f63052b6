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
from scoring.case import Case, Judgement
from scoring.offline import judge_offline
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
    asked: int = 0

    def judge(self, case: Case, rubric: Rubric) -> Judgement:
        self.asked += 1
        self.meanwhile()
        return judge_offline(case, rubric)


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
