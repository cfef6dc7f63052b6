"""How an interview can refuse. Each docstring is the sentence that the candidate reads."""

from interviewprep.errors import BadRequest, Conflict, Unavailable, Unprocessable


class IdempotencyKeyRequired(BadRequest):
    """Send an Idempotency-Key header of 16 to 64 letters, digits, "-" or "_", new for each message."""


class IdempotencyKeyReused(Unprocessable):
    """An earlier message was already taken under this key, and stands in the interview. Send this one under a new key."""


class InvalidMessage(Unprocessable):
    """This message can't be sent as it is."""


class InvalidInterview(Unprocessable):
    """These choices don't fit together."""


class NotEnoughQuestions(Unprocessable):
    """There are too few questions for this interview."""


class TurnInProgress(Conflict):
    """The interviewer is still answering. Your words are safe; try again in a moment."""


class StaleView(Conflict):
    """The interview has moved on since this page was loaded. Read the latest messages, then send again."""


class NotStarted(Conflict):
    """This interview has not been started yet."""


class InterviewWrappedUp(Conflict):
    """This interview has wrapped up. Finish it to see your evaluation."""


class InterviewFinished(Conflict):
    """This interview is finished. Its evaluation is ready to read."""


class FinalizePending(Conflict):
    """This interview is being evaluated, so it takes no more messages. Ask for the evaluation again."""


class InterviewDeleted(Conflict):
    """This interview was deleted meanwhile."""


class LLMUnavailable(Unavailable):
    """The evaluation could not be written just now. Nothing is lost; try again in a moment."""

    @property
    def code(self) -> str:
        return "llm_unavailable"
