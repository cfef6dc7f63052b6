"""What a server does not understand is left out, within the same budget, and remembered."""

import time

import pytest

from interviewprep.llm.client import Message
from interviewprep.tests.llm.asking import WAYS, complete, door_to, fail, make_prompt, stream
from interviewprep.tests.llm.fault_server import GOOD, FaultServer, response, send

JSON_LINE = "Answer with one JSON object and nothing else."
ECHO = "Wrong: response_format json_schema stream_options temperature max_tokens max_completion_tokens"


def picky(*unknown):
    """A server that refuses a request with any of these words in its body, and names the first it finds."""

    def act(connection, request):
        found = next((word for word in unknown if f'"{word}"' in str(request.body).replace("'", '"')), None)
        if found:
            told = f"Sorry, {found.upper()} is not supported. Use max_completion_tokens instead."
            connection.sendall(response(told if "max" in found else told[:-35], "400 Bad Request"))
        else:
            GOOD(connection, request)

    return act


def formats(server):
    return [each.body.get("response_format", {"type": "none"})["type"] for each in server.requests]


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize(
    ("unknown", "tried"),
    [
        (["json_schema"], ["json_schema", "json_object"]),
        (["response_format"], ["json_schema", "json_object", "none"]),
    ],
)
def test_the_format_steps_down_until_the_server_understands_and_is_remembered(ask, unknown, tried):
    with FaultServer(picky(*unknown)) as server:
        door = door_to(server.url)
        completions = [ask(door, make_prompt()) for _ in range(2)]
    assert [each.format for each in completions] == [tried[-1]] * 2
    assert formats(server) == [*tried, tried[-1]]


def test_what_one_model_does_not_understand_another_may():
    with FaultServer(picky("json_schema", "json_object"), GOOD) as server:
        door = door_to(server.url, judge_model="judge-model")
        complete(door, make_prompt())
        complete(door, make_prompt(schema_name="question_judgement"))
    assert formats(server) == ["json_schema", "json_object", "json_schema"]


@pytest.mark.parametrize("ask", WAYS)
def test_a_refusal_that_names_nothing_we_can_do_without_is_a_bad_request(ask):
    with FaultServer(send(response('{"detail": "The context is too long."}', "400 Bad Request"))) as server:
        failure = fail(ask, door_to(server.url))
    assert (failure.reason, failure.retryable, len(server.requests)) == ("bad_request", False, 1)


@pytest.mark.parametrize("status", ["400 Bad Request", "422 Unprocessable"])
def test_a_server_that_repeats_the_question_in_its_refusal_is_not_asked_for_ever(status):
    with FaultServer(send(response(ECHO, status))) as server:
        failure = fail(stream, door_to(server.url))
    assert failure.reason == "bad_request"
    assert len(server.requests) == 6


def test_steps_down_share_one_budget():
    def slow(connection, request):
        time.sleep(0.4)
        picky("response_format")(connection, request)

    with FaultServer(slow) as server:
        failure = fail(complete, door_to(server.url), budget_seconds=1.0)
    assert (failure.reason, len(server.requests)) == ("timeout", 3)


def test_a_server_that_does_not_count_streams_is_asked_without():
    with FaultServer(picky("stream_options")) as server:
        door = door_to(server.url)
        assert [stream(door, make_prompt()).format for _ in range(2)] == ["json_schema"] * 2
    assert ["stream_options" in each.body for each in server.requests] == [True, False, False]


@pytest.mark.parametrize("ask", WAYS)
def test_newer_models_are_given_their_own_name_for_the_limit_and_no_temperature(ask):
    with FaultServer(picky("max_tokens", "temperature")) as server:
        ask(door_to(server.url), make_prompt())
    sent = server.requests[-1].body
    assert (sent.get("max_tokens"), sent.get("temperature"), sent["max_completion_tokens"]) == (None, None, 300)
    assert sent["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("messages", "sent"),
    [
        ([("system", "Be brief."), ("user", "Hi")], [("system", f"Be brief.\n{JSON_LINE}"), ("user", "Hi")]),
        ([("user", "Hi")], [("system", JSON_LINE), ("user", "Hi")]),
        ([("user", "Hi, answer in Json.")], [("user", "Hi, answer in Json.")]),
    ],
)
def test_the_word_json_is_in_the_messages_where_a_server_insists(messages, sent):
    with FaultServer(picky("json_schema")) as server:
        complete(door_to(server.url), make_prompt(messages=tuple(Message(*each) for each in messages)))
    first, second = ([(each["role"], each["content"]) for each in asked.body["messages"]] for asked in server.requests)
    assert (first, second) == (messages, sent)
