"""``manage.py llm_check`` against servers that speak the real wire."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from interviewprep.testing.model_server import Behaviour, ModelServer
from interviewprep.tests.llm.fault_server import FaultServer, error, piece, response, send, streamed, whole

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "sk-canary-of-the-tests"


def reply_to(request):
    """What a good model answers: it has read the call's id in the prompt."""
    (call_id,) = set(
        re.findall(r'call_id \("([0-9a-f]{32})"\)', json.dumps(request.body["messages"]).replace('\\"', '"'))
    )
    return json.dumps(
        {
            "reply": "How long would you count?",
            "call_id": call_id,
            "intent": "answer",
            "action": "follow_up",
            "covered": [{"key_point": "second-counter", "quote": "a second counter at each door"}],
            "observations": [{"correctness": 1, "competency": "correctness", "level": 4, "quote": "compare the sums"}],
        }
    )


def obey(connection, request):
    text = reply_to(request)
    if request.body.get("stream"):
        connection.sendall(streamed(piece(text), piece(finish_reason="stop")))
    else:
        connection.sendall(response(whole(text)))


def check(settings, url, *, model="small-model"):
    settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_API_KEY = url, model, KEY
    written = StringIO()
    call_command("llm_check", stdout=written)
    return written.getvalue()


def test_a_model_that_works_is_said_to_work(settings):
    with FaultServer(obey) as server:
        said = check(settings, server.url)

    assert "Answered by " in said
    assert "Its reply can be used" in said
    assert re.search(r"Streaming works: the first words came after \d+\.\d s, the last after \d+\.\d s\.", said)
    assert "Format: json_schema. The server keeps the model to the exact shape" in said
    assert [bool(request.body.get("stream")) for request in server.requests] == [False, True]


@pytest.mark.parametrize(
    ("understood", "said"),
    [
        ({"json_object"}, "Format: json_object. The server keeps the model to JSON, not to the shape"),
        (set(), "Format: none. The server can't keep the model to JSON"),
    ],
)
def test_a_server_that_knows_no_schema_is_told_with_what_it_means(settings, understood, said):
    def answer(connection, request):
        wanted = request.body.get("response_format", {}).get("type")
        if wanted is None or wanted in understood:
            obey(connection, request)
        else:
            complaint = json.dumps({"error": {"message": "response_format is not known here"}})
            connection.sendall(response(complaint, "400 Bad Request"))

    with FaultServer(answer) as server:
        assert said in check(settings, server.url)


def test_a_server_that_counts_no_tokens_is_told_with_what_follows(settings):
    def answer(connection, request):
        body = json.loads(whole(reply_to(request)))
        connection.sendall(
            streamed(piece("{"), piece(finish_reason="stop"))
            if request.body.get("stream")
            else response(json.dumps({**body, "usage": None}))
        )

    with FaultServer(answer) as server:
        assert "told from the length of the text" in check(settings, server.url)


def test_tokens_are_told_where_the_server_counts_them(settings):
    with ModelServer() as server:
        assert re.search(r"Tokens: \d+ in, \d+ out\.", check(settings, server.url))


@pytest.mark.parametrize(
    ("fault", "advice"),
    [("500", "The provider is at fault, or busy: try again later"), ("prose", "Its reply can't be used: no_object")],
)
def test_a_failing_model_is_told_with_what_to_do(settings, fault, advice):
    with ModelServer(behaviour=Behaviour(fault=fault)) as server, pytest.raises(CommandError, match=advice):
        check(settings, server.url)


def test_a_reply_that_is_no_answer_is_said_to_be_unusable(settings):
    with (
        FaultServer(send(response(whole("Sure, I will!")))) as server,
        pytest.raises(CommandError, match="can't be used"),
    ):
        check(settings, server.url)


@pytest.mark.parametrize(
    ("status", "advice"),
    [("401 Unauthorized", "LLM_API_KEY is not accepted"), ("404 Not Found", "most addresses end in /v1")],
)
def test_a_refusal_comes_with_what_to_mend_and_without_the_key(settings, status, advice, caplog):
    with FaultServer(send(error(status))) as server, pytest.raises(CommandError, match=advice) as failed:
        check(settings, server.url)
    assert KEY not in str(failed.value) + caplog.text


def test_nobody_at_the_address_is_said(settings):
    with FaultServer(obey) as server:
        url = server.url
    with pytest.raises(CommandError, match="Nobody answers"):
        check(settings, url)


@pytest.mark.parametrize(
    ("url", "model", "said"),
    [
        ("", "", "No model is configured"),
        ("http://example.org/v1", "m", "LLM_BASE_URL"),
        ("http://127.0.0.1:1/v1", "", "LLM_MODEL"),
    ],
)
def test_a_configuration_that_cannot_work_is_named(settings, url, model, said):
    with pytest.raises(CommandError, match=said):
        check(settings, url, model=model)
