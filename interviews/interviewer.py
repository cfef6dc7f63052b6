"""Which interviewer speaks in this process: the configured model's, or the offline one."""

from django.conf import settings

from interviewprep.llm import get_llm
from interviews.engine import Interviewer, OfflineInterviewer
from interviews.model_interviewer import ModelInterviewer


def current_interviewer() -> Interviewer:
    """The interviewer for the next message."""
    llm = get_llm()
    return (
        OfflineInterviewer() if llm is None else ModelInterviewer(llm, budget_seconds=settings.MESSAGE_BUDGET_SECONDS)
    )
