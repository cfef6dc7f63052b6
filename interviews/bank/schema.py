"""What a bank file must look like: one TOML file is read into validated questions, or into a list of its faults.

The rules are those of ``docs/bank.md``. Pure: no models, no settings.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from interviews.bank.cases import CasesEntry
from interviews.coverage import Cued, find_covered

LIST_ITEM = r"[-*•] |\d+[.)] "


def unwrap_lines(text: str) -> str:
    """Text without the line breaks its file was wrapped with; blank lines, indented lines and lists keep theirs."""
    return re.sub(rf"(?m)^(?!\s|{LIST_ITEM})(.*\S) ?\n(?!\s|{LIST_ITEM}|\|)", r"\1 ", text)


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=12)]

MODEL_ANSWER_WORDS = (50, 190)
MODEL_ANSWER_COVERS = 0.8  # of the key points' weight: cues that miss a strong answer would miss the candidate's too


class Strict(BaseModel):
    """Unknown keys are faults: a misspelt field must not vanish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ClarificationEntry(Strict):
    """A fact to give when a question of the candidate contains one of ``ask``."""

    ask: Annotated[tuple[Text, ...], Field(min_length=1)]
    say: Sentence


class KeyPointEntry(Strict):
    slug: Slug
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=60)]
    text: Sentence
    competency: Identifier
    weight: Annotated[int, Field(ge=1, le=3)]
    cues: Annotated[tuple[Text, ...], Field(min_length=4)]

    def as_cued(self) -> Cued:
        return Cued(self.slug, self.cues)


class FollowUpEntry(Strict):
    aims_at: Slug
    text: Sentence


class QuestionEntry(Strict):
    slug: Slug
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=90)]
    kind: Literal["coding", "conceptual", "system_design", "behavioral"]
    tracks: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    difficulty: Literal["easy", "medium", "hard"]
    companies: tuple[Identifier, ...] = ()
    tags: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=5)]
    prompt: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=120, max_length=1_500), AfterValidator(unwrap_lines)
    ]
    clarifications: Annotated[tuple[ClarificationEntry, ...], Field(min_length=2)]
    hints: Annotated[tuple[Sentence, ...], Field(min_length=3, max_length=3)]
    red_flags: Annotated[tuple[Sentence, ...], Field(min_length=2)]
    model_answer: Annotated[Text, AfterValidator(unwrap_lines)]
    key_point: Annotated[tuple[KeyPointEntry, ...], Field(min_length=4, max_length=8)]
    follow_up: Annotated[tuple[FollowUpEntry, ...], Field(min_length=2)]
    cases: CasesEntry | None = None

    @model_validator(mode="after")
    def check_parts_agree(self) -> Self:
        faults = [*_repeated_slugs(self), *_aimless_follow_ups(self), *_model_answer_faults(self), *_given_away(self)]
        if self.cases and self.kind != "coding":
            faults.append("only a coding question has cases")
        if faults:
            raise ValueError("; ".join(faults))
        return self


class BankFile(Strict):
    question: tuple[QuestionEntry, ...]


def _repeated_slugs(question: QuestionEntry) -> list[str]:
    counts = Counter(point.slug for point in question.key_point)
    return [f"key point {slug!r} stands twice" for slug, n in counts.items() if n > 1]


def _aimless_follow_ups(question: QuestionEntry) -> list[str]:
    known = {point.slug for point in question.key_point}
    aims = [follow_up.aims_at for follow_up in question.follow_up]
    return [f"follow-up aims at unknown key point {aim!r}" for aim in aims if aim not in known]


def _model_answer_faults(question: QuestionEntry) -> list[str]:
    count = len(question.model_answer.split())
    low, high = MODEL_ANSWER_WORDS
    faults = [] if low <= count <= high else [f"model answer has {count} words, not {low} to {high}"]
    covered = {c.key_point for c in find_covered(question.model_answer, [p.as_cued() for p in question.key_point])}
    missed = [p for p in question.key_point if p.slug not in covered]
    total = sum(p.weight for p in question.key_point)
    if total - sum(p.weight for p in missed) < MODEL_ANSWER_COVERS * total:
        faults.append(f"the cues do not find these key points in the model answer: {', '.join(p.slug for p in missed)}")
    return faults


def _given_away(question: QuestionEntry) -> list[str]:
    """What the interviewer says first must not already contain the cues it listens for."""
    faults = []
    for point in question.key_point:
        for cue in point.cues:
            one = [Cued(point.slug, (cue,))]
            if find_covered(question.prompt, one) or find_covered(question.title, one):
                faults.append(f"cue {cue!r} of {point.slug} stands in the prompt or title")
    for follow_up in question.follow_up:
        aimed = [p.as_cued() for p in question.key_point if p.slug == follow_up.aims_at]
        text = follow_up.text
        faults += [
            f"the follow-up at {f.key_point} says it: {text[f.start : f.end]!r}" for f in find_covered(text, aimed)
        ]
    return faults


def read_bank_file(path: Path) -> tuple[tuple[QuestionEntry, ...], list[str]]:
    """Questions of one file and its faults, each fault naming the question and the field. Faulty questions are left out."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return (), [f"{path.name}: {error}"]
    faults = [f"{path.name}: unknown table {key!r}" for key in document.keys() - {"question"}]
    questions: list[QuestionEntry] = []
    entries = document.get("question", [])
    if not isinstance(entries, list):
        return (), [*faults, f"{path.name}: write [[question]] for each question"]
    for number, entry in enumerate(entries, start=1):
        try:
            questions.append(QuestionEntry.model_validate(entry))
        except ValidationError as error:
            name = entry.get("slug", f"question {number}") if isinstance(entry, dict) else f"question {number}"
            faults += [f"{path.name}: {name}: {'.'.join(map(str, e['loc']))} {e['msg']}" for e in error.errors()]
    return tuple(questions), faults
