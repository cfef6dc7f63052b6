"""The way to a model and back: never longer than the deadline, never larger than it may be, never by a detour.

The ``timeout`` of an HTTP library is per read; a server that sends a byte now and then keeps such a call for minutes.
Here a timer shuts the socket down when the time is up, wherever the call may be waiting.
"""

import contextlib
import functools
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai

from interviewprep.llm.client import LLMError, failure

MAX_REPLY_BYTES = 1_000_000
CONNECT_SECONDS = 5.0
# Everything else that the libraries would add tells the provider about this machine, or comes from its environment.
SENT_HEADERS = ("accept", "authorization", "content-length", "content-type", "host")

MAY_BE_DIALECT = {400, 422}
REASONS = {
    401: "unauthorized",
    402: "payment_required",
    403: "unauthorized",
    404: "not_found",
    408: "status_408",
    429: "status_429",
}
REASONS_BY_HUNDRED = {3: "redirect", 4: "bad_request", 5: "status_5xx"}

# These write addresses and the provider's headers into the log.
for library in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(library).setLevel(logging.WARNING)


class DeadlinePassed(httpx2.TimeoutException):
    """The time of this call is up."""


class ReplyTooLarge(httpx2.TransportError):
    """The reply is larger than it may be."""


class ReplyCompressed(httpx2.TransportError):
    """The reply is compressed, although that was not asked for: its true size can't be known."""


class NotUnderstood(Exception):
    """A refusal that may be about the question's form. Carries the provider's words: it must not leave the door."""

    def __init__(self, complaint: str) -> None:
        super().__init__()
        self.complaint = complaint


@functools.cache
def _trusted_authorities() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


class DeadlineTransport(httpx2.BaseTransport):
    """Carries one request. ``deadline`` is on the clock of ``time.monotonic``; close it to stop the timer.

    ``trusted`` are the authorities whose certificates count, if not this machine's; ``max_bytes`` what a reply may hold.
    """

    def __init__(
        self, deadline: float, *, trusted: ssl.SSLContext | None = None, max_bytes: int = MAX_REPLY_BYTES
    ) -> None:
        self._deadline = deadline
        self.max_bytes = max_bytes
        self._trusted = trusted
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_expired = False
        self._timer: threading.Timer | None = None
        self._inner: httpx2.HTTPTransport | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise DeadlinePassed("The time was up before the request was sent.")
        self._inner = httpx2.HTTPTransport(verify=self._trusted or _trusted_authorities(), trust_env=False)
        self._timer = threading.Timer(left, self._expire)
        self._timer.daemon = True
        self._timer.start()
        with self.telling_deadline():
            response = self._inner.handle_request(self._trimmed(request, left))
        _check_size(response.headers, self.max_bytes)
        return _trimmed_response(response, self)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._inner is not None:
            self._inner.close()

    @contextlib.contextmanager
    def telling_deadline(self) -> Iterator[None]:
        """What looks like a broken connection, or like the end of a reply, is the deadline when the timer has struck."""
        try:
            yield
        except (ReplyTooLarge, ReplyCompressed):
            raise
        except httpx2.TransportError:
            self._raise_if_expired()
            raise
        self._raise_if_expired()

    def _raise_if_expired(self) -> None:
        if self._is_expired:
            raise DeadlinePassed("The time was up.") from None

    def _trimmed(self, request: httpx2.Request, left: float) -> httpx2.Request:
        headers = {name: request.headers[name] for name in SENT_HEADERS if name in request.headers}
        # A name may stand for an IPv6 and an IPv4 address, which are tried in turn.
        connect = min(CONNECT_SECONDS, left / 2)
        return httpx2.Request(
            request.method,
            request.url,
            headers={**headers, "accept-encoding": "identity", "connection": "close"},
            stream=request.stream,
            extensions={
                "trace": self._trace,
                "timeout": {"connect": connect, "read": left, "write": left, "pool": left},
            },
        )

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            with self._lock:
                self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self._is_expired:
                self._expire()

    def _expire(self) -> None:
        with self._lock:
            self._is_expired = True
            for each in self._sockets:
                # Closing would not wake a waiting read. The plain socket's own method: SSLSocket's drops the encryption
                # under the thread that is reading.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(each, socket.SHUT_RDWR)


def _check_size(headers: httpx2.Headers, max_bytes: int) -> None:
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise ReplyCompressed("The reply is compressed.")
    if int(headers.get("content-length", "0")) > max_bytes:
        raise ReplyTooLarge("The reply says that it is too large.")


def _trimmed_response(response: httpx2.Response, transport: DeadlineTransport) -> httpx2.Response:
    """Without the headers and the reason phrase, which would only be logged, and without a charset to decode by."""
    headers = {"content-type": response.headers.get("content-type", "").partition(";")[0].strip().lower()}
    if "retry-after" in response.headers:
        headers["retry-after"] = response.headers["retry-after"]
    headers = {name: value.encode("ascii", "replace").decode() for name, value in headers.items()}
    assert isinstance(response.stream, httpx2.SyncByteStream)  # noqa: S101 - tells the type checker which of two it is
    return httpx2.Response(response.status_code, headers=headers, stream=_Capped(response.stream, transport))


class _Capped(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, transport: DeadlineTransport) -> None:
        self._inner = inner
        self._transport = transport

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        with self._transport.telling_deadline():
            for chunk in self._inner:
                read += len(chunk)
                if read > self._transport.max_bytes:
                    raise ReplyTooLarge("The reply is too large.")
                yield chunk

    def close(self) -> None:
        self._inner.close()


def read_events(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The data of each whole server-sent event. Comments, names and ids say nothing here."""
    pending = bytearray()
    data: list[bytes] = []
    for chunk in chunks:
        pending += chunk
        if b"\n" not in chunk:
            continue
        *lines, rest = bytes(pending).split(b"\n")
        pending = bytearray(rest)
        for line in (each.rstrip(b"\r") for each in lines):
            if line.startswith(b"data:"):
                data.append(line.removeprefix(b"data:").strip(b" "))
            elif not line and data:
                yield b"\n".join(data)
                data = []


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """What the libraries raise becomes an ``LLMError``, whose traceback has not a word of the provider's either."""
    try:
        yield
    except openai.APIStatusError as error:
        if error.status_code in MAY_BE_DIALECT:
            raise NotUnderstood(error.response.text) from None
        raise status_failure(error.status_code, error.response.headers.get("retry-after")) from None
    except openai.APIConnectionError as error:
        raise _way_failure(error.__cause__) from None
    except httpx2.TransportError as error:
        raise _way_failure(error) from None


def status_failure(status: int, retry_after: str | None = None) -> LLMError:
    """The error for a status other than 200."""
    reason = REASONS.get(status) or REASONS_BY_HUNDRED.get(status // 100, "connection")
    return failure(reason, retry_after=_read_retry_after(retry_after))


def _way_failure(error: BaseException | None) -> LLMError:
    match error:
        case httpx2.TimeoutException():
            return failure("timeout")
        case ReplyTooLarge():
            return failure("too_large")
        case ReplyCompressed():
            return failure("compressed")
        case _:
            return failure("connection")


def _read_retry_after(value: str | None) -> float | None:
    """Seconds, from seconds or from a date. ``None`` when the server did not say, or said nothing that can be read."""
    if value is None:
        return None
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
