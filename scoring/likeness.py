"""Whether two judgements measure alike: else there is a reason, in words, and nothing of one is subtracted from the other. Pure."""

from dataclasses import dataclass

SOURCE_NAMES = {"llm": "a model", "offline": "the offline estimate"}


@dataclass(frozen=True, slots=True)
class Versions:
    """What judged: ``source`` is llm or offline; the others name the model, its prompts and the rubric."""

    source: str
    model: str
    prompt_version: str
    rubric_version: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What the two are called, and since when something has changed where they differ in it."""

    first: str
    second: str
    since: str

    def why_unlike(self, first: Versions, second: Versions) -> str:
        """Why what these two judges found can't be compared; empty where it can."""
        if first.source != second.source:
            names = SOURCE_NAMES[first.source], SOURCE_NAMES[second.source]
            return f"{self._say_who_judged(*names)}: the two don't measure alike."
        if first.model != second.model:
            return f"{self._say_who_judged(first.model, second.model)}."
        if changed := self.why_other_rubric(first.rubric_version, second.rubric_version):
            return changed
        if first.prompt_version != second.prompt_version:
            return f"What the judge is told has changed {self.since}."
        return ""

    def why_other_rubric(self, first: str, second: str) -> str:
        """The same of two versions of a rubric."""
        return "" if first == second else f"The rubric has changed {self.since}."

    def _say_who_judged(self, first: str, second: str) -> str:
        return f"{self.first} was judged by {first}, {self.second} by {second}"
