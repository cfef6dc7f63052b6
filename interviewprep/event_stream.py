"""Server-sent events: what they look like on the wire, and when they were asked for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

MEDIA_TYPE = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, and what will be its JSON."""

    name: str
    data: Any

    def as_bytes(self) -> bytes:
        return f"event: {self.name}\ndata: {json.dumps(self.data, cls=JSONEncoder)}\n\n".encode()


class Events(Protocol):
    """Events one after the other. ``close`` is called in the end, also when nobody listens any more."""

    def __iter__(self) -> Iterator[Event]: ...

    def close(self) -> None: ...


class _Wire:
    def __init__(self, events: Events) -> None:
        self._events = events
        self._iterator = iter(events)

    def __iter__(self) -> "_Wire":
        return self

    def __next__(self) -> bytes:
        return next(self._iterator).as_bytes()

    def close(self) -> None:
        self._events.close()


def asks_for_events(request: HttpRequest | Request) -> bool:
    """Whether the client named the media type; a client that takes anything gets the plain answer."""
    accepted = [kind.partition(";")[0].strip().lower() for kind in request.headers.get("Accept", "").split(",")]
    return MEDIA_TYPE in accepted


def stream_events(events: Events, *, headers: dict[str, str] | None = None) -> StreamingHttpResponse:
    """A response of events as they happen; proxies are asked not to collect them."""
    response = StreamingHttpResponse(_Wire(events), content_type=MEDIA_TYPE, headers=headers)
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response
