"""What every door does with the OpenAI wire: a client that is all ours, and an answer that has to be a JSON object."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import openai

from interviewprep.llm.client import failure
from interviewprep.llm.transport import MAX_REPLY_BYTES, DeadlineTransport


@contextlib.contextmanager
def open_client(
    base_url: str, api_key: str, *, deadline: float, max_bytes: int = MAX_REPLY_BYTES
) -> Iterator[tuple[openai.OpenAI, dict[str, str]]]:
    """A client for one call, and the headers to send with it. ``max_bytes`` is what the answer may hold."""
    # A key and headers of our own: without them the package takes OPENAI_API_KEY and others from the environment.
    key = api_key or "none"
    transport = DeadlineTransport(deadline, max_bytes=max_bytes)
    with httpx2.Client(transport=transport, follow_redirects=False, trust_env=False) as http:
        client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=0, http_client=http)
        yield client, {"Authorization": f"Bearer {key}"}


def read_object(data: bytes) -> dict[str, Any]:
    """Raises ``LLMError`` for anything but a JSON object."""
    if not data.strip():
        raise failure("empty")
    try:
        body = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise failure("bad_utf8") from None
    except (ValueError, RecursionError):
        raise failure("not_json") from None
    if not isinstance(body, dict):
        raise failure("not_json")
    return body
