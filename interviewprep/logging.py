"""Logs as JSON lines: event, outcome and ids. Never what a candidate or a model said."""

import json
import logging
import traceback
from collections.abc import Iterator
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
security = logging.getLogger("interviewprep.security")

# What every LogRecord has anyway; the rest came in through ``extra``.
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName", "server_time"}


class JSONFormatter(logging.Formatter):
    """One line a record, with whatever was passed as ``extra``; an exception by its type and place, not its values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        line |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["traceback"] = list(_places(record.exc_info[1]))
        return json.dumps(line, default=str, ensure_ascii=False)


def _places(error: BaseException | None) -> Iterator[str]:
    """Where it was raised, then what it came of and where, without what any of them says: a database names the row's values."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield type(error).__name__
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"{frame.filename}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__


def log_security(event: str, *, user_id: object, outcome: str = "done") -> None:
    """Put on record what happened to an account: who, what, and how it ended. Never an address, a password or a token."""
    level = logging.INFO if outcome == "done" else logging.WARNING
    security.log(level, event, extra={"user_id": user_id, "outcome": outcome})
