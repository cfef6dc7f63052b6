"""How scoring can refuse. Each docstring is the sentence that the candidate reads."""

from interviewprep.errors import Conflict


class NotEvaluated(Conflict):
    """This interview has no evaluation yet. Finish it first."""
