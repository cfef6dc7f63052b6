"""Reading JSON that may be hostile: whatever it is, the answer is a value or a reason. Pure."""

import json
import re
from typing import Any

MAX_DEPTH = 20
MAX_NUMBER_CHARACTERS = 20
# Possessive, and closed by the end of the body too: a string that never ends is read once.
STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)


class HostileJSON(ValueError):
    """This JSON can't be accepted; the message says why."""


def read_json(body: bytes) -> Any:
    """The value of a JSON text in strict UTF-8. Raises ``HostileJSON`` on depth > 20, duplicate keys, NaN, surrogates."""
    _check_depth(body)
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_constant,
            parse_int=_bounded_int,
            parse_float=_finite_float,
        )
    except UnicodeDecodeError as error:
        raise HostileJSON("The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise HostileJSON(f"The body is not JSON: {error.msg} at character {error.pos}.") from error
    _refuse_surrogates(value)
    return value


def _check_depth(body: bytes) -> None:
    depth = 0
    for char in STRING.sub(b"", body):
        depth += (char in b"[{") - (char in b"]}")
        if depth > MAX_DEPTH:
            raise HostileJSON(f"The body is nested more than {MAX_DEPTH} levels deep.")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise HostileJSON("The body has the same key twice in one object.")
    return found


def _refuse_constant(name: str) -> None:
    raise HostileJSON(f"{name} is not a JSON number.")


def _bounded_int(text: str) -> int:
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise HostileJSON("The body has a number that is too long.")
    return int(text)


def _finite_float(text: str) -> float:
    value = float(text)
    if len(text) > MAX_NUMBER_CHARACTERS or value in (float("inf"), float("-inf")):
        raise HostileJSON("The body has a number that is too long.")
    return value


def _refuse_surrogates(value: Any) -> None:
    match value:
        case str():
            if any("\ud800" <= char <= "\udfff" for char in value):
                raise HostileJSON("The body has half a surrogate pair, which is no character.")
        case dict():
            for key, inner in value.items():
                _refuse_surrogates(key)
                _refuse_surrogates(inner)
        case list():
            for inner in value:
                _refuse_surrogates(inner)
        case _:
            pass
