"""How the API describes itself, as OpenAPI 3.1: what each method says of itself, and the refusals that are the same everywhere.

A method is described by ``@operation(…)`` where it stands; the shapes of answers are in each app's ``api_schema``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_field
from rest_framework import serializers

from interviewprep.errors import DomainError

JSON, EVENTS, MARKDOWN = "application/json", "text/event-stream", "text/markdown"
SOUND = "audio/mpeg"
RECORDINGS = ("audio/webm", "audio/ogg", "audio/mp4", "audio/wav")
Schema = dict[str, Any]
Method = TypeVar("Method", bound=Callable[..., Any])


class AnswerSerializer(serializers.Serializer[Any]):
    """The shape of an answer: every field is always there, and no other."""


class ErrorSerializer(AnswerSerializer):
    """The one shape of every error. What was wrong with a field, or the stage that the interview is in, is under ``fields``."""

    code = serializers.CharField(help_text="for programs: what happened, in a word that does not change")
    detail = serializers.CharField(help_text="for people: what happened, and what to do")
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


@extend_schema_field({"type": "null"})
class NothingField(serializers.Field[Any, Any, Any, Any]):
    """Always null: this list has one page."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way in which a request can be refused."""

    status: int
    code: str
    detail: str

    @classmethod
    def of(cls, error: type[DomainError]) -> "Refusal":
        example = error()
        return cls(error.status, example.code, example.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a method says of itself; ``answer`` None is an answer without a body.

    ``events`` are the server-sent events that it may answer with instead, by name, each with the shape of its data.
    ``recording`` are the media types of a body that is no JSON; with ``sound`` the answer is none.
    """

    id: str
    summary: str
    answer: type[serializers.Serializer[Any]] | Schema | None = None
    many: bool = False
    status: int = 200
    description: str = ""
    body: type[serializers.Serializer[Any]] | None = None
    recording: tuple[str, ...] = ()
    query: type[serializers.Serializer[Any]] | None = None
    needs_key: bool = False
    may_replay: bool = False
    checks_credentials: bool = False
    is_conditional: bool = False
    markdown: bool = False
    sound: bool = False
    events: Mapping[str, type[serializers.Serializer[Any]]] | None = None
    refuses: tuple[type[DomainError], ...] = ()


def operation(id: str, summary: str, **more: Any) -> Callable[[Method], Method]:  # noqa: A002 - the word of OpenAPI
    """Describe a method of an API view; the names are those of ``Operation``."""
    described = Operation(id=id, summary=summary, **more)

    def decorate(method: Method) -> Method:
        method.__dict__["operation"] = described
        return method

    return decorate


# ------------------------------------------------------------------ what is the same everywhere

ANYWHERE = (
    Refusal(
        400, "bad_request", "The request could not be understood: no JSON, hostile JSON, or a host that is not ours."
    ),
    Refusal(406, "not_acceptable", "Answers are JSON; the Accept header asked for something else."),
    Refusal(429, "rate_limited", "There were too many tries in a short time. Retry-After says when to come back."),
    Refusal(500, "server_error", "Something broke on our side. What was sent before is safe."),
    Refusal(503, "database_unavailable", "The database did not answer; Retry-After says when to come back."),
)
WITH_RECORDING = (Refusal(415, "unsupported_media_type", "A body is a recording: audio of some type."),)
WITH_BODY = (
    Refusal(413, "body_too_large", f"A request may hold at most {settings.API_MAX_BODY_BYTES // 1024} kB."),
    Refusal(415, "unsupported_media_type", "A body is application/json."),
)
INVALID = Refusal(422, "invalid", "Some fields need changing; `fields` says which, and why.")
SIGNED_OUT = Refusal(401, "not_authenticated", "No valid access token or session came with the request.")
NOT_ALLOWED = Refusal(403, "permission_denied", "A browser's session came without its CSRF token.")
MISSING = Refusal(404, "not_found", "There is nothing here, or it is not yours.")

RETRY_AFTER = {"description": "seconds until it is worth trying again", "schema": {"type": "integer", "minimum": 1}}
REPLAYED = {
    "description": "there, and `true`, when this was answered before: the same turn, not a new one",
    "schema": {"type": "string", "const": "true"},
}
ETAG = {
    "description": "send it as If-None-Match to be told 304 while nothing has changed",
    "schema": {"type": "string"},
}
BYTES = {"type": "string", "format": "binary"}
KEY_PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
    OpenApiParameter.HEADER,
    required=True,
    description="new for each message, the same when a message is sent again",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="the ETag of the answer that you have"
)


class HouseSchema(AutoSchema):
    """Describes a view from its ``Operation``s."""

    @property
    def operation(self) -> Operation:
        method = getattr(self.view, self.method.lower())
        described = getattr(method, "operation", None)
        if not isinstance(described, Operation):
            raise TypeError(f"{self.method} {self.path} does not say what it is: give it an @operation.")
        return described

    def get_operation_id(self) -> str:
        return self.operation.id

    def get_summary(self) -> str:
        return self.operation.summary

    def get_description(self) -> str:  # type: ignore[override]  # as the parent has it
        return self.operation.description

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.partition(".")[0]]

    def get_request_serializer(self) -> Any:
        return self.operation.body

    def _get_request_body(self, direction: Any = "request") -> Any:
        """A body may be left out where nothing in it is required."""
        if self.operation.recording:
            return {"content": {name: {"schema": BYTES} for name in self.operation.recording}, "required": True}
        body = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        if body and self.operation.body:
            body["required"] = any(field.required for field in self.operation.body().fields.values())
        return body

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = [self.operation.query] if self.operation.query else []
        found += [KEY_PARAMETER] if self.operation.needs_key else []
        return [*found, IF_NONE_MATCH] if self.operation.is_conditional else found

    def get_response_serializers(self) -> Any:
        said = self.operation
        answer: Any = said.answer
        if said.many:
            answer = answer(many=True)
        media_type, answer = (SOUND, OpenApiTypes.BINARY) if said.sound else (JSON, answer)
        responses: dict[Any, Any] = {(said.status, media_type): OpenApiResponse(answer, description=said.summary)}
        if said.markdown:
            responses[said.status, MARKDOWN] = OpenApiResponse(OpenApiTypes.STR, description=said.summary)
        if said.events:
            responses[said.status, EVENTS] = OpenApiResponse(
                self._describe_events(said.events), description=said.summary
            )
        if said.is_conditional:
            responses[304] = OpenApiResponse(description="Nothing has changed since the answer that you have.")
        return responses

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        """The answer and every refusal, each status with its codes and its headers."""
        responses = super()._get_response_bodies(direction)
        error = self.resolve_serializer(ErrorSerializer, "response").ref
        if headers := self._headers_of_answer():
            for answer in responses.values():
                answer["headers"] = headers
        by_status: dict[int, list[Refusal]] = {}
        for refusal in self._refusals():
            by_status.setdefault(refusal.status, []).append(refusal)
        return responses | {str(s): _describe_refusals(s, found, error) for s, found in sorted(by_status.items())}

    def _describe_events(self, events: Mapping[str, type[serializers.Serializer[Any]]]) -> Schema:
        """Text, as OpenAPI 3.1 sees it; the extension says what the JSON of each event is."""
        data = {name: self.resolve_serializer(shape, "response") for name, shape in events.items()}
        lines = "\n".join(f"- `{name}`: `{component.name}`" for name, component in data.items())
        return {
            "type": "string",
            "description": f"Server-sent events, whose data are JSON. The last one is the answer, or `error`.\n\n{lines}",
            "x-events": {name: component.ref for name, component in data.items()},
        }

    def _headers_of_answer(self) -> Schema:
        said = self.operation
        return ({"ETag": ETAG} if said.is_conditional else {}) | (
            {"Idempotency-Replayed": REPLAYED} if said.may_replay else {}
        )

    def _refusals(self) -> Iterator[Refusal]:
        said = self.operation
        yield from ANYWHERE
        yield from map(Refusal.of, said.refuses)
        if said.body or said.query:
            yield INVALID
        if said.body:
            yield from WITH_BODY
        if said.recording:
            yield from WITH_RECORDING
        if self.view.authentication_classes or said.checks_credentials:
            yield SIGNED_OUT
            if self.view.authentication_classes and self.method not in {"GET", "HEAD"}:
                yield NOT_ALLOWED
        if "{" in self.path or said.many:
            yield MISSING

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Schema:
        """Closed: what is not named does not occur. ``rules`` are bounds that a service keeps, with words of its own."""
        schema: Schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        schema.pop("description", None)
        schema.setdefault("properties", {})
        schema["additionalProperties"] = False
        own_words = vars(type(serializer)).get("__doc__")
        schema |= {"description": own_words.replace("``", "`")} if own_words else {}
        for name, rules in getattr(serializer, "rules", {}).items():
            schema["properties"][name].update(rules)
        return schema

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"


def _describe_refusals(status: int, refusals: list[Refusal], error: Schema) -> Schema:
    lines = [f"- `{refusal.code}`: {refusal.detail}" for refusal in refusals]
    codes = list(dict.fromkeys(refusal.code for refusal in refusals))
    schema = {"allOf": [error, {"type": "object", "properties": {"code": {"enum": codes}}}]}
    return {"description": "\n".join(lines), "content": {JSON: {"schema": schema}}} | _headers_of_refusal(status)


def _headers_of_refusal(status: int) -> Schema:
    if status in {429, 503}:
        return {"headers": {"Retry-After": RETRY_AFTER | {"required": True}}}
    if status == 409:  # noqa: PLR2004 - a conflict that time alone resolves
        return {"headers": {"Retry-After": RETRY_AFTER}}
    if status == 401:  # noqa: PLR2004 - the challenge
        return {"headers": {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}}
    return {}


# ------------------------------------------------------------------ who may


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.authentication.EpochAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> Schema:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token: ten minutes.",
        }


class CookieScheme(SessionScheme):
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> Schema:
        about = "A browser's session. What changes anything needs its CSRF token too, as X-CSRFToken."
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": about}


# ------------------------------------------------------------------ all of it


WRITING = Lock()


def describe_api() -> Schema:
    """The whole document; the same as long as the process lives."""
    with WRITING:  # drf-spectacular falls over its own feet when several threads are the first to ask
        return write_description()


@cache
def write_description() -> Schema:
    document: Schema = SchemaGenerator().get_schema(request=None, public=True)
    return document
