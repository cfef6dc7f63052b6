"""What is judged on each track, and what each level looks like. Read once from TOML. Pure."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent / "rubrics"
BEHAVIORAL = "behavioral"
LEVELS = range(6)


class Competency(BaseModel):
    """``weight`` 1–3 is its share in the overall; ``anchors[n]`` says what level n looks like."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    weight: Annotated[int, Field(ge=1, le=3)]
    judges: str
    anchors: Annotated[tuple[str, ...], Field(min_length=6, max_length=6)]


class RubricFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    track: str
    version: Annotated[int, Field(ge=1)]
    competency: Annotated[tuple[Competency, ...], Field(min_length=3)]


class Rubric(BaseModel):
    """A track's competencies with the behavioural ones beside them; ``version`` names both files' versions."""

    model_config = ConfigDict(frozen=True)

    track: str
    version: str
    competencies: dict[str, Competency]

    @property
    def weights(self) -> dict[str, int]:
        return {competency.id: competency.weight for competency in self.competencies.values()}


@cache
def read_rubric_file(track: str) -> RubricFile:
    return RubricFile.model_validate(tomllib.loads((HERE / f"{track}.toml").read_text(encoding="utf-8")))


@cache
def load_rubric(track: str) -> Rubric:
    """The rubric of a track. Where both judge a competency of the same name, the track's own anchors stand."""
    own = read_rubric_file(track)
    files = [own] if track == BEHAVIORAL else [own, read_rubric_file(BEHAVIORAL)]
    competencies: dict[str, Competency] = {}
    for file in files:
        competencies |= {c.id: c for c in file.competency if c.id not in competencies}
    version = "+".join(f"{file.track}-{file.version}" for file in files)
    return Rubric(track=track, version=version, competencies=competencies)
