"""A model for tests: it says what its script says, remembers what it was asked, and raises when the script runs out."""

import re
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass

from interviewprep.llm.client import Completion, LLMError, Prompt, Stream, refuse_open_transaction


class ScriptRanOut(AssertionError):
    """The model was asked once more than the test expects."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An answer that begins and then fails. Only a stream shows its beginning."""

    text: str
    error: LLMError


Answer = str | Completion | LLMError | Broken
Line = Answer | Callable[[Prompt], Answer]


class ScriptedLLM:
    """Answers with one line of its script per call, in order. A function in the script is given the prompt.

    ``prompts`` are the calls so far. Like the door it refuses an open transaction, streams lazily and word by word.
    """

    def __init__(self, *script: Line) -> None:
        self.prompts: list[Prompt] = []
        self._script = list(script)
        self._lock = threading.Lock()

    def complete(self, prompt: Prompt) -> Completion:
        with Stream(self._say(prompt)) as stream:
            for _ in stream:
                pass
            return stream.completion

    def stream(self, prompt: Prompt) -> Stream:
        refuse_open_transaction()
        return Stream(self._say(prompt))

    @property
    def lines_left(self) -> int:
        """0 when every line of the script was said."""
        return len(self._script)

    def _say(self, prompt: Prompt) -> Generator[str, None, Completion]:
        refuse_open_transaction()
        answer = self._next_answer(prompt)
        if isinstance(answer, LLMError):
            raise answer
        text = answer if isinstance(answer, str) else answer.text
        yield from re.findall(r"\s*\S+|\s+$", text)
        if isinstance(answer, Broken):
            raise answer.error
        return _as_completion(answer)

    def _next_answer(self, prompt: Prompt) -> Answer:
        with self._lock:
            self.prompts.append(prompt)
            if not self._script:
                raise ScriptRanOut(f"Call {len(self.prompts)}, {prompt.name}, has no line in the script.")
            line = self._script.pop(0)
        return line(prompt) if callable(line) else line


def _as_completion(answer: str | Completion) -> Completion:
    if isinstance(answer, Completion):
        return answer
    return Completion(
        text=answer,
        finish_reason="stop",
        refusal="",
        model="scripted",
        tokens_in=None,
        tokens_out=None,
        latency_seconds=0.0,
        format="json_schema",
    )
