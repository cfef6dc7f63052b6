"""The middle of a turn: the interviewer listens and speaks, while no lock, no transaction and no connection is held."""

from collections.abc import Generator

from django.db import connection

from interviewprep.llm import LLMError, refuse_open_transaction
from interviews.calls import start_call
from interviews.engine import CallReport, Heard, Interviewer, OfflineInterviewer, Piece
from interviews.exchange import Claim
from interviews.models import LLMCall


def listen(claim: Claim, interviewer: Interviewer, calls: list[LLMCall]) -> Generator[Piece, None, Heard]:
    """Have the message read, holding nothing. Each further call goes on record before it is made."""
    if not claim.calls:
        return (yield from OfflineInterviewer().listen(claim.brief, may_ask_again=False))
    refuse_open_transaction()
    connection.close()
    listening = interviewer.listen(claim.brief, may_ask_again=claim.may_ask_again)
    while True:
        try:
            event = next(listening)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        except LLMError as error:
            return Heard(None, (CallReport(ok=False, reason=error.reason),))
        if isinstance(event, Piece):
            yield event
        else:
            calls.append(start_call(claim.turn))
            connection.close()
