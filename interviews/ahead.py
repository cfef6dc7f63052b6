"""What a page says shortly before a limit is met, so that nobody is surprised by it."""

from datetime import datetime

from django.conf import settings

from accounts.budgets import BudgetSpent, count_left, tell_next_day

TURNS_OF_INTERVIEW = 5  # before the end of an interview, from which it is told
TURNS_OF_DAY = 10  # … and before the end of a day's messages


def tell_of_interviews(user_id: int, *, now: datetime) -> str:
    """What to know before an interview is planned: that it is the day's last, or that there is none left; else nothing."""
    left = count_left(user_id, "interviews", now=now)
    if left == 0:
        return BudgetSpent.of("interviews", now=now).detail
    return f"This is the last interview you can start today. {tell_next_day(now)}" if left == 1 else ""


def may_start_today(user_id: int, *, now: datetime) -> bool:
    """Whether the user's day allows one more interview."""
    return count_left(user_id, "interviews", now=now) != 0


def tell_of_turns(user_id: int, *, sent: int, now: datetime) -> tuple[str, ...]:
    """What to know before the next message of an interview in which ``sent`` were sent; mostly nothing."""
    return tuple(filter(None, (_tell_of_this_interview(sent), _tell_of_today(user_id, now=now))))


def _tell_of_this_interview(sent: int) -> str:
    left = settings.INTERVIEW_TURNS - sent
    if not settings.INTERVIEW_TURNS or left > TURNS_OF_INTERVIEW:
        return ""
    if left <= 1:
        return "Your next message is the last of this interview: in answer to it the interviewer wraps up."
    return f"{left} more messages, then the interviewer wraps up."


def _tell_of_today(user_id: int, *, now: datetime) -> str:
    left = count_left(user_id, "turns", now=now)
    if left is None or left > TURNS_OF_DAY:
        return ""
    if left == 0:
        return BudgetSpent.of("turns", now=now).detail
    return f"You can send {left} more message{'s' * (left != 1)} today. {tell_next_day(now)}"
