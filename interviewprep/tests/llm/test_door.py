"""The door over real HTTP: what is sent, what comes back, how many at a time, and no transaction behind it."""

import contextlib
import threading
import time

import pytest
from django.db import transaction

from interviewprep.llm.client import LLMError, Message
from interviewprep.tests.llm.asking import KEY, SCHEMA, WAYS, complete, door_to, fail, make_prompt, said, stream
from interviewprep.tests.llm.fault_server import (
    GOOD,
    FaultServer,
    error,
    hang,
    piece,
    response,
    send,
    send_either,
    streamed,
    whole,
)

HALF = streamed(piece("Hello,"), done=False)
SENT = {
    "model": "asked-model",
    "messages": [{"role": "system", "content": "You are an interviewer."}, {"role": "user", "content": "Hello?"}],
    "max_tokens": 300,
    "temperature": 0.2,
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "interviewer_reply", "strict": True, "schema": SCHEMA},
    },
}
STREAMING = {"stream": True, "stream_options": {"include_usage": True}}


@pytest.mark.parametrize(("ask", "also"), [(complete, {}), (stream, STREAMING)])
def test_a_good_server_is_asked_once_and_its_answer_told_whole(ask, also):
    with FaultServer(GOOD) as server:
        completion = ask(door_to(server.url), make_prompt())
    assert completion == said(completion)
    assert [(each.path, each.body) for each in server.requests] == [("/v1/chat/completions", SENT | also)]


def test_words_are_told_as_they_arrive():
    with FaultServer(hang(HALF)) as server, door_to(server.url).stream(make_prompt()) as words:
        started = time.monotonic()
        assert next(words) == "Hello,"
        assert time.monotonic() - started < 1


def test_nothing_is_sent_before_the_first_word_is_asked_for():
    with FaultServer(GOOD) as server:
        words = door_to(server.url).stream(make_prompt())
        time.sleep(0.1)
        assert server.requests == []
        assert list(words) == ["Hello,", " you."]
        assert list(words) == []


def test_a_completion_is_there_when_the_words_have_run_out_and_not_before():
    with FaultServer(GOOD) as server, door_to(server.url).stream(make_prompt()) as words:
        assert next(words) == "Hello,"
        with pytest.raises(RuntimeError, match="not complete"):
            _ = words.completion
        assert (list(words), list(words)) == ([" you."], [])
        assert words.completion == said(words.completion)


def test_a_whole_answer_to_a_streamed_question_is_one_word():
    with FaultServer(send(response(whole()))) as server:
        words = door_to(server.url).stream(make_prompt())
        assert list(words) == ["Hello, you."]
        assert words.completion == said(words.completion)


def test_a_stream_is_whole_without_the_closing_mark_when_the_model_said_that_it_stopped():
    with FaultServer(send(streamed(piece("Hello, you."), piece(finish_reason="stop"), done=False))) as server:
        completion = stream(door_to(server.url), make_prompt())
    assert completion == said(completion, tokens_in=None, tokens_out=None)


@pytest.mark.parametrize("usage", [None, [], {"prompt_tokens": "12"}, {"prompt_tokens": True}, {"prompt_tokens": -1}])
def test_a_count_of_tokens_that_is_none_is_unknown(usage):
    chunk = {"choices": [], "usage": usage}
    with FaultServer(send(streamed(piece("Hello, you."), chunk))) as server:
        completion = stream(door_to(server.url), make_prompt())
    assert completion == said(completion, finish_reason="", tokens_in=None, tokens_out=None)


@pytest.mark.parametrize("ask", WAYS)
def test_a_server_that_does_not_name_its_model_answers_as_the_one_that_was_asked(ask):
    answer = {"choices": [{"message": {"content": "Hello, you."}, "finish_reason": "stop"}], "model": 7}
    chunk = {"choices": [{"delta": {"content": "Hello, you."}, "finish_reason": "stop"}]}
    with FaultServer(send_either(response(str(answer).replace("'", '"')), streamed(chunk))) as server:
        completion = ask(door_to(server.url), make_prompt())
    assert completion == said(completion, model="asked-model", tokens_in=None, tokens_out=None)


@pytest.mark.parametrize("ask", WAYS)
def test_the_judge_may_be_another_model(ask):
    names = ("interviewer_reply", "question_judgement", "interview_summary")
    with FaultServer(GOOD) as server:
        for door in (door_to(server.url, judge_model="judge-model"), door_to(server.url)):
            for name in names:
                ask(door, make_prompt(schema_name=name))
    asked = [each.body["model"] for each in server.requests]
    assert asked == ["asked-model", "judge-model", "judge-model", *["asked-model"] * 3]


@pytest.mark.parametrize("ask", WAYS)
def test_half_a_surrogate_pair_of_the_candidate_does_not_stop_the_question(ask):
    broken = Message("user", "Hello \ud83d, you \N{WAVING HAND SIGN}")
    with FaultServer(GOOD) as server:
        ask(door_to(server.url), make_prompt(messages=(broken,)))
    assert server.requests[0].body["messages"] == [{"role": "user", "content": "Hello ?, you \N{WAVING HAND SIGN}"}]


AMBIENT = {
    "OPENAI_API_KEY": "sk-ambient",
    "OPENAI_ADMIN_KEY": "sk-ambient",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "OPENAI_ORG_ID": "ambient",
    "OPENAI_PROJECT_ID": "ambient",
    "OPENAI_CUSTOM_HEADERS": "X-Ambient: ambient\nAuthorization: Bearer ambient",
}
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize(("key", "sent"), [(KEY, KEY), ("", "none")])
def test_headers_are_ours_whatever_the_environment_says(ask, key, sent, monkeypatch):
    for name, value in AMBIENT.items():
        monkeypatch.setenv(name, value)
    with FaultServer(GOOD) as server:
        ask(door_to(server.url, api_key=key), make_prompt())
    headers = server.requests[0].headers
    del headers["content-length"]
    assert headers == {
        "accept": "application/json",
        "accept-encoding": "identity",
        "authorization": f"Bearer {sent}",
        "connection": "close",
        "content-type": "application/json",
        "host": server.url.removeprefix("http://").removesuffix("/v1"),
    }


@pytest.mark.parametrize("ask", WAYS)
def test_proxies_of_the_environment_are_not_used(ask, monkeypatch):
    for name in PROXIES:
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")
    with FaultServer(GOOD) as server:
        completion = ask(door_to(server.url), make_prompt())
    assert completion == said(completion)


def test_a_call_without_a_place_is_busy_when_its_budget_is_spent_and_costs_nothing():
    with FaultServer(hang(HALF), GOOD) as server:
        door = door_to(server.url, max_concurrent=1)
        with door.stream(make_prompt()) as words:
            assert next(words) == "Hello,"
            started = time.monotonic()
            busy = [fail(ask, door, budget_seconds=0.3) for ask in WAYS]
            assert 0.6 <= time.monotonic() - started < 1.5
        assert [(each.reason, each.retryable) for each in busy] == [("busy", True)] * 2
        assert len(server.requests) == 1
        assert complete(door, make_prompt()).text == "Hello, you."


def test_no_more_calls_are_under_way_than_there_are_places():
    def slow(connection, request):
        time.sleep(0.2)
        GOOD(connection, request)

    with FaultServer(slow) as server:
        door = door_to(server.url, max_concurrent=2)
        threads = [threading.Thread(target=ask, args=(door, make_prompt())) for ask in WAYS * 3]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert (len(server.requests), server.most_at_once) == (6, 2)


@pytest.mark.parametrize("action", [send(error(503)), send(streamed(piece("Hello,"), "damaged")), GOOD])
@pytest.mark.parametrize("ask", WAYS)
def test_a_place_is_given_back_however_the_call_ends(ask, action):
    with FaultServer(action, GOOD) as server:
        door = door_to(server.url, max_concurrent=1)
        with contextlib.suppress(LLMError):
            ask(door, make_prompt(1))
        assert ask(door, make_prompt(1)).text == "Hello, you."


def test_closing_a_stream_frees_its_socket_and_may_be_done_twice():
    with FaultServer(hang(HALF)) as server:
        words = door_to(server.url).stream(make_prompt(30))
        assert next(words) == "Hello,"
        words.close()
        server.wait_until_idle(1)
        words.close()
        assert list(words) == []
        with pytest.raises(RuntimeError, match="not complete"):
            _ = words.completion


def test_a_stream_closed_before_its_first_word_never_was():
    with FaultServer(GOOD) as server:
        with door_to(server.url, max_concurrent=1).stream(make_prompt()) as words:
            pass
        assert list(words) == []
    assert server.requests == []


def test_a_forgotten_stream_frees_its_socket_and_its_place():
    with FaultServer(hang(HALF), GOOD) as server:
        door = door_to(server.url, max_concurrent=1)
        next(door.stream(make_prompt(30)))
        server.wait_until_idle(1)
        assert complete(door, make_prompt(1)).text == "Hello, you."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ask", WAYS)
def test_the_model_is_never_asked_inside_a_transaction(ask):
    with FaultServer(GOOD) as server:
        door = door_to(server.url)
        begun_before = door.stream(make_prompt())
        with transaction.atomic(durable=True):
            for call in (
                lambda: ask(door, make_prompt()),
                lambda: door.stream(make_prompt()),
                lambda: next(begun_before),
            ):
                with pytest.raises(RuntimeError, match="inside a database transaction"):
                    call()
        assert server.requests == []
        assert ask(door, make_prompt()).text == "Hello, you."
