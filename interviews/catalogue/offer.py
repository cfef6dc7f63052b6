"""What the bank can serve, told beside what can be chosen. Pure."""

from collections.abc import Mapping
from typing import Any

from interviews import catalogue
from interviews.enums import Difficulty, Kind


def describe_catalogue(cells: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
    """Tracks, company styles, difficulties and interviewers; ``cells`` are counts by (track, difficulty, kind)."""
    return {
        "tracks": [_describe_track(track, cells) for track in catalogue.tracks().values()],
        "company_styles": [
            {"id": c.id, "name": c.name, "tier": c.tier, "style": c.style} for c in catalogue.companies().values()
        ],
        "difficulties": [
            {"id": d.id, "name": d.name, "description": d.description} for d in catalogue.difficulties().values()
        ],
        "interviewers": [
            {"id": i.id, "name": i.name, "title": i.title, "manner": i.manner, "voice": i.voice}
            for i in catalogue.interviewers().values()
        ],
    }


def _describe_track(track: catalogue.Track, cells: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
    asked = {*track.kinds, Kind.BEHAVIORAL}
    return {
        "id": track.id,
        "name": track.name,
        "description": track.description,
        "roles": [{"id": role.id, "name": role.name} for role in track.role],
        "questions": {
            level: {kind: cells.get((track.id, level, kind), 0) if kind in asked else 0 for kind in Kind.values}
            for level in Difficulty.values
        },
    }
