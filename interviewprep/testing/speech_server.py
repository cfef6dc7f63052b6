"""A stand-in for a server that listens: speaks the audio part of the OpenAI wire over real HTTP, slowly or badly when it is told.

For tests, and for trying dictation without a provider: ``python -m interviewprep.testing.speech_server --port 9998``, then
``SPEECH_BASE_URL=http://127.0.0.1:9998/v1 SPEECH_TRANSCRIPTION_MODEL=stand-in``.
"""

import argparse
import contextlib
import json
import re
import socket
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from interviewprep.testing.loopback import LoopbackServer, Quiet

HEARD = "So, um, I would first look at the figures, you know, door by door. Basically, like, what changed?"
SEGMENTS = ((0.0, 1.5), (4.0, 6.0), (6.1, 7.0))


@dataclass(slots=True)
class Behaviour:
    """How it answers from now on.

    ``fault``: a status as text, ``hang``, ``cut``, ``garbage``, ``empty``, ``silence`` (no words were heard), ``redirect``,
    ``plain`` (it knows no segments, and says so), or empty for none.
    """

    text: str = HEARD
    segments: tuple[tuple[float, float], ...] = SEGMENTS
    seconds: float = 0.0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One recording as it arrived, with the fields beside it."""

    path: str
    key: str
    fields: dict[str, str]
    filename: str
    content: bytes


class SpeechServer(LoopbackServer):
    """A context manager; ``url`` is the base URL, ``heard`` what it was sent. Change ``behaviour`` at any time."""

    def __init__(self, *, port: int = 0) -> None:
        self.behaviour = Behaviour()
        self.heard: list[Heard] = []
        super().__init__(_Handler, port=port)


@dataclass(slots=True)
class _Parts:
    fields: dict[str, str] = field(default_factory=dict)
    filename: str = ""
    content: bytes = b""


class _Handler(Quiet, BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = _read_parts(body, self.headers["Content-Type"])
        key = self.headers["Authorization"] or ""
        self.server.owner.heard.append(Heard(self.path, key, parts.fields, parts.filename, parts.content))
        # A client that has gone is its own affair.
        with contextlib.suppress(ConnectionError):
            self._answer(parts, self.server.owner.behaviour)

    def _answer(self, parts: _Parts, behaviour: Behaviour) -> None:
        time.sleep(behaviour.seconds)
        is_rich = parts.fields["response_format"] == "verbose_json"
        match behaviour.fault:
            case "hang":
                time.sleep(30)
            case "cut":
                self._send(200, b'{"text": "So, u', length=4_000)
                self.connection.shutdown(socket.SHUT_RDWR)
            case "garbage":
                self._send(200, b"<html>It works!</html>")
            case "empty":
                self._send(200, b"")
            case "redirect":
                self._send(307, b"", location="/elsewhere")
            case "plain" if is_rich:
                self._send_json(400, {"error": {"message": "response_format 'verbose_json' is not supported"}})
            case status if status.isdigit():
                self._send_json(int(status), {"error": {"message": "told to fail", "code": status}})
            case fault:
                text = "" if fault == "silence" else behaviour.text
                told = [{"start": start, "end": end, "text": "…"} for start, end in behaviour.segments]
                self._send_json(200, {"text": text, **({"segments": told} if is_rich else {})})

    def _send_json(self, status: int, data: dict[str, Any]) -> None:
        self._send(status, json.dumps(data).encode())

    def _send(self, status: int, content: bytes, *, length: int | None = None, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content) if length is None else length))
        if location:
            self.send_header("Location", location)
        if status == 429:  # noqa: PLR2004 - too many requests
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


def _read_parts(body: bytes, content_type: str) -> _Parts:
    """The fields and the file of a multipart body."""
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    found = _Parts()
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(r'[^e]name="([^"]*)"', head.decode())
        filename = re.search(r'filename="([^"]*)"', head.decode())
        if filename:
            found.filename, found.content = filename[1], content
        elif name:
            found.fields[name[1]] = content.decode()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9998)
    server = SpeechServer(port=parser.parse_args().port)
    print(f"A stand-in that listens: SPEECH_BASE_URL={server.url} SPEECH_TRANSCRIPTION_MODEL=stand-in", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
