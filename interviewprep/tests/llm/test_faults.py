"""Whatever a server does: in time, one billed call per try, a megabyte at most, one exception, and not a word quoted."""

import gc
import gzip
import socket
import time
import traceback
import tracemalloc
import zlib

import pytest

from interviewprep.llm.client import LLMError
from interviewprep.tests.llm.asking import KEY, WAYS, door_to, make_prompt, stream
from interviewprep.tests.llm.fault_server import (
    GOOD,
    HEAD,
    MARK,
    STREAM_HEAD,
    USAGE,
    FaultServer,
    drip,
    error,
    events,
    flood,
    hang,
    piece,
    reset,
    response,
    send,
    send_either,
    streamed,
    whole,
)

BUDGET = 0.8
GRACE = 1.0
BODY = response(whole())
CUT = BODY[:-20]
HALF = streamed(piece("Hello,"), done=False)
PAGE = f"<html><title>{MARK}</title>Log in, please.</html>"


def chunks(*some):
    return send(streamed(*some))


def chunks_cut(*some):
    return send(streamed(*some, done=False))


def both(content, **fields):
    """The same answer, whole and streamed."""
    parts = (piece(content, **fields), piece(finish_reason=fields.get("finish_reason", "stop")))
    return send_either(response(whole(content, **fields)), streamed(*parts))


SLOW = {
    "hang before the headers": hang(),
    "hang in the headers": hang(HEAD[:-10]),
    "hang in the body": hang(CUT),
    "hang in the stream": hang(HALF),
    "drip of headers": drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: yes\r\n"),
    "drip of continues": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "drip of the body": drip(HEAD, b" "),
    "drip of the stream": drip(HALF, b": still thinking\n\n"),
    "drip of words": drip(STREAM_HEAD, events(piece("on and "), done=False).encode()),
}
# name -> (how the server behaves, the reason, whether another try may go better)
FAST = {
    "reset before the headers": (reset(), "connection", True),
    "closed before the headers": (send(b""), "connection", True),
    "reset in the body": (reset(CUT), "connection", True),
    "truncated body": (send(CUT), "connection", True),
    "truncated body of unknown length": (send(HEAD + whole().encode()[:-20]), "not_json", True),
    "not HTTP": (send(b"SSH-2.0-OpenSSH_9.6\r\n"), "connection", True),
    "endless headers": (flood(b"HTTP/1.1 200 OK\r\nX-Long: ", 2), "connection", True),
    "redirect": (send(response("", f"307 {MARK}", location=f"/{MARK}")), "redirect", False),
    "redirect to nowhere": (send(response("", "302 Found")), "redirect", False),
    "not modified": (send(response("", "304 Not Modified", content_length=None)), "redirect", False),
    "401": (send(error(401)), "unauthorized", False),
    "402": (send(error(402)), "payment_required", False),
    "403": (send(error(403)), "unauthorized", False),
    "404": (send(error(404)), "not_found", False),
    "408": (send(error(408)), "status_408", True),
    "400": (send(error(400)), "bad_request", False),
    "413": (send(error(413)), "bad_request", False),
    "422": (send(error(422)), "bad_request", False),
    "429": (send(error(429)), "status_429", True),
    "500": (send(error(500)), "status_5xx", True),
    "503": (send(error(503)), "status_5xx", True),
    "529": (send(error(529)), "status_5xx", True),
    "500 with a charset that is none": (send(error(500, media="text/plain; charset=hex")), "status_5xx", True),
    "500 of a kind that has no name": (send(error(500, media="text/\N{SNOWMAN}")), "status_5xx", True),
    "HTML with status 200": (send(response(PAGE, media="text/html")), "not_json", True),
    "HTML that says it is JSON": (send(response(PAGE)), "not_json", True),
    "a list": (send(response("[]")), "not_json", True),
    "a number of 5,000 digits": (send(response("1" * 5_000)), "not_json", True),
    "100,000 brackets": (send(response("[" * 100_000)), "not_json", True),
    "error object with status 200": (send(response(f'{{"error": {{"message": "{MARK}"}}}}')), "error_object", True),
    "error text with status 200": (send(response(f'{{"error": "{MARK}"}}')), "error_object", True),
    "429 in the body": (send(response(f'{{"error": {{"code": 429, "message": "{MARK}"}}}}')), "status_429", True),
    "401 in the body": (send(response('{"error": {"code": "401"}}')), "unauthorized", False),
    "empty": (send(response("")), "empty", True),
    "blank": (send(response(" \n")), "empty", True),
    "204": (send(response("", "204 No Content", content_length=None)), "empty", True),
    "empty stream": (send(streamed(done=False)), "empty", True),
    "bad UTF-8": (send(response(whole("~").encode().replace(b"~", b"\xff\xfe"))), "bad_utf8", True),
    "bad UTF-8 in the stream": (send(streamed(piece("~")).replace(b"~", b"\xff\xfe")), "bad_utf8", True),
    "half a surrogate pair": (both("\ud83d"), "bad_utf8", True),
    "no choices": (send_either(response('{"choices": []}'), streamed(USAGE)), "no_choices", True),
    "null choices": (send_either(response('{"choices": null}'), streamed({"choices": None})), "no_choices", True),
    "words for choices": (send(response('{"choices": ["Hello"]}')), "no_choices", True),
    "content in parts": (both([{"type": "text", "text": MARK}]), "not_text", True),
    "a number for content": (both(7), "not_text", True),
    "gzip bomb": (send(response(gzip.compress(b" " * 50_000_000), content_encoding="gzip")), "compressed", False),
    "deflate bomb": (send(response(zlib.compress(b" " * 50_000_000), content_encoding="deflate")), "compressed", False),
    "compressed refusal": (send(response(b"x", "500 X", content_encoding="br")), "compressed", False),
    "400 MB, announced": (flood(response(content_length=400_000_000)), "too_large", False),
    "400 MB, not announced": (flood(HEAD), "too_large", False),
    "400 MB of a refusal": (flood(response("", "500 X", content_length=None)), "too_large", False),
    "400 MB of a stream": (flood(STREAM_HEAD), "too_large", False),
    "400 MB in one event": (flood(STREAM_HEAD + b"data: "), "too_large", False),
}
FAST_STREAMS = {
    "truncated before a word": (chunks_cut(piece("")), "truncated", True),
    "error object after a chunk": (chunks(piece(""), {"error": {"message": MARK, "code": "x"}}), "error_object", True),
    "500 after a chunk": (chunks(piece(""), {"error": {"message": MARK, "code": 500}}), "status_5xx", True),
    "comments only": (send(STREAM_HEAD + b": still thinking\n\n"), "empty", True),
    "nothing but the end": (chunks(), "no_choices", True),
    "damaged chunk": (chunks('{"choices": [{"de'), "not_json", True),
    "blank chunk": (chunks(" "), "empty", True),
    "reset before a word": (reset(streamed(piece(""), done=False)), "connection", True),
}
FAULTS = [
    *((ask, name, *FAST[name]) for name in FAST for ask in WAYS),
    *((stream, name, *FAST_STREAMS[name]) for name in FAST_STREAMS),
]
NAMES = [f"{ask.__name__}: {name}" for ask, name, *_ in FAULTS]
LARGE = [fault for fault in FAULTS if "400 MB" in fault[1] or "bomb" in fault[1]]
# name -> (how the server behaves, text, finish reason, refusal): odd answers, but answers
ODD = {
    "null content": (both(None), "", "stop", ""),
    "blanks": (both(" \n \n"), " \n \n", "stop", ""),
    "refusal": (both(None, refusal="I'd rather not."), "", "stop", "I'd rather not."),
    "content filter": (both("Hel", finish_reason="content_filter"), "Hel", "content_filter", ""),
    "length": (both('{"reply": "Hel', finish_reason="length"), '{"reply": "Hel', "length", ""),
    "thinking apart": (both("Hello", reasoning_content="Let me see."), "Hello", "stop", ""),
    "byte order mark": (send(response("\ufeff" + whole("Hello"))), "Hello", "stop", ""),
    "endless finish reason": (both("Hello", finish_reason="stop" * 1_000), "Hello", "stop" * 25, ""),
}


def ask_and_fail(ask, door, prompt):
    """The error of a call that must fail, in time."""
    started = time.monotonic()
    with pytest.raises(LLMError) as caught:
        ask(door, prompt)
    assert time.monotonic() - started < prompt.budget_seconds + GRACE
    told = "".join(traceback.format_exception(caught.value))
    assert MARK not in told
    assert KEY not in told
    assert str(caught.value) == caught.value.reason
    return caught.value


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize("fault", SLOW)
def test_a_slow_server_costs_one_call_and_no_more_time_than_the_budget(ask, fault):
    started = time.monotonic()
    with FaultServer(SLOW[fault]) as server:
        error = ask_and_fail(ask, door_to(server.url), make_prompt(BUDGET))
        server.wait_until_idle()
    assert (error.reason, error.retryable, len(server.requests)) == ("timeout", True, 1)
    assert time.monotonic() - started > BUDGET - 0.1


@pytest.mark.parametrize(("ask", "fault", "action", "reason", "retryable"), FAULTS, ids=NAMES)
def test_a_bad_answer_is_one_error_after_one_call(ask, fault, action, reason, retryable):
    with FaultServer(action) as server:
        error = ask_and_fail(ask, door_to(server.url), make_prompt(5))
        server.wait_until_idle()
    assert (error.reason, error.retryable, len(server.requests)) == (reason, retryable, 1)


@pytest.mark.parametrize(("ask", "fault", "action", "reason", "retryable"), FAULTS, ids=NAMES)
def test_only_what_may_go_better_is_tried_once_more(ask, fault, action, reason, retryable):
    pauses = []
    with FaultServer(action) as server:
        error = ask_and_fail(ask, door_to(server.url, sleep=pauses.append), make_prompt(30))
    assert (error.reason, len(server.requests), pauses) == (reason, 1 + retryable, [0.5] * retryable)


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize("fault", ODD)
def test_an_odd_answer_is_told_as_it_is(ask, fault):
    action, text, finish_reason, refusal = ODD[fault]
    with FaultServer(action) as server:
        completion = ask(door_to(server.url), make_prompt(30))
    assert (completion.text, completion.finish_reason, completion.refusal) == (text, finish_reason, refusal)
    assert len(server.requests) == 1


@pytest.mark.parametrize("ask", WAYS)
def test_a_server_that_is_not_there_is_a_connection_error(ask):
    with socket.create_server(("127.0.0.1", 0)) as placeholder:
        port = placeholder.getsockname()[1]
    error = ask_and_fail(ask, door_to(f"http://127.0.0.1:{port}/v1"), make_prompt(5))
    assert (error.reason, error.retryable) == ("connection", True)


@pytest.mark.parametrize("ask", WAYS)
def test_a_server_that_accepts_nobody_is_given_up_in_time(ask):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        with socket.create_connection(address), socket.socket() as second:
            second.settimeout(0)
            second.connect_ex(address)
            error = ask_and_fail(ask, door_to(f"http://127.0.0.1:{address[1]}/v1"), make_prompt(BUDGET))
    assert (error.reason, error.retryable) == ("timeout", True)


@pytest.mark.parametrize("ask", WAYS)
def test_a_server_whose_certificate_nobody_vouches_for_is_sent_nothing(ask):
    with FaultServer(GOOD, tls=True) as server:
        error = ask_and_fail(ask, door_to(server.url), make_prompt(5))
    assert (error.reason, server.requests) == ("connection", [])


@pytest.mark.parametrize(("ask", "fault", "action", "reason", "retryable"), LARGE)
def test_no_more_than_a_megabyte_is_kept(ask, fault, action, reason, retryable):
    with FaultServer(action) as server:
        door = door_to(server.url)
        tracemalloc.start()
        try:
            ask_and_fail(ask, door, make_prompt(5))
            _, peak = tracemalloc.get_traced_memory()
            gc.collect()
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 2_500_000
    assert kept < 300_000


@pytest.mark.parametrize("broken", [send(HALF), reset(HALF), chunks(piece("Hello,"), "damaged")])
def test_a_stream_is_never_tried_again_after_its_first_word(broken):
    with FaultServer(broken) as server, door_to(server.url).stream(make_prompt(30)) as words:
        assert next(words) == "Hello,"
        with pytest.raises(LLMError) as caught:
            next(words)
    assert (caught.value.retryable, len(server.requests)) == (True, 1)
