"""Reading a response of server-sent events as a client does."""

import json
from typing import Any

from django.http import StreamingHttpResponse

from interviewprep.event_stream import MEDIA_TYPE


def events_of(response: StreamingHttpResponse) -> list[tuple[str, Any]]:
    """Every event's name and data, in order."""
    if response.headers["Content-Type"] != MEDIA_TYPE:
        raise AssertionError(f"No events, but {response.headers['Content-Type']}.")
    blocks = response.getvalue().decode().strip().split("\n\n")
    lines = [block.split("\n") for block in blocks]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in lines]
