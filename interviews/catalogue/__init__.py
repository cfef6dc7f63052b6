"""What a candidate can choose from: tracks, company styles, difficulties and interviewers, read once from TOML. Pure."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent

Lines = Annotated[tuple[str, ...], Field(min_length=3)]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str


class Role(Entry):
    pass


class Track(Entry):
    description: str
    kinds: tuple[Literal["coding", "conceptual", "system_design", "behavioral"], ...]
    background_topic: str
    warm_up_examples: Lines
    role: Annotated[tuple[Role, ...], Field(min_length=1)]


class Company(Entry):
    tier: Literal["startup", "enterprise", "big_tech"]
    style: str
    tone: str
    opening: Lines
    asides: Lines
    wrap_up: Lines


class DifficultyLevel(Entry):
    id: Literal["easy", "medium", "hard"]
    description: str


class Says(BaseModel):
    """The lines of one interviewer, by what they are for; placeholders in braces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    greeting: Lines
    how_are_you: Lines
    warm_up_positive: Lines
    warm_up_nervous: Lines
    warm_up_negative: Lines
    warm_up_neutral: Lines
    warm_up_asked_back: Lines
    background_lead: Lines
    background_reply: Lines
    background_reply_plain: Lines
    begin: Lines
    point_covered: Lines
    point_quoted: Lines
    no_point: Lines
    short_answer: Lines
    into_follow_up: Lines
    into_question: Lines
    probe_junk: Lines
    probe_more: Lines
    probe_steer: Lines
    hint_lead_1: Lines
    hint_lead_2: Lines
    hint_lead_3: Lines
    hints_spent: Lines
    wait: Lines
    clarify_lead: Lines
    clarify_unknown: Lines
    dont_know_help: Lines
    dont_know_move_on: Lines
    skip: Lines
    last_question: Lines
    wrap_up: Lines
    out_of_turns: Lines


class BrowserVoice(BaseModel):
    """How a browser may come near an interviewer's voice: the first of its voices that has one of these names, pitched and paced so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    pitch: Annotated[float, Field(ge=0.5, le=1.5)]
    rate: Annotated[float, Field(ge=0.8, le=1.2)]


class Interviewer(Entry):
    title: str
    manner: str
    persona: str
    voice: str
    browser_voice: BrowserVoice
    server_voice: str  # as OpenAI's speech endpoint calls it; SPEECH_VOICES names others
    says: Says


def _read(name: str) -> list[dict[str, object]]:
    document = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    (entries,) = document.values()
    return list(entries)


@cache
def tracks() -> dict[str, Track]:
    return {t.id: t for t in map(Track.model_validate, _read("tracks"))}


@cache
def companies() -> dict[str, Company]:
    return {c.id: c for c in map(Company.model_validate, _read("companies"))}


@cache
def difficulties() -> dict[str, DifficultyLevel]:
    return {d.id: d for d in map(DifficultyLevel.model_validate, _read("difficulties"))}


@cache
def interviewers() -> dict[str, Interviewer]:
    return {i.id: i for i in map(Interviewer.model_validate, _read("interviewers"))}


def find_role(track: str, role: str) -> Role | None:
    """The role of a track by its id; none where the track has no such role."""
    return next((r for r in tracks()[track].role if r.id == role), None)
