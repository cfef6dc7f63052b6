"""What the planner starts from."""

from collections.abc import Collection, Mapping

from accounts.models import Preferences
from interviews import catalogue
from interviews.enums import Difficulty


def initial_choices(preferences: Preferences, chosen: Mapping[str, str]) -> dict[str, str]:
    """What was chosen already, then what is preferred; what the catalogue has no more is passed over."""
    offered: dict[str, tuple[str, Collection[str]]] = {
        "track": (preferences.track, catalogue.tracks()),
        "company_style": (preferences.company_style, catalogue.companies()),
        "difficulty": (preferences.difficulty, Difficulty.values),
        "interviewer": (preferences.interviewer, catalogue.interviewers()),
    }
    preferred = {name: value for name, (value, known) in offered.items() if value in known}
    choices = {**preferred, **chosen}
    if "role" not in chosen and _is_role_of(choices.get("track", ""), preferences.target_role):
        choices["role"] = preferences.target_role
    return choices


def _is_role_of(track: str, role: str) -> bool:
    return track in catalogue.tracks() and catalogue.find_role(track, role) is not None
