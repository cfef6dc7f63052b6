"""A server that speaks chat completions well, badly, slowly or not at all: raw sockets on the loopback, one thread a call.

A server is given actions, one per request, the last for all that follow. An action is a function of the connection and
the request; ``send``, ``drip`` and the others below make them. ``MARK`` stands in whatever a provider might have written.
"""

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "PROVIDER-TEXT"
CERTIFICATE = Path(__file__).with_name("loopback.pem")
DRIP_SECONDS = 0.05
NO_LINGER = struct.pack("ii", 1, 0)
MEGABYTE = b" " * 1_000_000


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


Action = Callable[[socket.socket, Request], None]


class FaultServer:
    """``url`` is its base URL; ``requests`` is what it was asked; ``most_at_once`` how many it served at a time."""

    def __init__(self, *actions: Action, tls: bool = False) -> None:
        self.requests: list[Request] = []
        self.most_at_once = 0
        self._actions = actions
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._connections: list[socket.socket] = []
        self._at_once = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self._listener = context.wrap_socket(self._listener, server_side=True, do_handshake_on_connect=False)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._connections:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.wait_until_idle()

    def wait_until_idle(self, seconds=5.0):
        """Until no connection is being served any more: the client must have let go of its sockets."""
        end = time.monotonic() + seconds
        for thread in self._threads[1:]:
            thread.join(max(0.0, end - time.monotonic()))
            assert not thread.is_alive(), "a connection is still open"

    @property
    def connections(self):
        return len(self._connections)

    def _start(self, target, *args):
        thread = threading.Thread(target=target, args=args, name="fault-server", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                self._start(self._serve, connection)

    def _serve(self, connection):
        connection.settimeout(20)
        with contextlib.suppress(OSError), connection:
            if request := _read_request(connection):
                self._answer(connection, request)

    def _answer(self, connection, request):
        with self._lock:
            action = self._actions[min(len(self.requests), len(self._actions) - 1)]
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            action(connection, request)
        finally:
            with self._lock:
                self._at_once -= 1


def _read_request(connection) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (read := connection.recv(65_536)):
            return None
        data += read
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers["content-length"]):
        body += connection.recv(65_536)
    return Request(first.split(" ")[1], headers, json.loads(body))


# ------------------------------------------------------------------ what is sent
def response(body="", status="200 OK", *, media="application/json", **headers) -> bytes:
    """One HTTP response. A keyword ``retry_after`` becomes the header Retry-After; ``None`` leaves a header out."""
    data = body if isinstance(body, bytes) else body.encode()
    every = {"Content-Type": media, "Content-Length": len(data), "X-Note": MARK} | {
        name.replace("_", "-").title(): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in every.items() if value is not None)]
    return "\r\n".join([*lines, "", ""]).encode() + data


def error(status, **headers) -> bytes:
    """A refusal in words that must go nowhere."""
    return response(json.dumps({"error": {"message": f"{MARK} sk-echoed"}}), f"{status} {MARK}", **headers)


def whole(content: Any = "Hello, you.", finish_reason="stop", **message) -> str:
    """The body of a chat completion."""
    said = {"role": "assistant", "content": content, **message}
    choice = {"index": 0, "message": said, "finish_reason": finish_reason}
    usage = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}
    return json.dumps({"id": "x", "model": "served-model", "choices": [choice], "usage": usage})


def piece(content: Any = None, finish_reason=None, **delta) -> dict[str, Any]:
    """One chunk of a streamed chat completion."""
    choice = {"index": 0, "delta": {"content": content, **delta}, "finish_reason": finish_reason}
    return {"id": "x", "model": "served-model", "choices": [choice]}


USAGE = {"id": "x", "model": "served-model", "choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}}


def events(*chunks, done=True) -> str:
    """Chunks as server-sent events."""
    lines = [chunk if isinstance(chunk, str) else json.dumps(chunk) for chunk in chunks]
    return "".join(f"data: {line}\n\n" for line in [*lines, *(["[DONE]"] if done else [])])


def streamed(*chunks, done=True, length=None) -> bytes:
    """A streamed response, whose end is the end of the connection, as good servers that do not chunk send it."""
    return response(events(*chunks, done=done), media="text/event-stream", content_length=length)


HELLO = streamed(piece("Hello,"), piece(" you."), piece(finish_reason="stop"), USAGE)
HEAD = response(content_length=None)
STREAM_HEAD = streamed(done=False)


# ------------------------------------------------------------------ how it is sent
def send(data: bytes) -> Action:
    return lambda connection, _: connection.sendall(data)


def send_either(answer: bytes, stream: bytes) -> Action:
    """As a good server: streamed when that is asked for."""
    return lambda connection, request: connection.sendall(stream if request.body.get("stream") else answer)


GOOD = send_either(response(whole()), HELLO)


def hang(data: bytes = b"") -> Action:
    """Send this much, then nothing, until the client leaves."""

    def act(connection, _):
        connection.sendall(data)
        with contextlib.suppress(OSError):
            while connection.recv(65_536):
                pass

    return act


def drip(data: bytes, slow: bytes) -> Action:
    """Send ``data`` at once and then ``slow`` byte by byte, over and over."""

    def act(connection, _):
        connection.sendall(data)
        while True:
            for byte in slow:
                connection.sendall(bytes([byte]))
                time.sleep(DRIP_SECONDS)

    return act


def reset(data: bytes = b"") -> Action:
    """Send this much, then break the connection off."""

    def act(connection, _):
        connection.sendall(data)
        time.sleep(DRIP_SECONDS)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)

    return act


def flood(data: bytes, megabytes: int = 400) -> Action:
    """Send ``data`` and then far too much."""

    def act(connection, _):
        connection.sendall(data)
        for _ in range(megabytes):
            connection.sendall(MEGABYTE)

    return act
