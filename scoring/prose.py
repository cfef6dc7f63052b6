"""Sentences that a judging model writes for the candidate: shown only when they invent no words and give no score. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from interviewprep.llm.prompting import Seal
from interviews.leaks import LeakFilter
from interviews.quotes import find_quote
from scoring import prompts
from scoring.case import AskedQuestion, Case

QUOTED = re.compile(r"“([^”]{2,})”|\"([^\"]{2,})\"|«([^»]{2,})»")
MIN_QUOTED_WORDS = 3  # fewer are a term, not a quotation
# A verdict is the formula's to give.
VERDICT = re.compile(
    r"\b\d{1,3}(?:\.\d+)?\s*(?:/|out of)\s*(?:5|10|100)\b|\b(?:level|score|rating|grade)\s*(?:of|:|=|is)?\s*\d"
    r"|\b(?:strong\s+)?(?:no[\s-]?hire|hire\s+(?:signal|recommendation))\b|\bstrong\s+hire\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Knows what was said, so that it can tell a quotation from an invention. ``flags`` collects what was dropped, and why."""

    said: tuple[str, ...]
    leak_filter: LeakFilter
    flags: set[str]

    @classmethod
    def of_question(cls, question: AskedQuestion, seal: Seal, flags: set[str]) -> "Prose":
        return cls(tuple(_texts_of(question)), _filter(prompts.JUDGE_RULES, prompts.JUDGE_TASK, seal), flags)

    @classmethod
    def of_case(cls, case: Case, seal: Seal, flags: set[str]) -> "Prose":
        said = tuple(text for question in case.questions for text in _texts_of(question))
        return cls(said, _filter(prompts.SUMMARY_RULES, prompts.SUMMARY_TASK, seal), flags)

    def check(self, text: str) -> str:
        """The text as it was written, or nothing."""
        fault = self._find_fault(text) if text else ""
        if fault:
            self.flags.add(fault)
        return "" if fault else text

    def check_all(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Those that hold, each once."""
        return tuple(dict.fromkeys(kept for text in texts if (kept := self.check(text))))

    def _find_fault(self, text: str) -> str:
        if self.leak_filter.leaks(text):
            return "leak_blocked"
        if any(not self._was_said(quoted) for quoted in _quotations(text)):
            return "invented_quotation"
        return "verdict_in_prose" if VERDICT.search(QUOTED.sub("", text)) else ""

    def _was_said(self, quoted: str) -> bool:
        return any(find_quote(text, quoted.rstrip(".,;:!?")) is not None for text in self.said)


def _texts_of(question: AskedQuestion) -> Iterable[str]:
    snapshot = question.snapshot
    yield from (answer.content for answer in question.answers)
    yield from (line.content for line in question.lines)
    yield from (snapshot.title, snapshot.prompt, snapshot.model_answer, *snapshot.red_flags)
    yield from (text for point in snapshot.key_points for text in (point.name, point.text))


def _quotations(text: str) -> Iterable[str]:
    for match in QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group is not None)
        if len(quoted.split()) >= MIN_QUOTED_WORDS:
            yield quoted


def _filter(rules: str, task: str, seal: Seal) -> LeakFilter:
    return LeakFilter([rules, task], secrets=(seal.call_id, seal.tag), sayable=())
