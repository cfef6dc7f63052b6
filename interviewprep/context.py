"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def describe_mode(request: HttpRequest) -> dict[str, object]:
    """Whether this is somebody's own installation, where mail and TLS are not expected."""
    return {"is_local": not settings.PRODUCTION}
