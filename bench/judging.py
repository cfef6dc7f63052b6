"""How long an evaluation takes beside one call to the model, and what it costs in calls and statements."""

import time
from statistics import median

from django.conf import settings

from accounts.models import User
from bench.candidates import fill_bank, new_user
from bench.counting import counted
from bench.figure import Place
from bench.tables import Cell, Line, Measured, percentile
from interviewprep.llm import Message, Prompt, get_llm
from interviewprep.testing.factories import make_interview, say
from interviewprep.testing.model_server import Behaviour, ModelServer
from interviews.enums import Intent
from interviews.models import Interview, LLMCall
from scoring.judges import current_judge
from scoring.model_replies import summary_schema
from scoring.services import finalize, rescore

TITLE = "Judging: seven questions beside one call"
ABOUT = """\
An interview with seven answered questions is finished, and then scored again, by a model on the other end of a real
connection that takes 2 s for every call (a stand-in in the same process). "of one call" divides the whole by the median of
single calls made alone; the limit is 2.5, since the questions are asked about at once and the summary comes after."""
QUESTIONS = 7
CALL_SECONDS = 2.0
ROUNDS = 3
ANSWER = (
    "I would begin with what is known, and write down what is not: who is affected, since when, and what it costs them. "
    "Then I would compare two ways, take the simpler one, and say under which load it stops being enough, take {}."
)


def measure(place: Place) -> Measured:
    notes = [fill_bank()]
    with ModelServer(behaviour=Behaviour(seconds=CALL_SECONDS)) as model:
        settings.LLM_BASE_URL, settings.LLM_MODEL = model.url, "stand-in"
        alone = median(_one_call() for _ in range(ROUNDS))
        lines = [
            Line("one call alone", {"p50 s": alone, "worst s": alone, "of one call": 1.0, "calls": 1, "statements": 0})
        ]
        interviews = [_answered(new_user()) for _ in range(ROUNDS)]
        for what, work in (("finalize", finalize), ("rescore", rescore)):
            seconds, statements, calls = [], [], []
            for interview in interviews:
                before = LLMCall.objects.count()
                began = time.monotonic()
                with counted() as tally:
                    work(interview.pk, judge=current_judge())
                seconds.append(time.monotonic() - began)
                statements.append(tally.statements)
                calls.append(LLMCall.objects.count() - before)
            cells: dict[str, Cell] = {
                "p50 s": median(seconds),
                "worst s": percentile(seconds, 1),
                "of one call": median(seconds) / alone,
                "calls": max(calls),
                "statements": max(statements),
            }
            lines.append(Line(f"{what}, seven questions", cells))
    return Measured(TITLE, ABOUT, lines, notes=notes)


def _one_call() -> float:
    llm = get_llm()
    if llm is None:
        raise RuntimeError("No model is configured.")
    text = '<data-1>\n{"findings": []}\n</data-1>'
    prompt = Prompt(
        "probe", "1", (Message("user", text),), "interview_summary", summary_schema(call_id="1"), 500, 0.0, 30.0
    )
    began = time.monotonic()
    llm.complete(prompt)
    return time.monotonic() - began


def _answered(user: User) -> Interview:
    """Seven questions, each answered once."""
    interview = make_interview(user, max_questions=QUESTIONS, max_followups_per_question=0)
    say(interview, "Let us begin.", intent=Intent.SKIP)
    for take in range(60):
        interview.refresh_from_db()
        if interview.stage == "wrap_up":
            break
        say(interview, ANSWER.format(take))
    return interview
