"""How scoring can refuse. Each docstring is the sentence that the candidate reads."""

from interviewprep.errors import Conflict, Unprocessable


class NotEvaluated(Conflict):
    """This interview has no evaluation yet. Finish it first."""


class NothingToRescore(Conflict):
    """A model judged this interview, and none is configured now: an offline estimate would only know less. The evaluation stands."""


class JudgingInProgress(Conflict):
    """Something of this interview is being judged already. Nothing is lost; try again in a moment."""


class InvalidSelfRating(Unprocessable):
    """Rate yourself from 0 to 5 on what this interview was about, or pass it over."""


class AlreadySelfRated(Conflict):
    """You have said already how you saw yourself. It is kept as you said it then."""
