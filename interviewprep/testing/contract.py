"""Holds every answer of the API that any test gets against the API's own description, so that the two cannot drift."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema_rs
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from rest_framework.response import Response

from interviewprep.api_schema import EVENTS, JSON, describe_api

DESCRIBED = "api/v1/"
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
# What a request is told that comes to no operation: of a method that there is not, or without saying who it is.
BEFORE_ANY_OPERATION = {401, 404, 405}


class ContractBroken(AssertionError):
    """An answer is not what the API's description says."""


def hold_to_contract(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware of the test suite, around all others."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith(f"/{DESCRIBED}") and request.method in METHODS:
            fault = find_fault(request, response)
            if fault:
                raise ContractBroken(f"{request.method} {request.path} answered {response.status_code}: {fault}")
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = hold_events(request, iter(response))
        return response

    return handle


def find_fault(request: HttpRequest, response: HttpResponseBase) -> str:
    """What in an answer is not as described; empty when all of it is."""
    operation = _operation_of(request)
    if operation is None or response.status_code == 405:  # noqa: PLR2004 - no operation either
        return _fault_without_operation(response)
    described = operation["responses"].get(str(response.status_code))
    if described is None:
        return "this status is not described."
    return (
        _fault_of_headers(described, response)
        or _fault_of_body(described, response)
        or _fault_of_request(operation, response)
    )


def hold_events(request: HttpRequest, events: Iterator[bytes]) -> Iterator[bytes]:
    """The events of an answer, each looked at as it passes."""
    described = (_operation_of(request) or {})["responses"]["200"]["content"][EVENTS]["schema"]
    for event in events:
        name, data = event.decode().strip().split("\n")
        name = name.removeprefix("event: ")
        if fault := _fault_in(json.loads(data.removeprefix("data: ")), described["x-events"].get(name, False)):
            raise ContractBroken(f"{request.path} told of {name}: {fault}")
        yield event


def _operation_of(request: HttpRequest) -> dict[str, Any] | None:
    match = request.resolver_match
    if match is None:
        return None
    route = match.route.replace("<uuid:", "{").replace("<int:", "{").replace("<slug:", "{").replace(">", "}")
    found: dict[str, Any] | None = describe_api()["paths"].get(f"/{route}", {}).get((request.method or "").lower())
    return found


def _fault_without_operation(response: HttpResponseBase) -> str:
    if response.status_code not in BEFORE_ANY_OPERATION | {400, 429, 500, 503}:
        return "there is no such operation."
    return _fault_in(_body_of(response), {"$ref": "#/components/schemas/Error"})


def _fault_of_headers(described: dict[str, Any], response: HttpResponseBase) -> str:
    for name, header in described.get("headers", {}).items():
        value = response.get(name)
        if value is None and header.get("required"):
            return f"the header {name} is missing."
        is_number = header["schema"].get("type") == "integer"
        if value is not None and (fault := _fault_in(int(value) if is_number else value, header["schema"])):
            return f"{name}: {fault}"
    for name in ("Retry-After", "ETag", "Idempotency-Replayed"):
        if response.has_header(name) and name not in described.get("headers", {}):
            return f"the header {name} is not described."
    return ""


def _fault_of_body(described: dict[str, Any], response: HttpResponseBase) -> str:
    media_type = response.get("Content-Type", "").partition(";")[0]
    content = described.get("content", {})
    body = _body_of(response)
    if not content:
        return f"a body where none is described: {body!r}" if body else ""
    if media_type not in content:
        return f"{media_type} is not described."
    return _fault_in(body, content[media_type]["schema"]) if media_type == JSON else ""


def _fault_of_request(operation: dict[str, Any], response: HttpResponseBase) -> str:
    """Whether what was taken is described as something that may be sent."""
    context = getattr(response, "renderer_context", None) if isinstance(response, Response) else None
    if not context or response.status_code >= 300 or "requestBody" not in operation:  # noqa: PLR2004 - it was refused
        return ""
    if JSON not in operation["requestBody"]["content"]:
        return ""  # a recording
    schema = operation["requestBody"]["content"][JSON]["schema"]
    fault = _fault_in(context["request"].data or {}, schema)
    return f"what was sent was taken, but is not described: {fault}" if fault else ""


def _body_of(response: HttpResponseBase) -> Any:
    if response.get("Content-Type", "").startswith(EVENTS):
        return None
    content: bytes = getattr(response, "content", b"")
    return json.loads(content) if response.get("Content-Type", "").startswith(JSON) else content


def _fault_in(value: Any, schema: Any) -> str:
    validator = _validator(json.dumps(schema, sort_keys=True))
    error = next(iter(validator.iter_errors(value)), None)
    return f"{error.message} at {error.instance_path}" if error else ""


@cache
def _validator(schema: str) -> jsonschema_rs.Validator:
    whole = {"allOf": [json.loads(schema)]} | {"components": describe_api()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
