"""The reply as it is written, to a program and to the page, from a model on the other end of a real connection."""

import json

import pytest
from django.urls import reverse

from interviewprep.testing.event_reading import events_of
from interviewprep.testing.factories import make_bank, make_interview, new_key, reach_question
from interviewprep.testing.model_server import Behaviour
from interviews.models import LLMCall, Turn

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER = "I would put a second counter at each door for a week, and then compare the sums of both by the hour."
EVENTS = "text/event-stream"


@pytest.fixture
def interview(user):
    make_bank()
    return reach_question(make_interview(user))


def post(client, interview, *, key="", accept=EVENTS, **body):
    return client.post(
        f"/api/v1/interviews/{interview.public_id}/messages/",
        {"content": ANSWER, **body},
        format="json",
        headers={"Idempotency-Key": key or new_key(), "Accept": accept},
    )


def post_form(client, interview, *, key="", accept=EVENTS, content=ANSWER):
    form = {"key": key or new_key(), "last_seen_seq": interview.next_seq - 1, "content": content, "kind": "text"}
    return client.post(
        reverse("interviews:send", args=[interview.public_id]), form | {"intent": "answer"}, headers={"Accept": accept}
    )


def said(events):
    text = ""
    for name, data in events:
        if name in ("delta", "replace"):
            text = data["text"] if name == "replace" else text + data["text"]
    return text


def test_a_program_reads_the_reply_as_it_is_written_and_then_the_turn(api, interview, model):
    response = post(api, interview)
    events = events_of(response)
    names = [name for name, _ in events]
    turn = events[-1][1]
    assert names == ["delta"] * (len(names) - 1) + ["turn"]
    assert len(names) > 3
    assert said(events) == turn["messages"][1]["content"]
    assert (turn["outcome"], turn["degraded"], turn["messages"][1]["source"]) == ("llm", False, "llm")
    assert (response.headers["Cache-Control"], response.headers["X-Accel-Buffering"]) == ("no-store", "no")


def test_the_streamed_turn_is_the_one_that_a_plain_answer_gives(api, interview, model):
    key = new_key()
    streamed = events_of(post(api, interview, key=key))[-1][1]
    plain = post(api, interview, key=key, accept="application/json")
    assert json.loads(plain.content) == streamed
    assert plain.headers["Idempotency-Replayed"] == "true"


def test_a_replay_is_one_event_and_says_that_it_is_one(api, interview, model):
    key = new_key()
    first = events_of(post(api, interview, key=key))
    again = post(api, interview, key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert events_of(again) == [first[-1]]
    assert model.record.calls == 1


def test_who_takes_anything_gets_the_plain_answer(api, interview, model):
    response = post(api, interview, accept="*/*")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


def test_a_refusal_is_plain_json_with_its_status(api, interview, model):
    response = post(api, interview, content=" ")
    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/json")
    assert response.json()["code"] == "invalid_message"
    assert model.record.calls == 0


def test_another_endpoint_answers_json_to_who_would_also_take_events(api, interview):
    response = api.get(f"/api/v1/interviews/{interview.public_id}/", headers={"Accept": EVENTS})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


def test_the_page_reads_the_same_words_and_then_where_to_go(browser, interview, model):
    events = events_of(post_form(browser, interview))
    name, data = events[-1]
    assert (name, data) == ("turn", {"url": f"{interview.get_absolute_url()}#latest", "degraded": False})
    assert said(events) == interview.messages.last().content


def test_the_page_is_refused_with_the_room_and_the_draft(browser, interview, model):
    interview.next_seq = 2
    response = post_form(browser, interview)
    assert response.status_code == 409
    assert ANSWER in response.content.decode()


def test_without_a_reader_of_events_the_page_waits_and_is_sent_to_the_room(browser, interview, model):
    response = post_form(browser, interview, accept="text/html")
    assert (response.status_code, response.url) == (302, f"{interview.get_absolute_url()}#latest")
    assert interview.turns.get(kind="message", outcome="llm")


@pytest.mark.parametrize("heard", [0, 1, 3])
def test_a_client_that_leaves_in_the_middle_loses_nothing(api, interview, model, heard):
    """What a server does on a broken connection: it closes the response."""
    key = new_key()
    response = post(api, interview, key=key)
    for _ in range(heard):
        next(response.streaming_content)
    response.close()
    turn = Turn.objects.get(key=key)
    assert (turn.status, turn.outcome) == ("done", "llm")
    assert turn.messages.count() == 2
    assert LLMCall.objects.get(turn=turn).committed


@pytest.mark.parametrize("fault", ["500", "429", "cut", "prose", "401"])
def test_a_model_that_fails_on_the_way_is_stood_in_for(api, interview, model, fault, settings):
    settings.MESSAGE_BUDGET_SECONDS = 9  # no time to try again
    model.behaviour = Behaviour(fault=fault)
    events = events_of(post(api, interview))
    turn = events[-1][1]
    assert (turn["outcome"], turn["degraded"], turn["messages"][1]["source"]) == ("degraded", True, "offline")
    assert said(events) in ("", turn["messages"][1]["content"])


def test_what_the_page_is_told_of_a_stand_in(browser, interview, model, settings):
    settings.MESSAGE_BUDGET_SECONDS = 9
    model.behaviour = Behaviour(fault="500")
    assert events_of(post_form(browser, interview))[-1][1]["degraded"] is True


def test_neither_the_key_nor_the_address_is_shown_or_logged(api, interview, model, settings, caplog):
    caplog.set_level(0)
    settings.MESSAGE_BUDGET_SECONDS = 9
    model.behaviour = Behaviour(fault="401")
    shown = json.dumps(events_of(post(api, interview)))
    for secret in ("sk-canary", "told to fail", "/v1/chat"):
        assert secret not in shown
        assert secret not in caplog.text
