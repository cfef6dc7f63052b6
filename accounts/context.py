"""What every page knows of who reads it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.preferences import preferences_of


def add_preferences(request: HttpRequest) -> dict[str, object]:
    """How they like it, looked up only by a page that asks."""
    return {"preferences": SimpleLazyObject(lambda: preferences_of(getattr(request, "user", None)))}
