"""Where a model may be: the address that the environment names, checked once. Nobody else may name one."""

import httpx2
from django.core.exceptions import ImproperlyConfigured

from interviewprep.llm.hosts import is_loopback


def check_address(text: str, *, setting: str, key_setting: str) -> None:
    """Raise ``ImproperlyConfigured``, naming the setting, unless this is https, or http on this very machine."""
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise ImproperlyConfigured(f"{setting} is not a URL.") from error
    if url.userinfo or url.query or url.fragment:
        raise ImproperlyConfigured(f"{setting} may have no user name, query or fragment: the key is {key_setting}.")
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and is_loopback(url.host))):
        raise ImproperlyConfigured(f"{setting} must start with https://, or http:// on this very machine.")


def check_key(key: str, *, setting: str) -> None:
    """Raise ``ImproperlyConfigured`` when this can't be a key."""
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ImproperlyConfigured(f"{setting} has characters that no key has: was it copied whole, and alone?")
