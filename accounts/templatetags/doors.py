"""For the pages around logging in: where one goes on to, and what a device is called."""

from allauth.account.utils import get_next_redirect_url
from django import template
from django.template.context import Context

register = template.Library()

# What stands in the string of several is looked for last.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "an iPhone", "iPad": "an iPad", "Windows": "Windows", "Mac OS X": "a Mac", "Linux": "Linux"}  # fmt: skip


@register.filter
def device_name(user_agent: str) -> str:
    """``Firefox on Linux``, by what the browser calls itself: a guide for the eye, never a ground for a decision."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return " on ".join(filter(None, (browser, system))) or "An unknown device"


@register.filter
def in_fours(key: str) -> str:
    """``ABCDEFGH`` → ``ABCD EFGH``, to be typed from a screen; apps pass over the spaces."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


@register.simple_tag(takes_context=True)
def safe_next(context: Context) -> str:
    """Where one was going, if that is a page of ours; else nothing."""
    return get_next_redirect_url(context["request"]) or ""
