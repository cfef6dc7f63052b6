"""A question as it was asked: the copy an interview keeps, so that an edit in the bank never changes the past. Pure."""

from pydantic import BaseModel, ConfigDict

from interviews.coverage import Cued


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class KeyPoint(Frozen):
    """Something a good answer contains. ``weight`` 1–3, ``cues`` are the words people use for it."""

    slug: str
    name: str
    text: str
    competency: str
    weight: int
    cues: tuple[str, ...]


class FollowUp(Frozen):
    aims_at: str
    text: str


class Clarification(Frozen):
    ask: tuple[str, ...]
    say: str


class Case(Frozen):
    """One call of the function asked for: a list of arguments and what it gives back, both as JSON texts."""

    arguments: str
    expected: str


class Cases(Frozen):
    """What a coding answer is run with. The hidden ones are counted, and seen only when the interview is done."""

    function: str
    parameters: tuple[str, ...]
    compare: str
    shown: tuple[Case, ...]
    hidden: tuple[Case, ...]

    @property
    def names(self) -> dict[str, str]:
        """What the function is called in each language that can be run."""
        first, *rest = self.function.split("_")
        return {"python": self.function, "javascript": first + "".join(word.capitalize() for word in rest)}


class QuestionSnapshot(Frozen):
    slug: str
    title: str
    kind: str
    difficulty: str
    prompt: str
    clarifications: tuple[Clarification, ...]
    red_flags: tuple[str, ...]
    model_answer: str
    key_points: tuple[KeyPoint, ...]
    follow_ups: tuple[FollowUp, ...]
    hints: tuple[str, ...]
    cases: Cases | None = None

    @property
    def cued(self) -> tuple[Cued, ...]:
        return tuple(Cued(point.slug, point.cues) for point in self.key_points)

    @property
    def spoken(self) -> str:
        """All that the interviewer may say about this question: repeating it earns nothing."""
        facts = (c.say for c in self.clarifications)
        return "\n".join([self.title, self.prompt, *self.hints, *(f.text for f in self.follow_ups), *facts])

    def point(self, slug: str) -> KeyPoint:
        return next(point for point in self.key_points if point.slug == slug)
