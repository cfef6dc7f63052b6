"""Candidates who are not people: each answers well, badly or not at all, and uses every button, as its seed says."""

import random
import secrets
from dataclasses import dataclass, field

from accounts.models import User
from interviewprep.testing.factories import NEUTRAL_ANSWER, make_bank
from interviews.bank.loading import FaultyBank, load_bank, read_bank
from interviews.brief import Said
from interviews.enums import Difficulty, Intent, MessageKind, Stage
from interviews.models import Question

WARM_UP = "I'm fine, thanks. Lately I have kept a small program alive that counts visitors of a museum."
ASK_BACK = "How many of them are there, and how often does that change?"
IN_QUESTION = {Intent.ANSWER: 66, Intent.HINT: 12, Intent.CLARIFY: 9, Intent.SKIP: 7, Intent.DONT_KNOW: 6}
IN_WARM_UP = {Intent.ANSWER: 85, Intent.SKIP: 15}


def fill_bank() -> str:
    """Load the application's own bank, or made-up questions while its files have faults. Says which."""
    try:
        loaded = load_bank(read_bank())
    except FaultyBank as faulty:
        for track in ("swe_engineer", "devops_cloud", "data_science"):
            make_bank(own=8, behavioral=8, track=track, difficulties=Difficulty.values)
        return (
            f"The bank's files have {len(faulty.faults)} faults: {Question.objects.count()} made-up questions instead."
        )
    return f"The bank: {len(loaded.created)} questions, the application's own."


def new_user() -> User:
    """A user who has no password, since hashing one takes longer than what is measured."""
    return User.objects.create(email=f"{secrets.token_hex(12)}@example.org", password="!")


def model_answers() -> dict[str, str]:
    """What would be a strong answer, by the question's prompt."""
    return dict(Question.objects.values_list("prompt", "model_answer"))


@dataclass(slots=True)
class Candidate:
    """Chooses what to say next. ``answers`` has strong answers by prompt, of which it uses all, half or nothing."""

    seed: int
    answers: dict[str, str]
    draws: random.Random = field(init=False)
    knows: str = ""

    def __post_init__(self) -> None:
        self.draws = random.Random(self.seed)

    def hear(self, kind: str, content: str) -> None:
        if kind == MessageKind.QUESTION:
            self.knows = self.answers.get(content, "")

    def speak(self, stage: str) -> Said:
        """The next message in this stage, in which it must be allowed to speak."""
        weights = IN_WARM_UP if stage == Stage.WARM_UP else IN_QUESTION
        intent = self.draws.choices(list(weights), list(weights.values()))[0]
        match intent:
            case Intent.ANSWER:
                return Said(WARM_UP if stage == Stage.WARM_UP else self._answer(), intent=intent)
            case Intent.CLARIFY:
                return Said(ASK_BACK, intent=intent)
            case _:
                return Said(f"({intent}, please)", intent=intent)

    def _answer(self) -> str:
        half = self.knows[: len(self.knows) // 2]
        return self.draws.choice([NEUTRAL_ANSWER, half or NEUTRAL_ANSWER, self.knows or NEUTRAL_ANSWER])
