"""The bank that is delivered, as its files say it. Read once a process: that takes two seconds."""

from functools import cache

from interviews.bank.loading import BANK
from interviews.bank.schema import QuestionEntry, read_bank_file


@cache
def delivered_questions() -> tuple[QuestionEntry, ...]:
    """Every question without a fault; that there are no others is what ``test_bank_loading`` sees to."""
    return tuple(entry for path in sorted(BANK.glob("*.toml")) for entry in read_bank_file(path)[0])
