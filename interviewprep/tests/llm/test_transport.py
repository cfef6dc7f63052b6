"""The way to a server and back, one request at a time, plain and encrypted."""

import ssl
import time

import httpx2
import pytest

from interviewprep.llm.transport import (
    MAX_REPLY_BYTES,
    DeadlinePassed,
    DeadlineTransport,
    ReplyCompressed,
    ReplyTooLarge,
    read_events,
)
from interviewprep.tests.llm.fault_server import (
    CERTIFICATE,
    HEAD,
    MARK,
    FaultServer,
    drip,
    flood,
    hang,
    response,
    send,
)

LARGE = b"x" * MAX_REPLY_BYTES


def post(server, seconds=5.0, headers=None):
    """One request, read to its end."""
    trusted = ssl.create_default_context(cafile=CERTIFICATE)
    transport = DeadlineTransport(time.monotonic() + seconds, trusted=trusted)
    with httpx2.Client(transport=transport, trust_env=False) as client:
        return client.post(server.url, json={}, headers=headers)


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize(
    "slow", [hang(), hang(HEAD), drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: yes\r\n"), drip(HEAD, b" ")]
)
def test_the_time_is_up_whatever_the_server_does(slow, tls):
    started = time.monotonic()
    with FaultServer(slow, tls=tls) as server:
        with pytest.raises(DeadlinePassed):
            post(server, 0.4)
        assert 0.3 < time.monotonic() - started < 1.4
        server.wait_until_idle()
    assert len(server.requests) == 1


@pytest.mark.parametrize("tls", [False, True])
def test_a_late_sign_of_life_buys_no_time(tls):
    """A timeout per read would begin again with each byte; only shutting the socket down wakes the read."""

    def answer_late(connection, request):
        connection.sendall(HEAD)
        time.sleep(1.2)
        hang(b" ")(connection, request)

    started = time.monotonic()
    with FaultServer(answer_late, tls=tls) as server, pytest.raises(DeadlinePassed):
        post(server, 1.3)
    assert time.monotonic() - started < 2.3


def test_an_answer_of_unknown_length_that_the_deadline_cut_is_not_taken_for_whole():
    """The end of the connection is the end of such an answer: shutting the socket down must not look like it."""
    with FaultServer(hang(HEAD + b"{}")) as server, pytest.raises(DeadlinePassed):
        post(server, 0.3)


def test_nothing_is_sent_when_the_time_is_up_already():
    with FaultServer(hang()) as server:
        with pytest.raises(DeadlinePassed):
            post(server, 0)
        assert server.connections == 0


@pytest.mark.parametrize("tls", [False, True])
def test_an_answer_may_have_a_megabyte(tls):
    with FaultServer(send(response(LARGE)), send(HEAD + LARGE), tls=tls) as server:
        assert [len(post(server).content) for _ in range(2)] == [MAX_REPLY_BYTES] * 2


ANNOUNCED = response(content_length=MAX_REPLY_BYTES + 1)


@pytest.mark.parametrize("action", [hang(ANNOUNCED), send(HEAD + LARGE + b"x"), flood(HEAD)])
def test_an_answer_may_not_have_a_byte_more(action):
    with FaultServer(action) as server, pytest.raises(ReplyTooLarge):
        post(server)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "identity, gzip", "x-unknown"])
def test_a_compressed_answer_is_refused_before_it_is_read(encoding):
    with FaultServer(hang(response(b"x", content_encoding=encoding))) as server, pytest.raises(ReplyCompressed):
        post(server)


@pytest.mark.parametrize("encoding", ["identity", " Identity ", ""])
def test_an_answer_that_says_it_is_plain_is_read(encoding):
    with FaultServer(send(response("{}", content_encoding=encoding))) as server:
        assert post(server).text == "{}"


def test_only_what_is_needed_is_sent_and_only_what_is_needed_comes_back():
    head = f"200 {MARK}"
    kept = {"retry_after": "3", "set_cookie": f"a={MARK}", "location": f"/{MARK}"}
    with FaultServer(send(response("{}", head, media="Application/JSON; charset=hex", **kept))) as server:
        answer = post(server, headers={"X-Stainless-OS": "Linux", "Cookie": "a=b", "User-Agent": "me"})
    assert dict(answer.headers) == {"content-type": "application/json", "retry-after": "3"}
    assert (answer.reason_phrase, answer.text) == ("OK", "{}")
    assert set(server.requests[0].headers) == {
        "accept", "accept-encoding", "connection", "content-length", "content-type", "host",
    }  # fmt: skip


EVENTS = b': hello\r\nevent: x\nid: 7\ndata: {"a": 1}\n\ndata:two\ndata:  lines\r\n\r\n\n\ndata: [DONE]\n\ndata: cut'
TOLD = [b'{"a": 1}', b"two\nlines", b"[DONE]"]


@pytest.mark.parametrize("size", range(1, len(EVENTS) + 1))
def test_events_are_the_same_however_the_network_cuts_them(size):
    assert list(read_events(EVENTS[at : at + size] for at in range(0, len(EVENTS), size))) == TOLD


def test_an_event_is_told_as_soon_as_it_is_whole():
    def network():
        yield b"data: one\n\nda"
        raise AssertionError("read too far")

    assert next(read_events(network())) == b"one"


def test_a_long_line_in_small_pieces_costs_no_more_than_its_length():
    started = time.monotonic()
    assert list(read_events(b"x" for _ in range(MAX_REPLY_BYTES))) == []
    assert time.monotonic() - started < 3
