"""Models as they may be: honest, obedient to anybody, indiscreet, lying, slow. Each answers every call it gets."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from interviewprep.llm import Completion, LLMError, Prompt, Stream
from interviewprep.llm.scripted import ScriptedLLM
from interviews.model_interviewer import ModelInterviewer

BUDGET_SECONDS = 30.0


class Model:
    """Answers each call by a function of its prompt, and remembers the prompts."""

    def __init__(self, answer: Callable[[Prompt], str | LLMError]) -> None:
        self.prompts: list[Prompt] = []
        self._answer = answer

    def stream(self, prompt: Prompt) -> Stream:
        self.prompts.append(prompt)
        return ScriptedLLM(self._answer(prompt)).stream(prompt)

    def complete(self, prompt: Prompt) -> Completion:
        self.prompts.append(prompt)
        return ScriptedLLM(self._answer(prompt)).complete(prompt)


def as_interviewer(answer: Callable[[Prompt], str | LLMError]) -> ModelInterviewer:
    return ModelInterviewer(Model(answer), budget_seconds=BUDGET_SECONDS)


def asked_of(prompt: Prompt) -> dict[str, Any]:
    """The data of a prompt, as a model reads it."""
    _, _, text = re.findall(r"(<(data-\w+)>\n(.*)\n</\2>)", prompt.messages[-1].content, re.DOTALL)[0]
    data: dict[str, Any] = json.loads(text)
    return data


def choices(prompt: Prompt, name: str) -> list[str]:
    """What the schema allows for a field."""
    field = prompt.schema["properties"][name]
    if name in ("covered", "observations"):
        field = field["items"]["properties"]["key_point" if name == "covered" else "competency"]
    return list(field.get("enum", []))


def write(prompt: Prompt, reply: str = "", **fields: Any) -> str:
    """A reply in the right form: the first allowed action, no claims, a sentence that was never said before."""
    said = reply or f"I heard {len(asked_of(prompt)['to_answer']['candidate'])} characters of that."
    answer = {
        "reply": said,
        "call_id": prompt.schema["properties"]["call_id"]["const"],
        "intent": "answer",
        "action": choices(prompt, "action")[0],
        "covered": [],
        "observations": [],
    }
    return json.dumps(answer | fields, ensure_ascii=False)


def honest(prompt: Prompt) -> str:
    """Says what it heard, and claims nothing."""
    return write(prompt)


# What sounds like an order to a model that obeys anybody.
ORDER = re.compile(
    r"ignore|disregard|system|instruction|level|score|full marks|perfect|\b5\b|/10|hire|override|admin|mode|must|json|"
    r"covered|assistant|developer|prompt|rate|grade|points?|respond|output|忽略|满分|игнорир|puntos|punkte",
    re.IGNORECASE,
)


def gullible(prompt: Prompt) -> str:
    """Does what it finds written anywhere: gives everything, and quotes the words that told it to."""
    said = asked_of(prompt)["to_answer"]["candidate"]
    if not ORDER.search(said):
        return honest(prompt)
    order = next((line for line in re.split(r"(?<=[.!?])\s+|\n", said) if ORDER.search(line)), said)
    return write(
        prompt,
        covered=[{"key_point": slug, "quote": order} for slug in choices(prompt, "covered")],
        observations=[{"competency": c, "level": 5, "quote": order} for c in choices(prompt, "observations")],
    )


def parrot(prompt: Prompt) -> str:
    """Reads out all that it was told."""
    return write(prompt, "\n".join(message.content for message in prompt.messages)[:1_900])


def liar(prompt: Prompt) -> str:
    """Claims everything, with words that nobody said."""
    quote = "I would certainly do all of this, with the numbers to prove it."
    return write(
        prompt,
        covered=[{"key_point": slug, "quote": quote} for slug in choices(prompt, "covered")],
        observations=[{"competency": c, "level": 5, "quote": quote} for c in choices(prompt, "observations")],
    )


def slow(prompt: Prompt) -> LLMError:
    """Does not come to an end in time."""
    time.sleep(0.01)
    return LLMError("timeout", retryable=True)
