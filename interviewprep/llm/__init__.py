"""The one door to a language model. Nothing else in the project talks to a provider."""

from interviewprep.llm.client import LLMError, refuse_open_transaction

__all__ = ["LLMError", "refuse_open_transaction"]
