"""The API's description: valid OpenAPI, complete, closed, and held against what is really answered."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from django.core.management import call_command
from django.http import JsonResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from drf_spectacular import validation
from rest_framework.views import APIView

from interviewprep.api_schema import HouseSchema, Operation, describe_api, operation, write_description
from interviewprep.testing.contract import ContractBroken, find_fault, hold_events
from interviewprep.testing.racing import race
from interviewprep.tests.test_access import ROUTES

API = describe_api()
OPERATIONS = {each["operationId"]: each for path in API["paths"].values() for each in path.values()}
EVERYWHERE = {"400", "406", "429", "500", "503"}
IN_SCHEMA = "api/v1/"


def test_it_is_valid_openapi_3_1():
    definition = Path(validation.__file__).with_name("openapi_3_1_schema.json").read_text(encoding="utf-8")
    faults = list(jsonschema_rs.Draft202012Validator(json.loads(definition)).iter_errors(API))
    assert (API["openapi"], faults) == ("3.1.1", [])


def test_every_schema_in_it_is_valid_json_schema():
    for name in API["components"]["schemas"]:
        whole = {"$ref": f"#/components/schemas/{name}", "components": API["components"]}
        jsonschema_rs.Draft202012Validator(whole)


def test_it_is_made_without_a_warning(tmp_path):
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", tmp_path / "api.json"
    )
    assert json.loads((tmp_path / "api.json").read_text())["paths"].keys() == API["paths"].keys()


def test_of_eight_who_ask_for_it_first_one_writes_it():
    """Several at once would be several first uses of drf-spectacular, which ends some of them in an AttributeError."""
    write_description.cache_clear()
    assert len({id(written) for written in race(*[describe_api] * 8)}) == 1
    assert describe_api() == API


def test_every_method_of_every_endpoint_is_described_and_nothing_else():
    written = {
        (f"/{route}".replace("<uuid:", "{").replace("<int:", "{").replace("<slug:", "{").replace(">", "}"), method)
        for route, (_, methods) in ROUTES.items()
        if route.startswith(IN_SCHEMA)
        for method in methods.split()
    }
    assert {(path, method) for path, item in API["paths"].items() for method in item} == written


def test_a_client_generator_finds_a_good_name_for_everything():
    assert len(OPERATIONS) == sum(map(len, API["paths"].values()))
    assert [name for name in OPERATIONS if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []
    names = {*API["components"]["schemas"]}
    assert [name for name in names if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []


def test_what_is_not_named_does_not_occur():
    objects = {n: s for n, s in API["components"]["schemas"].items() if s.get("type") == "object"}
    assert [name for name, schema in objects.items() if schema.get("additionalProperties") is not False] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_tells_every_way_in_which_it_can_be_refused(name):
    said = OPERATIONS[name]
    refused = {status for status in said["responses"] if status >= "400"}
    signed_in = {"bearer": []} in said["security"]
    has_body, is_list = "requestBody" in said, any(p["name"] == "cursor" for p in said.get("parameters", []))
    in_path = any(p["in"] == "path" for p in said.get("parameters", []))
    in_query = any(p["in"] == "query" for p in said.get("parameters", []))
    wanted = EVERYWHERE | ({"413", "415"} if has_body else set()) | ({"422"} if has_body or in_query else set())
    wanted |= ({"401"} if signed_in else set()) | ({"404"} if in_path or is_list else set())
    assert wanted <= refused
    assert said["summary"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_refusal_has_the_one_shape_with_its_codes(name):
    for status, response in OPERATIONS[name]["responses"].items():
        if status >= "400":
            shape, codes = response["content"]["application/json"]["schema"]["allOf"]
            assert shape == {"$ref": "#/components/schemas/Error"}
            assert all(f"`{code}`" in response["description"] for code in codes["properties"]["code"]["enum"])
            assert status not in ("429", "503") or response["headers"]["Retry-After"]["required"]


def test_a_message_is_described_with_its_key_its_events_and_its_refusals():
    said = OPERATIONS["sendMessage"]
    key = next(p for p in said["parameters"] if p["name"] == "Idempotency-Key")
    assert (key["in"], key["required"], key["schema"]["pattern"]) == ("header", True, "^[A-Za-z0-9_-]{16,64}$")
    assert said["responses"]["200"]["content"].keys() == {"application/json", "text/event-stream"}
    events = said["responses"]["200"]["content"]["text/event-stream"]["schema"]["x-events"]
    assert {name: data["$ref"].rsplit("/")[-1] for name, data in events.items()} == {
        "delta": "Piece", "replace": "Piece", "turn": "Turn", "error": "Error",
    }  # fmt: skip
    codes = said["responses"]["409"]["content"]["application/json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
    assert codes == [
        "turn_in_progress", "stale_view", "not_started", "interview_wrapped_up", "interview_finished", "finalize_pending",
        "interview_deleted",
    ]  # fmt: skip


def test_both_ways_to_say_who_one_is_are_described():
    schemes = API["components"]["securitySchemes"]
    assert (schemes["bearer"]["scheme"], schemes["session"]["in"]) == ("bearer", "cookie")


def test_a_method_that_does_not_say_what_it_is_is_a_fault():
    class Undescribed(APIView):
        def get(self, request):
            raise NotImplementedError

    schema = HouseSchema()
    schema.view, schema.method, schema.path = Undescribed(), "GET", "/nothing/"
    with pytest.raises(TypeError, match="does not say what it is"):
        schema.get_operation_id()


def test_describing_a_method_leaves_it_as_it_is():
    def method():
        return 17

    assert operation("getIt", "It")(method)() == 17
    assert method.__dict__["operation"] == Operation(id="getIt", summary="It")


# ------------------------------------------------------------------ the contract finds what it looks for

ERROR = {"code": "not_found", "detail": "There is nothing here, or it is not yours."}
STATUS = {"configured": False, "state": "offline", "model": None}
AS_DESCRIBED = [(200, STATUS, {}), (429, {"code": "rate_limited", "detail": "Wait."}, {"Retry-After": "3"})]
NOT_AS_DESCRIBED = [
    (200, STATUS | {"more": 1}, {}, "not allowed"),
    (200, {"configured": False, "state": "offline"}, {}, "required"),
    (200, STATUS | {"state": "asleep"}, {}, "not one of"),
    (200, STATUS, {"Retry-After": "3"}, "Retry-After is not described"),
    (200, STATUS, {"Content-Type": "text/html"}, "text/html is not described"),
    (201, STATUS, {}, "this status is not described"),
    (404, ERROR, {}, "this status is not described"),
    (401, {"code": "not_authenticated", "detail": "No."}, {}, "WWW-Authenticate is missing"),
    (429, {"code": "rate_limited", "detail": "Wait."}, {}, "Retry-After is missing"),
    (429, {"code": "rate_limited", "detail": "Wait."}, {"Retry-After": "0"}, "less than the minimum"),
    (500, {"code": "not_found", "detail": "No."}, {}, "server_error"),
    (500, {"code": "server_error"}, {}, "required"),
    (405, {"detail": "No."}, {}, "required"),
]


def fault_of(status, body, headers):
    path = "/api/v1/llm/status/"
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    response = JsonResponse(body, status=status)
    for name, value in headers.items():
        response[name] = value
    return find_fault(request, response)


@pytest.mark.parametrize(("status", "body", "headers"), AS_DESCRIBED)
def test_an_answer_as_described_passes(status, body, headers):
    assert fault_of(status, body, headers) == ""


@pytest.mark.parametrize(("status", "body", "headers", "fault"), NOT_AS_DESCRIBED)
def test_an_answer_that_is_not_as_described_is_found(status, body, headers, fault):
    assert fault in fault_of(status, body, headers)


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        (b'event: delta\ndata: {"text": "Good"}\n\n', ""),
        (b'event: delta\ndata: {"words": "Good"}\n\n', "not allowed"),
        (b'event: turn\ndata: {"id": "1"}\n\n', "turn: "),
        (b"event: applause\ndata: {}\n\n", "applause: "),
    ],
)
def test_each_event_is_looked_at_as_it_passes(event, fault):
    path = "/api/v1/interviews/00000000-0000-0000-0000-000000000000/messages/"
    request = RequestFactory().post(path)
    request.resolver_match = resolve(path)
    if not fault:
        assert list(hold_events(request, iter([event]))) == [event]
        return
    with pytest.raises(ContractBroken, match=fault):
        list(hold_events(request, iter([event])))


# ------------------------------------------------------------------ where it is read


@pytest.mark.django_db
def test_the_description_is_served_to_everybody_as_it_is():
    response = Client().get("/api/schema/")
    assert (response.status_code, response["Content-Type"], response.json()) == (200, "application/json", API)


@pytest.mark.django_db
def test_the_page_draws_it_with_our_own_files_alone():
    page = Client().get("/api/docs/").content.decode()
    sources = re.findall(r'(?:src|href)="([^"#]+\.(?:js|css))"', page)
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in sources
    assert [source for source in sources if not source.startswith("/static/")] == []
    assert 'data-schema="/api/schema/"' in page
