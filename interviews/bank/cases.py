"""The sample cases of a coding question: which function to call, with what, and what it must give back. Pure.

Arguments and results are JSON texts: every language that can be run reads them, and TOML has no word for nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

SHOWN, HIDDEN = (2, 3), (3, 6)
MOST_CHARACTERS = 4_000  # of one text: it travels with every run, and the shown ones are read
LARGEST_WHOLE_NUMBER = 2**53 - 1  # what JavaScript can count to


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def read_json(text: str) -> Any:
    """The value of a JSON text. Raises ``ValueError`` for what is none, or what a language could not hold."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if any(abs(number) > LARGEST_WHOLE_NUMBER for number in _numbers_in(value)):
        raise ValueError("a number is too large for JavaScript")
    return value


def write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _numbers_in(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def _normalise(text: str) -> str:
    return write_json(read_json(text))


JsonText = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS), AfterValidator(_normalise)]
# Two words at least: such a name is no keyword and no built-in of either language.
FunctionName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z0-9]+)+$", max_length=40)]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z0-9]+)*$", max_length=40)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseEntry(Strict):
    """One call: the list of its arguments, and what it must give back."""

    arguments: JsonText
    expected: JsonText


class CasesEntry(Strict):
    """``function`` is its Python name; in JavaScript it is written in one word (``count_all``, ``countAll``)."""

    function: FunctionName
    parameters: Annotated[tuple[ParameterName, ...], Field(min_length=1, max_length=5)]
    compare: Literal["exact", "any_order", "close"] = "exact"
    shown: Annotated[tuple[CaseEntry, ...], Field(min_length=SHOWN[0], max_length=SHOWN[1])]
    hidden: Annotated[tuple[CaseEntry, ...], Field(min_length=HIDDEN[0], max_length=HIDDEN[1])]

    @model_validator(mode="after")
    def check_cases_agree(self) -> Self:
        faults = [*self._misfits(), *self._repeated()]
        if not faults and not self._has_what_is_compared():
            faults = [f"compare is {self.compare!r}, but no case expects what that is for"]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def all(self) -> tuple[CaseEntry, ...]:
        return (*self.shown, *self.hidden)

    def _misfits(self) -> Iterator[str]:
        for case in self.all:
            arguments = read_json(case.arguments)
            if not isinstance(arguments, list) or len(arguments) != len(self.parameters):
                yield f"{case.arguments} is no list of {len(self.parameters)} arguments"

    def _repeated(self) -> Iterator[str]:
        """A call that stands twice tells nothing new, or contradicts itself."""
        calls = Counter(write_json(_sort_keys(read_json(case.arguments))) for case in self.all)
        return (f"{call} is called twice" for call, n in calls.items() if n > 1)

    def _has_what_is_compared(self) -> bool:
        expected = [read_json(case.expected) for case in self.all]
        if self.compare == "any_order":
            return any(_has_a_longer_list(value) for value in expected)
        return self.compare == "exact" or any(isinstance(n, float) for value in expected for n in _numbers_in(value))


def _sort_keys(value: Any) -> Any:
    return json.loads(json.dumps(value, sort_keys=True))


def _has_a_longer_list(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_a_longer_list(part) for part in value.values())
    return isinstance(value, list) and (len(value) > 1 or any(map(_has_a_longer_list, value)))
