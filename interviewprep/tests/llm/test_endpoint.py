"""Where a model may be, and which door the settings open."""

import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from interviewprep.llm import get_llm
from interviewprep.llm.openai_compatible import Endpoint, OpenAICompatible
from interviewprep.tests.llm.asking import KEY, complete, make_prompt
from interviewprep.tests.llm.fault_server import GOOD, FaultServer

SAFE = [
    "https://api.openai.com/v1",
    "https://api.deepseek.com",
    "HTTPS://models.example:8443/v1/",
    "http://localhost:11434/v1",
    "http://LOCALHOST/v1",
    "http://127.0.0.1:8000/v1",
    "http://127.8.9.1/v1",
    "http://[::1]:8080/v1",
]
UNSAFE = [
    "",
    "/v1",
    "api.openai.com/v1",
    "https://",
    "http://api.openai.com/v1",
    "http://127.0.0.1.evil.example/v1",
    "http://localhost.evil.example/v1",
    "http://localhost@evil.example/v1",
    "http://evil.example/?localhost",
    "http://evil.example#@localhost",
    "http://evil.example\\@localhost/v1",
    "http://2130706433/v1",
    "http://0.0.0.0:8000/v1",
    "http://192.168.1.7/v1",
    "http://[::ffff:192.168.1.7]/v1",
    "http://[::1/v1",
    "http://local host/v1",
    "ftp://localhost/v1",
    "file:///etc/passwd",
    f"https://{KEY}@api.example/v1",
    f"https://user:{KEY}@api.example/v1",
    f"https://api.example/v1?key={KEY}",
    f"https://api.example/v1#{KEY}",
]


@pytest.mark.parametrize("url", SAFE)
def test_a_model_may_be_anywhere_behind_https_and_on_this_machine(url):
    assert Endpoint(base_url=url, api_key="", model="m").base_url == url


@pytest.mark.parametrize("url", UNSAFE)
def test_any_other_address_is_refused_by_the_name_of_its_setting_and_never_quoted(url):
    with pytest.raises(ImproperlyConfigured, match=r"^LLM_BASE_URL") as caught:
        Endpoint(base_url=url, api_key="", model="m")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", [f"{KEY}\n", f" {KEY}", f"{KEY} {KEY}", f"{KEY}é", f"{KEY}\x00"])
def test_a_key_that_no_header_could_carry_is_refused_and_never_quoted(key):
    with pytest.raises(ImproperlyConfigured, match=r"^LLM_API_KEY") as caught:
        Endpoint(base_url=SAFE[0], api_key=key, model="m")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value", "knob"),
    [
        ("model", "", "LLM_MODEL"),
        ("model", "m" * 201, "LLM_MODEL"),
        ("judge_model", "m" * 201, "LLM_MODEL"),
        ("max_concurrent", 0, "LLM_MAX_CONCURRENT"),
    ],
)
def test_a_model_without_a_name_or_with_an_endless_one_and_a_door_without_places_are_refused(field, value, knob):
    with pytest.raises(ImproperlyConfigured, match=knob):
        Endpoint(**({"base_url": SAFE[0], "api_key": "", "model": "m"} | {field: value}))


def test_the_key_is_not_shown_with_the_endpoint():
    assert KEY not in repr(Endpoint(base_url=SAFE[0], api_key=KEY, model="m"))


def test_making_a_door_does_nothing_yet():
    before = threading.active_count()
    with FaultServer(GOOD) as server:
        OpenAICompatible(Endpoint(base_url=server.url, api_key=KEY, model="m"))
        assert (server.connections, threading.active_count()) == (0, before + 1)


def test_without_an_address_there_is_no_model(settings):
    settings.LLM_BASE_URL = ""
    assert get_llm() is None


def test_the_settings_open_one_door_per_process(settings):
    with FaultServer(GOOD) as server:
        settings.LLM_BASE_URL, settings.LLM_API_KEY, settings.LLM_MODEL = server.url, KEY, "m"
        settings.LLM_JUDGE_MODEL = "judge"
        door = get_llm()
        assert door is get_llm()
        complete(door, make_prompt(schema_name="question_judgement"))
        settings.LLM_MAX_CONCURRENT = 3
        assert get_llm() is not door
    assert [(each.body["model"], each.headers["authorization"]) for each in server.requests] == [
        ("judge", f"Bearer {KEY}")
    ]


def test_settings_that_name_an_unsafe_model_are_refused(settings):
    settings.LLM_BASE_URL, settings.LLM_API_KEY, settings.LLM_MODEL = "http://models.example/v1", KEY, "m"
    with pytest.raises(ImproperlyConfigured, match="LLM_BASE_URL"):
        get_llm()
