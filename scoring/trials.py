"""Answers for trying a scorer out, taken from the bank: strong ones, halves of them, and ones that say little. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from interviews.bank.schema import QuestionEntry
from interviews.coverage import split_sentences
from interviews.snapshot import QuestionSnapshot
from scoring.case import Answer, AskedQuestion

WEAK = (
    "I am not quite sure here, but I would probably look at what is there already and ask somebody who knows it better "
    "than I do before I change anything."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer to one question; ``strength`` is strong, half or weak."""

    strength: str
    track: str
    question: AskedQuestion

    @property
    def text(self) -> str:
        return self.question.answers[0].content

    def answered(self, text: str) -> AskedQuestion:
        """The same question with another answer."""
        return replace(self.question, answers=(Answer(1, text, is_code=False),))


def make_trials(entries: Sequence[QuestionEntry]) -> Iterator[Trial]:
    """Three trials a question. The model answer stands for a strong one: that is what the question wants to hear."""
    for position, entry in enumerate(entries):
        snapshot = snapshot_of(entry)
        strong = " ".join(entry.model_answer.split())
        for strength, text in (("strong", strong), ("half", _half(strong)), ("weak", WEAK)):
            answers = (Answer(1, text, is_code=False),)
            yield Trial(strength, entry.tracks[0], AskedQuestion(position, snapshot, answers, hints_used=0))


def snapshot_of(entry: QuestionEntry) -> QuestionSnapshot:
    """A question of the bank's files as it would be asked."""
    content = entry.model_dump()
    return QuestionSnapshot.model_validate(
        {**content, "key_points": content["key_point"], "follow_ups": content["follow_up"]}
    )


def _half(text: str) -> str:
    sentences = [text[s[0].start : s[-1].end] for s in split_sentences(text) if s]
    return ". ".join(sentences[: max(1, len(sentences) // 2)]) + "."
