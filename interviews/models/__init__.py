"""All models of the interviews app."""

from interviews.models.bank import (
    SHUFFLE_KEYS,
    FollowUp,
    Hint,
    KeyPoint,
    Question,
    QuestionTrack,
    draw_shuffle_key,
)
from interviews.models.interview import (
    MAX_QUESTIONS,
    MAX_TURN_ATTEMPTS,
    Coverage,
    Interview,
    InterviewQuestion,
    LLMCall,
    Message,
    Observation,
    Turn,
)
from interviews.models.practice import Bookmark

__all__ = [
    "MAX_QUESTIONS",
    "MAX_TURN_ATTEMPTS",
    "SHUFFLE_KEYS",
    "Bookmark",
    "Coverage",
    "FollowUp",
    "Hint",
    "Interview",
    "InterviewQuestion",
    "KeyPoint",
    "LLMCall",
    "Message",
    "Observation",
    "Question",
    "QuestionTrack",
    "Turn",
    "draw_shuffle_key",
]
