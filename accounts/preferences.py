"""What somebody prefers: how it is read, and the one way in which it is changed."""

from collections.abc import Callable, Collection, Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

from accounts.enums import Contrast, Dictation, ReduceMotion, TextSize, Theme, Voice
from accounts.models import Preferences
from interviewprep.errors import Unprocessable
from interviewprep.speech import BROWSER, listener, reader
from interviews import catalogue
from interviews.enums import Difficulty

# What each of them may be, as far as it does not depend on another; empty is no preference.
KNOWN: dict[str, Callable[[], Collection[str]]] = {
    "track": lambda: ("", *catalogue.tracks()),
    "company_style": lambda: ("", *catalogue.companies()),
    "difficulty": lambda: ("", *Difficulty.values),
    "interviewer": lambda: ("", *catalogue.interviewers()),
    "theme": lambda: Theme.values,
    "contrast": lambda: Contrast.values,
    "text_size": lambda: TextSize.values,
    "reduce_motion": lambda: ReduceMotion.values,
    "voice": lambda: [voice for voice in Voice.values if voice != Voice.SERVER or _hosts_that_read()],
    "dictation": lambda: Dictation.values,
    "dictation_consent": lambda: ("", *dict.fromkeys((BROWSER, listener()))),
}
NAMES = (*KNOWN, "voice_consent", "target_role", "email_notices")


class InvalidPreferences(Unprocessable):
    """These preferences can't be kept as they are."""


def preferences_of(user: AbstractBaseUser | AnonymousUser | None) -> Preferences:
    """What they set; the defaults where they set nothing, or nobody is signed in. Asked once for each user object."""
    # A row that is missing is an AttributeError too, which Django remembers with the user.
    found: Preferences | None = getattr(user, "preferences", None)
    return found or Preferences()


def describe_preferences(preferences: Preferences) -> dict[str, str | bool]:
    """Every setting by its name."""
    return {name: getattr(preferences, name) for name in NAMES}


def change_preferences(user_id: int, changes: Mapping[str, str | bool]) -> Preferences:
    """Set these and leave the others. Raises ``InvalidPreferences`` with every fault, and then changes nothing.

    Who dictates no more, or has nothing spoken by the server any more, takes back what they had agreed to.
    """
    if changes.get("dictation") == Dictation.OFF:
        changes = {"dictation_consent": "", **changes}
    if changes.get("voice", Voice.SERVER) != Voice.SERVER:
        changes = {"voice_consent": "", **changes}
    with transaction.atomic(durable=True):
        Preferences.objects.get_or_create(user_id=user_id)
        locked = Preferences.objects.select_for_update().get(user_id=user_id)
        for name, value in changes.items():
            setattr(locked, name, value)
        if faults := _find_faults(locked, changes):
            raise InvalidPreferences(fields=faults)
        locked.save(update_fields=list(changes))
    return locked


def _find_faults(wanted: Preferences, changes: Mapping[str, str | bool]) -> dict[str, list[str]]:
    """What is wrong with the changes. What is set already may name what the catalogue has no more."""
    faults = {
        name: [_unknown(value, known())]
        for name, known in KNOWN.items()
        if (value := changes.get(name)) is not None and value not in known()
    }
    if wanted.dictation_consent and wanted.dictation == Dictation.OFF and "dictation" not in faults:
        faults["dictation_consent"] = ["Switch dictation on as well."]
    if "voice" not in faults and not changes.keys().isdisjoint({"voice", "voice_consent"}):
        faults |= _find_faults_of_voice(wanted)
    if "track" not in faults and not changes.keys().isdisjoint({"track", "target_role"}):
        faults |= _find_faults_of_role(wanted.track, wanted.target_role)
    return faults


def _find_faults_of_voice(wanted: Preferences) -> dict[str, list[str]]:
    if wanted.voice != Voice.SERVER:
        return {"voice_consent": ["Choose that the server speaks as well."]} if wanted.voice_consent else {}
    if wanted.voice_consent in _hosts_that_read():
        return {}
    return {
        "voice_consent": [f"The interviewer's words would go to {reader()}. Agree to that, or choose another voice."]
    }


def _hosts_that_read() -> tuple[str, ...]:
    return () if reader() == BROWSER else (reader(),)


def voice_for(preferences: Preferences) -> Voice:
    """Who reads to them: the server where they agreed to that very host, else the browser in its place."""
    is_agreed = preferences.voice != Voice.SERVER or preferences.voice_consent in _hosts_that_read()
    return Voice(preferences.voice) if is_agreed else Voice.BROWSER


def _find_faults_of_role(track: str, role: str) -> dict[str, list[str]]:
    roles = {each.id: each.name for each in catalogue.tracks()[track].role} if track in catalogue.tracks() else {}
    if not role or role in roles:
        return {}
    if not roles:
        return {"target_role": ["Choose the track that this role belongs to as well."]}
    return {
        "target_role": [
            f"This role belongs to another track. {catalogue.tracks()[track].name} has: {', '.join(roles.values())}."
        ]
    }


def _unknown(value: object, known: Iterable[str]) -> str:
    choices = ", ".join(filter(None, known))
    return f"“{str(value)[:40]}” is not known." + (f" Choose one of: {choices}." if choices else "")
