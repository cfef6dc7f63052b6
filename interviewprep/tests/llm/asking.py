"""Prompts to ask with, the door to a fault server, both ways of asking as one, and what is expected of them."""

from typing import Any

import pytest

from interviewprep.llm.client import Completion, LLMError, Message, Prompt
from interviewprep.llm.openai_compatible import Endpoint, OpenAICompatible

KEY = "sk-of-the-tests-0123456789"
SCHEMA = {"type": "object", "properties": {"reply": {"type": "string"}}, "required": ["reply"]}


def make_prompt(budget_seconds=5.0, **fields) -> Prompt:
    given: dict[str, Any] = {
        "name": "interviewer_reply",
        "version": "0a1b2c",
        "messages": (Message("system", "You are an interviewer."), Message("user", "Hello?")),
        "schema_name": "interviewer_reply",
        "schema": SCHEMA,
        "max_tokens": 300,
        "temperature": 0.2,
    }
    return Prompt(**(given | fields), budget_seconds=budget_seconds)


def door_to(url, *, breaker=None, sleep=None, **fields) -> OpenAICompatible:
    """``sleep`` may not be needed: then a retry's pause would be a surprise."""
    endpoint = Endpoint(**({"base_url": url, "api_key": KEY, "model": "asked-model"} | fields))
    return OpenAICompatible(endpoint, breaker=breaker, sleep=sleep or refuse_to_sleep)


def refuse_to_sleep(seconds):
    raise AssertionError(f"The door paused for {seconds} s.")


def complete(door, prompt):
    return door.complete(prompt)


def stream(door, prompt):
    """The completion of a stream, whose words must add up to its text."""
    with door.stream(prompt) as words:
        text = "".join(words)
        assert words.completion.text == text
        return words.completion


WAYS = (complete, stream)


def said(completion, **other):
    """The completion with a latency that can be compared, and what of it should be different from the good answer."""
    assert 0 < completion.latency_seconds < 5
    return Completion(
        **{
            "text": "Hello, you.",
            "finish_reason": "stop",
            "refusal": "",
            "model": "served-model",
            "tokens_in": 12,
            "tokens_out": 3,
            "latency_seconds": completion.latency_seconds,
            "format": "json_schema",
            **other,
        }
    )


def fail(ask, door, **fields) -> LLMError:
    with pytest.raises(LLMError) as caught:
        ask(door, make_prompt(**fields))
    return caught.value
