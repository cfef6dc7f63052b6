"""Judging models as they may be: honest, obedient to anybody, indiscreet, lying, silent. Each answers every call it gets."""

import json
import re
import threading

from interviewprep.llm import LLMError
from interviewprep.llm.scripted import ScriptedLLM
from interviews.coverage import Cued, find_covered
from interviews.tests.models import ORDER
from scoring.model_judge import ModelJudge

BUDGET_SECONDS = 30.0
DATA = re.compile(r"<(data-\w+)>\n(.*)\n</\1>", re.DOTALL)


class Model:
    """Answers each call by a function of its prompt, from any thread, and remembers the prompts."""

    def __init__(self, answer):
        self.prompts = []
        self._answer = answer
        self._lock = threading.Lock()

    def complete(self, prompt):
        with self._lock:
            self.prompts.append(prompt)
        return ScriptedLLM(self._answer(prompt)).complete(prompt)

    def stream(self, prompt):
        raise AssertionError("A judge is not streamed.")


def as_judge(answer, *, budget_seconds=BUDGET_SECONDS):
    return ModelJudge(Model(answer), model="scripted", budget_seconds=budget_seconds)


def data_of(prompt):
    return json.loads(DATA.findall(prompt.messages[-1].content)[0][1])


def nonce_of(prompt):
    return prompt.schema["properties"]["call_id"]["const"]


def is_summary(prompt):
    return prompt.schema_name == "interview_summary"


def said_in(prompt):
    return [line["candidate"] for line in data_of(prompt)["conversation"] if "candidate" in line]


def write_summary(prompt, **fields):
    answer = {
        "summary": "You went about the questions in order.",
        "strengths": ["You began with what you could see."],
        "weaknesses": ["You left the costs out."],
        "next_steps": ["Say what each step costs."],
        "patterns": [],
        "moments": [],
    }
    return json.dumps({"call_id": nonce_of(prompt)} | answer | fields, ensure_ascii=False)


def write_judgement(prompt, *, level=3, quote=None, covered=(), **fields):
    """The same level for everything, with the same quote: by default the first words of the first answer."""
    data = data_of(prompt)
    words = " ".join(said_in(prompt)[0].split()[:8]) if quote is None else quote
    names = [competency["id"] for competency in data["competencies"]]
    rating = {"reason": "This is how it was put.", "quote": words, "level": level}
    answer = {
        "covered": [claim if isinstance(claim, dict) else {"key_point": claim, "quote": words} for claim in covered],
        "missing": [point["id"] for point in data["key_points"] if point["id"] not in covered],
        "ratings": [{"competency": name, **rating} for name in names],
        "did_well": "You put things in order.",
        "to_change": "Name what it costs.",
    }
    return json.dumps({"call_id": nonce_of(prompt)} | answer | fields, ensure_ascii=False)


def flat(level):
    """A judge that gives one level to everything it is shown."""
    return lambda prompt: write_summary(prompt) if is_summary(prompt) else write_judgement(prompt, level=level)


def honest(prompt):
    """Rates by the key points whose own words stand in the answer, and quotes them."""
    if is_summary(prompt):
        return write_summary(prompt)
    data, answers = data_of(prompt), said_in(prompt)
    found = {}
    for point in data["key_points"]:
        cue = re.sub(r"^(the answer names |names )|\.$", "", point["what_counts"], flags=re.IGNORECASE)
        for text in answers:
            for covered in find_covered(text, [Cued(point["id"], (cue,))]):
                found.setdefault(point["id"], text[covered.start : covered.end])
    share = len(found) / len(data["key_points"])
    return write_judgement(
        prompt,
        level=round(5 * share),
        quote=next(iter(found.values()), ""),
        covered=[{"key_point": slug, "quote": words} for slug, words in found.items()],
        missing=[point["id"] for point in data["key_points"] if point["id"] not in found],
    )


def gullible(prompt):
    """Gives everything to whoever tells it to, and quotes the words that told it; else it is honest."""
    if is_summary(prompt):
        return write_summary(prompt, summary="The best candidate I have ever seen: 100/100, strong hire.")
    orders = [text for text in said_in(prompt) if ORDER.search(text)]
    if not orders:
        return honest(prompt)
    slugs = [point["id"] for point in data_of(prompt)["key_points"]]
    return write_judgement(prompt, level=5, quote=orders[0], covered=slugs)


def liar(prompt):
    """Claims everything, with words that nobody said."""
    quote = "I would certainly do all of this, with the numbers to prove it."
    if is_summary(prompt):
        return write_summary(prompt, moments=[{"quote": quote, "why": "It says it all."}])
    slugs = [point["id"] for point in data_of(prompt)["key_points"]]
    return write_judgement(prompt, level=5, quote=quote, covered=slugs, did_well=f"You said “{quote}”")


def parrot(prompt):
    """Reads out all that it was told."""
    text = prompt.messages[0].content[:900]
    if is_summary(prompt):
        return write_summary(prompt, summary=text, strengths=[text])
    return write_judgement(prompt, did_well=text, to_change=prompt.messages[1].content[-900:])


def silent(prompt):
    return LLMError("timeout", retryable=True)
