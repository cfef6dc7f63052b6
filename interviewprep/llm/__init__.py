"""The one door to a language model. Nothing else in the project talks to a provider."""

from django.conf import settings

from interviewprep.llm.client import (
    LLM,
    Completion,
    LLMError,
    Message,
    Prompt,
    Stream,
    refuse_open_transaction,
)

__all__ = ["LLM", "Completion", "LLMError", "Message", "Prompt", "Stream", "get_llm", "refuse_open_transaction"]


def get_llm() -> LLM | None:
    """The process's door to the configured model, or ``None``: then the offline interviewer is the normal mode.

    Raises ``ImproperlyConfigured`` when the settings name a model that must not, or can't, be asked.
    """
    if not settings.LLM_BASE_URL:
        return None
    # Importing the openai package takes a second: whoever uses no model does not pay for it.
    from interviewprep.llm.openai_compatible import Endpoint, open_door  # noqa: PLC0415

    return open_door(
        Endpoint(
            base_url=settings.LLM_BASE_URL,
            api_key=settings.LLM_API_KEY,
            model=settings.LLM_MODEL,
            judge_model=settings.LLM_JUDGE_MODEL,
            max_concurrent=settings.LLM_MAX_CONCURRENT,
        )
    )
