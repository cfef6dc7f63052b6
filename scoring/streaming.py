"""A judging as server-sent events: ``progress`` as often as a call is answered, then ``evaluation`` or ``error``."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from interviewprep.event_stream import Event
from interviewprep.steps import StepEvents
from scoring.asking import Progress
from scoring.models import Evaluation
from scoring.services import Evaluating


def evaluating_events(
    evaluating: Evaluating, *, describe: Callable[[Evaluation], Any]
) -> StepEvents[Progress, Evaluation]:
    """``describe`` makes the data of the last event: what a program or a page needs of the evaluation."""
    return StepEvents(
        evaluating,
        describe_step=lambda progress: Event("progress", asdict(progress)),
        describe_result=lambda evaluation: Event("evaluation", describe(evaluation)),
    )
