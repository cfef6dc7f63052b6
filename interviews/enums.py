"""The closed sets of words the interview is told in. The database checks every one of them."""

from django.db import models


class Stage(models.TextChoices):
    INTRO = "intro", "not started"
    WARM_UP = "warm_up", "warm-up"
    QUESTION = "question"
    FOLLOW_UP = "follow_up", "follow-up"
    WRAP_UP = "wrap_up", "wrap-up"
    DONE = "done", "finished"


# Stages in which a candidate may speak.
SPEAKING_STAGES = frozenset({Stage.WARM_UP, Stage.QUESTION, Stage.FOLLOW_UP})


class Kind(models.TextChoices):
    CODING = "coding"
    CONCEPTUAL = "conceptual"
    SYSTEM_DESIGN = "system_design", "system design"
    BEHAVIORAL = "behavioral", "behavioural"


class Difficulty(models.TextChoices):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class QuestionState(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Outcome(models.TextChoices):
    """How an interview question ended."""

    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"


class TurnKind(models.TextChoices):
    START = "start"
    MESSAGE = "message"
    FINALIZE = "finalize"


class TurnStatus(models.TextChoices):
    ACTIVE = "active"
    RETRYABLE = "retryable"
    DONE = "done"


class TurnOutcome(models.TextChoices):
    """Who closed a turn, and why it was not the model where one is configured."""

    PENDING = "", "pending"
    LLM = "llm"
    OFFLINE = "offline"
    DEGRADED = "degraded"
    SETTLED = "settled"


# The offline interviewer spoke although a model was meant to.
STOOD_IN = frozenset({TurnOutcome.DEGRADED, TurnOutcome.SETTLED})


class Speaker(models.TextChoices):
    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"


class MessageKind(models.TextChoices):
    """What a message is: the candidate's format, or the interviewer's move."""

    TEXT = "text"
    CODE = "code"
    GREETING = "greeting"
    WARM_UP = "warm_up"
    ACKNOWLEDGEMENT = "acknowledgement"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    PROBE = "probe"
    HINT = "hint"
    CLARIFICATION = "clarification"
    WRAP_UP = "wrap_up"


CANDIDATE_KINDS = (MessageKind.TEXT, MessageKind.CODE)


class Intent(models.TextChoices):
    """What a candidate means by a message; buttons say it, so that nobody has to guess."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    HINT = "hint"
    SKIP = "skip"
    DONT_KNOW = "dont_know"


class Source(models.TextChoices):
    CANDIDATE = "candidate"
    LLM = "llm"
    OFFLINE = "offline"


class CallOutcome(models.TextChoices):
    """What became of one call to the model."""

    STARTED = "started"
    OK = "ok"
    FAILED = "failed"
    STALE = "stale"
