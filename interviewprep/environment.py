"""Reading what the environment says, and refusing what could be misread. Used by the settings alone."""

import re
from decimal import Decimal, InvalidOperation
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
environ.Env.read_env(Path(__file__).resolve().parent.parent / ".env")

RATE = re.compile(r"[1-9][0-9]{0,6}/[0-9]{0,3}[smhd]")
NAMED = re.compile(r"([a-z0-9_]{1,40})=([!-+\--~]{1,100})")
COUNT = re.compile(r"[0-9]{1,12}")
MOST_DOLLARS = 100_000


def flag(name: str, *, default: bool) -> bool:
    """A misspelt "true" must not quietly mean false."""
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    value = env.str(name, default="").strip().lower() or str(default).lower()
    if value not in words:
        raise ImproperlyConfigured(f"{name}={value}: write true or false.")
    return words[value]


def required(name: str, why: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"PRODUCTION=true needs {name}: {why}")
    return str(value)


def rate(name: str, default: str) -> str:
    rate = env.str(name, default=default).strip()
    if not RATE.fullmatch(rate):
        raise ImproperlyConfigured(f"{name}={rate}: write a number and a time, such as 60/m, 10/10m or 20/h.")
    return str(rate)


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(text.strip()) for text in env.list(name, default=[]) if text.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}. Write addresses or networks, such as 10.0.0.0/8.") from error


def count(name: str, default: int) -> int:
    """So many of something; 0 sets no limit."""
    text = env.str(name, default="").strip() or str(default)
    if not COUNT.fullmatch(text):
        raise ImproperlyConfigured(f"{name}={text}: write a whole number, or 0 for no limit.")
    return int(text)


def dollars(name: str) -> Decimal:
    """An amount that must not be misread: a typing error could cost a fortune."""
    try:
        amount = Decimal(env.str(name, default="") or "0")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and 0 <= amount <= MOST_DOLLARS):
        raise ImproperlyConfigured(f"{name} is not an amount of US dollars, such as 0.15.")
    return amount


def named(name: str) -> dict[str, str]:
    """What is said by name, such as ``maya=alto,gareth=bass``; no name twice."""
    parts = [part.strip() for part in env.str(name, default="").split(",") if part.strip()]
    pairs = {found[1]: found[2] for part in parts if (found := NAMED.fullmatch(part))}
    if len(pairs) < len(parts):
        raise ImproperlyConfigured(f"{name}: write each name once, such as maya=alto,gareth=bass.")
    return pairs
