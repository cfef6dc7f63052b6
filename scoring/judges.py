"""Which judge sits in this process: the configured model, or the offline one."""

from django.conf import settings

from interviewprep.llm import get_llm
from scoring.judge import Judge, OfflineJudge
from scoring.model_judge import ModelJudge


def current_judge() -> Judge:
    """The judge for the next evaluation."""
    llm = get_llm()
    if llm is None:
        return OfflineJudge()
    model = settings.LLM_JUDGE_MODEL or settings.LLM_MODEL
    return ModelJudge(llm, model=model, budget_seconds=settings.FINALIZE_BUDGET_SECONDS)
