"""Sample cases of the questions asked in an interview: which are shown, which are only counted, and what a run is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interviews.enums import Stage
from interviews.models import Interview, InterviewQuestion
from interviews.snapshot import Case, Cases


@dataclass(frozen=True, slots=True)
class AskedCases:
    """The cases of one question as far as its candidate may know them; ``hidden`` is how many are only counted."""

    position: int
    cases: Cases
    known: tuple[tuple[Case, bool], ...]  # each with whether it was hidden
    hidden: int


def cases_of(snapshot: dict[str, Any]) -> Cases | None:
    """The cases a question was asked with; questions of long ago were asked without."""
    found = snapshot.get("cases")
    return Cases.model_validate(found) if found else None


def list_asked_cases(interview: Interview) -> Iterator[AskedCases]:
    """Questions with cases, in the order of asking. Hidden cases are told once the interview is done."""
    is_done = interview.stage == Stage.DONE
    slots = interview.slots.order_by("position").values_list("position", "snapshot")
    for position, snapshot in slots:
        if cases := cases_of(snapshot):
            hidden = cases.hidden if is_done else ()
            known = (*((case, False) for case in cases.shown), *((case, True) for case in hidden))
            yield AskedCases(position, cases, known, len(cases.hidden))


def describe_run(slot: InterviewQuestion) -> dict[str, Any]:
    """All that a run of an asked question needs, hidden cases included: code runs where its author is, and so must they."""
    cases = cases_of(slot.snapshot)
    if cases is None:
        return {"names": {}, "compare": "exact", "shown": 0, "cases": []}
    every = (*cases.shown, *cases.hidden)
    is_done = slot.interview.stage == Stage.DONE
    return {
        "names": cases.names,
        "compare": cases.compare,
        "shown": len(every) if is_done else len(cases.shown),
        "cases": [case.model_dump() for case in every],
    }
