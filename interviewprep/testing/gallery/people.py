"""Who is in the gallery, made in the servers' own database by a process with their settings, which prints what it made as JSON.

A process of its own, because Django refuses to work in a thread that Playwright runs in.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.preferences import change_preferences
from interviewprep.speech import reader
from interviewprep.testing.factories import PASSWORD, make_interview, new_key, say
from interviewprep.testing.gallery import words
from interviewprep.testing.staff import sign_in
from interviews import practice
from interviews.brief import Said
from interviews.engine import Interviewer, OfflineInterviewer
from interviews.enums import Intent, MessageKind
from interviews.exchange import Sent
from interviews.interviewer import current_interviewer
from interviews.models import Interview, Question
from interviews.turns import send_message
from scoring import reanswers, self_ratings, services
from scoring.judge import Judge, OfflineJudge
from scoring.judges import current_judge

SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of an authenticator app that lives for one gallery
ALL = (words.CODING, words.DESIGN, words.BEHAVIORAL)


@dataclass(slots=True)
class Made:
    """``sessions``: the key of each person's. ``interviews``: the public id of each, by its name. ``codes``: to recover with, once each."""

    sessions: dict[str, str] = field(default_factory=dict)
    interviews: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    def person(self, name: str, shown: str, **fields: Any) -> User:
        user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=shown, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.sessions[name] = self.session_of(user)
        return user

    @staticmethod
    def session_of(user: User) -> str:
        return str(sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value)


@dataclass(frozen=True, slots=True)
class Table:
    """Where an interview is sat: who leads it, and who judges it."""

    interviewer: Interviewer
    judge: Judge


def sit(user: User, table: Table, *said: tuple[str, Intent] | str, questions: tuple[str, ...] = ALL) -> Interview:
    """An interview in which so much was said: words, code, or a button with nothing typed."""
    interview = make_interview(user, difficulty="", questions=questions, interviewer="maya")
    for each in said:
        content, intent = (each, Intent.ANSWER) if isinstance(each, str) else each
        kind = MessageKind.CODE if content in words.ALL_CODE else MessageKind.TEXT
        sent = Sent(new_key(), Said(content, kind, intent), "python" if kind == MessageKind.CODE else "")
        send_message(interview.pk, sent, interviewer=table.interviewer)
    interview.refresh_from_db()
    return interview


WARM_UP = (words.HELLO, words.BACKGROUND)
SKIP, HINT = ("I'd like to skip this one, please.", Intent.SKIP), ("Could I have a hint, please?", Intent.HINT)
CLARIFY = (words.QUESTION_BACK, Intent.CLARIFY)
GOOD = (*WARM_UP, words.CODE, words.AFTER_CODE, words.AFTER_CODE)


def finish(interview: Interview, table: Table, *, days_ago: int = 0, rated: bool = True) -> Interview:
    services.finalize(interview.pk, judge=table.judge)
    if rated:
        self_ratings.rate_oneself(interview.pk, {"communication": 3, "problem_solving": 4})
    when = timezone.now() - timedelta(days=days_ago)
    if days_ago:
        changes = {"created_at": when, "started_at": when, "finalized_at": when + timedelta(minutes=31)}
        Interview.objects.filter(pk=interview.pk).update(**changes)
        interview.messages.update(created_at=when)
    return interview


def sit_to_the_end(user: User, table: Table, *said: tuple[str, Intent] | str, **plan: Any) -> Interview:
    """The same, on to the wrap-up: what is not said is skipped."""
    interview = sit(user, table, *said, **plan)
    while interview.stage != "wrap_up":
        say(interview, SKIP[0], intent=Intent.SKIP, interviewer=table.interviewer)
        interview.refresh_from_db()
    return interview


def whole(user: User, table: Table, **plan: Any) -> Interview:
    """Everything answered, some of it well."""
    interview = sit(user, table, *WARM_UP, HINT, words.CODE, **plan)
    answers = {words.CODING: words.AFTER_CODE, words.DESIGN: words.AUCTION, words.BEHAVIORAL: words.CHANGED_MIND}
    given: set[str] = set()
    while interview.stage != "wrap_up":
        slug = interview.slots.latest("position").question.slug
        answer = words.FOLLOWED_UP if slug == words.DESIGN and slug in given else answers[slug]
        given.add(slug)
        say(interview, answer, interviewer=table.interviewer)
        interview.refresh_from_db()
    return interview


def answer_again(interview: Interview, table: Table) -> None:
    slot = interview.slots.get(question__slug=words.DESIGN)
    sent = Sent(new_key(), Said(words.BETTER_AUCTION))
    reanswers.open_reanswer(slot, sent, judge=table.judge).finish()


# ------------------------------------------------------------------ who they are


def make_candidate(made: Made, offline: Table) -> None:
    """Somebody with an interview at every stage."""
    ana = made.person("candidate", "Ana")
    untouched = make_interview(ana, started=False, difficulty="", questions=ALL, interviewer="maya")
    reached = {
        "before": untouched,
        "warm-up": sit(ana, offline),
        "question": sit(ana, offline, *WARM_UP),
        "clarified": sit(ana, offline, *WARM_UP, CLARIFY),
        "code": sit(ana, offline, *WARM_UP, words.CODE),
        "hints": sit(ana, offline, *WARM_UP, HINT, HINT, HINT),
        "follow-up": sit(ana, offline, *GOOD, words.AUCTION),
        "skipped": sit(ana, offline, *WARM_UP, SKIP),
        "wrap-up": sit_to_the_end(ana, offline, *GOOD),
        "finished": finish(sit_to_the_end(ana, offline, *GOOD), offline),
        "unrated": finish(whole(ana, offline), offline, rated=False),
        "debrief": finish(whole(ana, offline), offline),
        "little": finish(sit_to_the_end(ana, offline, *WARM_UP, words.SHORT), offline),
        "nothing": finish(sit_to_the_end(ana, offline), offline),
    }
    again = finish(whole(ana, offline), offline)
    answer_again(again, offline)
    reached["again"] = again
    reached["cases"] = sit(ana, offline, *WARM_UP, questions=(words.CASES,))
    reached["cases-done"] = finish(
        sit_to_the_end(ana, offline, *WARM_UP, words.WRONG, questions=(words.CASES,)), offline
    )
    made.interviews |= {name: str(interview.public_id) for name, interview in reached.items()}


def make_listener(made: Made, offline: Table) -> None:
    """Somebody who reads large letters, and is read to."""
    mei = made.person("listener", "Mei")
    change_preferences(mei.pk, {"voice": "browser", "text_size": "larger"})
    made.interviews["heard"] = str(sit(mei, offline, *WARM_UP, words.CODE).public_id)
    made.interviews["heard-out"] = str(finish(sit_to_the_end(mei, offline, *GOOD), offline).public_id)


def make_spoken_to(made: Made, offline: Table) -> None:
    """Somebody to whom a server speaks."""
    sana = made.person("spoken-to", "Sana")
    change_preferences(sana.pk, {"voice": "server", "voice_consent": reader()})
    for name in ("spoken", "unspoken", "muted"):
        made.interviews[name] = str(sit(sana, offline, *WARM_UP).public_id)


def make_led(made: Made, model: Table) -> None:
    """Somebody whom the model interviews."""
    noor = made.person("led", "Noor")
    for name in ("streamed", "stood-in", "thought", "looked-at-again", "judged", "unjudged", "estimated"):
        made.interviews[name] = str(sit(noor, model, *WARM_UP, words.CODE).public_id)
    for name in ("debrief-model", "again-model"):
        made.interviews[name] = str(finish(whole(noor, model), model).public_id)
    answer_again(Interview.objects.get(public_id=made.interviews["again-model"]), model)


def make_veteran(made: Made, offline: Table, model: Table) -> None:
    """Somebody with weeks of practice behind them."""
    ines = made.person("veteran", "Inês")
    for nth, days in enumerate((38, 31, 24, 17, 11, 10, 9, 3, 2, 1)):
        table = model if nth in (3, 6, 8) else offline
        plan = {"questions": ALL[: 1 + nth % 3]}
        made.interviews[f"past-{nth}"] = str(finish(whole(ines, table, **plan), table, days_ago=days).public_id)
    made.interviews["open"] = str(sit(ines, offline, *WARM_UP).public_id)
    for question in Question.objects.filter(slug__in=ALL):
        practice.keep_question(ines.pk, question)


def make_the_rest(made: Made) -> None:
    made.person("newcomer", "Jun")
    made.person("second", "Sam")
    for name, staff in (("secured", False), ("curator", True)):
        user = made.person(name, name.capitalize(), is_staff=staff, is_superuser=staff)
        TOTP.activate(user, SECRET)
        codes = RecoveryCodes.activate(user).get_unused_codes()
        made.codes += [] if staff else codes
    novice = Client()
    novice.force_login(made.person("novice", "Nia", is_staff=True))  # who has no second factor yet
    made.sessions["novice"] = str(novice.cookies[settings.SESSION_COOKIE_NAME].value)
    guarded = made.person("guarded", "Gail")  # who has one of each second factor
    TOTP.activate(guarded, SECRET)
    RecoveryCodes.activate(guarded)
    Authenticator.objects.create(
        user=guarded, type=Authenticator.Type.WEBAUTHN, data={"name": "The laptop", "credential": {}}
    )
    spent = made.person("spender", "Bo")
    spent.usage_days.create(day=timezone.now().date(), interviews=settings.USER_DAY_INTERVIEWS, turns=12)


def main() -> None:
    offline = Table(OfflineInterviewer(), OfflineJudge())
    model = Table(current_interviewer(), current_judge())
    made = Made()
    make: list[Callable[[], None]] = [
        lambda: make_the_rest(made),
        lambda: make_candidate(made, offline),
        lambda: make_listener(made, offline),
        lambda: make_spoken_to(made, offline),
        lambda: make_led(made, model),
        lambda: make_veteran(made, offline, model),
    ]
    for each in make:
        each()
    json.dump(asdict(made), sys.stdout)
