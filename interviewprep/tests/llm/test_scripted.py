"""The scripted model behaves as the door does, and a test can ask it what it was asked."""

import threading

import pytest
from django.db import transaction

from interviewprep.llm.client import Completion, LLMError
from interviewprep.llm.scripted import Broken, ScriptedLLM, ScriptRanOut
from interviewprep.tests.llm.asking import WAYS, complete, make_prompt, stream

TIMEOUT = LLMError("timeout", retryable=True)
SHORT = Completion("Hel", "length", "", "m", 1, 2, 0.5, "none")


@pytest.mark.parametrize("ask", WAYS)
def test_a_script_is_said_line_by_line_and_its_prompts_are_remembered(ask):
    model = ScriptedLLM("One.", SHORT, lambda prompt: f"You sent {prompt.name}.")
    prompts = [make_prompt(name=name) for name in ("first", "second", "third")]
    assert [ask(model, each).text for each in prompts] == ["One.", "Hel", "You sent third."]
    assert (model.prompts, model.lines_left) == (prompts, 0)


@pytest.mark.parametrize("ask", WAYS)
def test_a_line_of_text_is_a_whole_answer_and_a_completion_is_told_as_it_is(ask):
    model = ScriptedLLM("One.", SHORT)
    first, second = ask(model, make_prompt()), ask(model, make_prompt())
    assert first == Completion("One.", "stop", "", "scripted", None, None, 0.0, "json_schema")
    assert second == SHORT


@pytest.mark.parametrize("ask", WAYS)
def test_a_script_that_runs_out_fails_the_test(ask):
    model = ScriptedLLM("One.")
    ask(model, make_prompt())
    with pytest.raises(ScriptRanOut, match="Call 2, interviewer_reply, has no line"):
        ask(model, make_prompt())
    assert not issubclass(ScriptRanOut, LLMError)


@pytest.mark.parametrize("ask", WAYS)
@pytest.mark.parametrize("line", [TIMEOUT, Broken("", TIMEOUT), Broken("Hel", TIMEOUT), lambda _: TIMEOUT])
def test_a_line_may_fail(ask, line):
    with pytest.raises(LLMError) as caught:
        ask(ScriptedLLM(line), make_prompt())
    assert caught.value is TIMEOUT


@pytest.mark.parametrize("text", ["Hello, you there.", "  two  spaces \n", "", " ", "\n\nword"])
def test_a_stream_is_told_word_by_word_and_nothing_is_lost(text):
    words = list(ScriptedLLM(text).stream(make_prompt()))
    assert "".join(words) == text
    assert len(words) == max(len(text.split()) + text[-1:].isspace(), 0)


def test_a_broken_stream_shows_its_beginning():
    words = ScriptedLLM(Broken("Hello, you", TIMEOUT)).stream(make_prompt())
    assert [next(words), next(words)] == ["Hello,", " you"]
    with pytest.raises(LLMError):
        next(words)
    with pytest.raises(RuntimeError):
        _ = words.completion


def test_a_stream_uses_its_line_when_its_first_word_is_asked_for():
    model = ScriptedLLM("One.")
    words = model.stream(make_prompt())
    assert model.prompts == []
    assert (list(words), len(model.prompts)) == (["One."], 1)


def test_every_line_is_said_once_however_many_threads_ask():
    model = ScriptedLLM(*map(str, range(200)))
    said = []
    threads = [
        threading.Thread(target=lambda: said.extend(complete(model, make_prompt()).text for _ in range(25)))
        for _ in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said, key=int) == [str(number) for number in range(200)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ask", [complete, stream])
def test_the_scripted_model_too_refuses_an_open_transaction(ask):
    model = ScriptedLLM("One.")
    with transaction.atomic(durable=True), pytest.raises(RuntimeError, match="inside a database transaction"):
        ask(model, make_prompt())
    assert model.prompts == []
