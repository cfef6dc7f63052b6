"""A stand-in for a server that listens and speaks: knows the audio part of the OpenAI wire over real HTTP, slowly or badly when it is told.

For tests, and for trying speech without a provider: ``python -m interviewprep.testing.speech_server --port 9998``, then
``SPEECH_BASE_URL=http://127.0.0.1:9998/v1 SPEECH_TRANSCRIPTION_MODEL=stand-in SPEECH_SYNTHESIS_MODEL=stand-in``. Its voice hums,
for as long as the words would take, and each name of a voice at a height of its own.
"""

import argparse
import contextlib
import functools
import json
import re
import socket
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from interviewprep.testing.loopback import LoopbackServer, Quiet
from interviewprep.testing.recordings import make_wav
from interviewprep.testing.sounds import make_mp3

HEARD = "So, um, I would first look at the figures, you know, door by door. Basically, like, what changed?"
CHARACTERS_A_SECOND = 16
SEGMENTS = ((0.0, 1.5), (4.0, 6.0), (6.1, 7.0))


@dataclass(slots=True)
class Behaviour:
    """How it answers from now on.

    ``fault``: a status as text, ``hang``, ``cut``, ``garbage``, ``empty``, ``silence`` (no words were heard), ``redirect``,
    ``plain`` (it knows no segments, and says so), or empty for none. Of speech also: ``wav`` (called MP3), ``huge`` and ``endless``.
    """

    text: str = HEARD
    segments: tuple[tuple[float, float], ...] = SEGMENTS
    seconds: float = 0.0
    hum_seconds: float | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One recording as it arrived, with the fields beside it."""

    path: str
    key: str
    fields: dict[str, str]
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """Words that were to be spoken, as they arrived."""

    path: str
    key: str
    body: dict[str, Any]


class SpeechServer(LoopbackServer):
    """A context manager; ``url`` is the base URL, ``heard`` and ``asked`` what it was sent. Change ``behaviour`` at any time."""

    def __init__(self, *, port: int = 0) -> None:
        self.behaviour = Behaviour()
        self.heard: list[Heard] = []
        self.asked: list[Asked] = []
        super().__init__(_Handler, port=port)


@dataclass(slots=True)
class _Parts:
    fields: dict[str, str] = field(default_factory=dict)
    filename: str = ""
    content: bytes = b""


class _Handler(Quiet, BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers["Authorization"] or ""
        owner = self.server.owner
        if self.path.endswith("/audio/speech"):
            asked = Asked(self.path, key, json.loads(body))
            owner.asked.append(asked)
            answer = functools.partial(self._speak, asked.body)
        else:
            parts = _read_parts(body, self.headers["Content-Type"])
            owner.heard.append(Heard(self.path, key, parts.fields, parts.filename, parts.content))
            answer = functools.partial(self._tell, parts)
        # A client that has gone is its own affair.
        with contextlib.suppress(ConnectionError):
            time.sleep(owner.behaviour.seconds)
            if not self._misbehaves(owner.behaviour.fault):
                answer(owner.behaviour)

    def _misbehaves(self, fault: str) -> bool:
        """Whether there is a fault that is the same whatever was asked for."""
        match fault:
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
            case status if status.isdigit():
                self._send_json(int(status), {"error": {"message": "told to fail", "code": status}})
            case _:
                return False
        return True

    def _tell(self, parts: _Parts, behaviour: Behaviour) -> None:
        is_rich = parts.fields["response_format"] == "verbose_json"
        if behaviour.fault == "plain" and is_rich:
            self._send_json(400, {"error": {"message": "response_format 'verbose_json' is not supported"}})
            return
        text = "" if behaviour.fault == "silence" else behaviour.text
        told = [{"start": start, "end": end, "text": "…"} for start, end in behaviour.segments]
        self._send_json(200, {"text": text, **({"segments": told} if is_rich else {})})

    def _speak(self, body: dict[str, Any], behaviour: Behaviour) -> None:
        match behaviour.fault:
            case "wav":
                self._send(200, make_wav(1), kind="audio/mpeg")
            case "huge":
                self._send(200, make_mp3(), length=100_000_000, kind="audio/mpeg")
            case "endless":
                self._send_without_end()
            case _:
                seconds = len(body["input"]) / CHARACTERS_A_SECOND
                hum = make_mp3(behaviour.hum_seconds or seconds, line=8 + sum(body["voice"].encode()) % 16)
                self._send(200, hum, kind="audio/mpeg")

    def _send_without_end(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "audio/mpeg")
        self.end_headers()
        while True:
            self.wfile.write(make_mp3(10))

    def _send_json(self, status: int, data: dict[str, Any]) -> None:
        self._send(status, json.dumps(data).encode())

    def _send(
        self,
        status: int,
        content: bytes,
        *,
        length: int | None = None,
        location: str = "",
        kind: str = "application/json",
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
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
    models = "SPEECH_TRANSCRIPTION_MODEL=stand-in SPEECH_SYNTHESIS_MODEL=stand-in"
    print(f"A stand-in that listens and speaks: SPEECH_BASE_URL={server.url} {models}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
