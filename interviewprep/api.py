"""What all API endpoints share: the JSON parser, the one shape of errors, strict serializers, pagination."""

from collections.abc import Callable, Mapping
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.http import parse_etags
from rest_framework import exceptions, serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from interviewprep.errors import DomainError, log_refusal
from interviewprep.event_stream import asks_for_events
from interviewprep.json_body import HostileJSON, read_json

HTTP_UNAUTHORISED, HTTP_UNPROCESSABLE = 401, 422
CHALLENGE = 'Bearer realm="api"'
MAX_PAGE_SIZE = 100
Answer = TypeVar("Answer", bound=HttpResponse)
AnyField = serializers.Field[Any, Any, Any, Any]
CODES = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
}
NOT_FOUND = {"code": "not_found", "detail": "There is nothing here, or it is not yours."}


class BodyTooLarge(exceptions.APIException):
    status_code = 413
    default_detail = f"A request may hold at most {settings.API_MAX_BODY_BYTES // 1024} kB."


class StrictJSONParser(BaseParser):
    """JSON that is bounded and unambiguous; see ``json_body``."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(settings.API_MAX_BODY_BYTES + 1)
        if len(body) > settings.API_MAX_BODY_BYTES:
            raise BodyTooLarge
        try:
            return read_json(body)
        except HostileJSON as error:
            raise exceptions.ParseError(str(error)) from error


class JSONOrEvents(DefaultContentNegotiation):
    """Answers are JSON; whoever asks for server-sent events gets those where there are any, and errors as JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if asks_for_events(request):
            return renderers[0], renderers[0].media_type
        selected: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return selected


class StrictSerializer(serializers.Serializer[Any]):
    """Rejects what it does not know, and what is of another JSON type: a misspelt field must not vanish, nor ``"no"`` mean false."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (faults := self._find_strangers(data)):
            raise serializers.ValidationError(faults)
        return super().to_internal_value(data)

    def _find_strangers(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        unknown = {str(name)[:60]: ["This field is not known."] for name in set(data) - set(self.fields)}
        wrong = (name for name, field in self.fields.items() if name in data and not self._is_typed(field, data[name]))
        return unknown | {name: ["This is of another JSON type than the field."] for name in wrong}

    def _is_typed(self, field: AnyField, value: Any) -> bool:
        """Null and everything not named here is for the field itself to judge."""
        match field:
            case serializers.BooleanField():
                return value is None or isinstance(value, bool)
            case serializers.IntegerField():
                return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
            case serializers.CharField():
                return value is None or isinstance(value, str)
            case serializers.DictField() if isinstance(value, dict):
                return all(self._is_typed(field.child, each) for each in value.values())
        return True


class QuerySerializer(StrictSerializer):
    """The same for a query, in which everything is text."""

    def _is_typed(self, field: AnyField, value: Any) -> bool:
        return True


class NothingSerializer(StrictSerializer):
    """An empty object."""


def validated(serializer: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """The body or query as the serializer's fields; raises with every fault."""
    checked = serializer(data=data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def unless_unchanged(request: Request, etag: str, answer: Callable[[], Answer]) -> Answer | Response:
    """The answer with its ETag; 304, and nothing worked out, for who has this very one (``If-None-Match``)."""
    known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    response: Answer | Response = Response(status=304) if known & {"*", etag.removeprefix("W/")} else answer()
    response["ETag"] = etag
    return response


class PageSerializer(QuerySerializer):
    """Which part of a list: 20 entries unless told otherwise; ``cursor`` is one that an earlier answer gave."""

    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PAGE_SIZE)


def one_page(results: Any) -> dict[str, Any]:
    """A list that is never so long that it needs more than one page."""
    return {"next": None, "previous": None, "results": results}


class NewestFirstPagination(CursorPagination):
    page_size = 20
    max_page_size = MAX_PAGE_SIZE
    page_size_query_param = "page_size"
    ordering = ("-created_at", "-id")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "properties": {"next": link, "previous": link, "results": schema},
            "required": ["next", "previous", "results"],
            "additionalProperties": False,
        }

    def decode_cursor(self, request: Request) -> Any:
        """A cursor that is none of ours leads nowhere, rather than into the database."""
        cursor = super().decode_cursor(request)
        position = cursor.position if cursor else None
        if position is not None and not _is_moment(str(position)):
            raise exceptions.NotFound
        return cursor


def _is_moment(text: str) -> bool:
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error in one shape: ``{"code", "detail", "fields"?}``. None lets Django answer with a 500."""
    response = _describe(error)
    if response is not None:
        if response.status_code == HTTP_UNAUTHORISED:
            response.headers.setdefault("WWW-Authenticate", CHALLENGE)
        user = getattr(context.get("request"), "user", None)
        log_refusal(response.data["code"], user_id=getattr(user, "pk", None), fields=response.data.get("fields", {}))
    return response


def _describe(error: Exception) -> Response | None:
    if isinstance(error, DomainError):
        return Response(error.as_body(), status=error.status, headers=_retry_after(error.retry_after))
    if isinstance(error, Http404):
        return Response(NOT_FOUND, status=404)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        body = {"code": "invalid", "detail": "Some fields need changing.", "fields": _fields_of(error.detail)}
        return Response(body, status=HTTP_UNPROCESSABLE)
    if isinstance(error, exceptions.APIException):
        return _answer_for(error)
    return None


def _answer_for(error: exceptions.APIException) -> Response:
    status = error.status_code
    if status == 404:  # noqa: PLR2004 - the one status with a fixed body
        return Response(NOT_FOUND, status=404)
    detail = error.detail
    text = str(detail.get("detail", "")) if isinstance(detail, dict) else str(detail)
    challenge = getattr(error, "auth_header", "")
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    headers |= _retry_after(getattr(error, "wait", None))
    return Response({"code": CODES.get(status, "error"), "detail": text}, status=status, headers=headers)


def _fields_of(detail: Any) -> dict[str, list[str]]:
    if not isinstance(detail, Mapping):
        return {"body": [str(fault) for fault in detail]}
    return {name: _flatten(faults) for name, faults in detail.items()}


def _flatten(faults: Any) -> list[str]:
    """Nested faults as one list of sentences."""
    if isinstance(faults, Mapping):
        return [f"{name}: {text}" for name, inner in faults.items() for text in _flatten(inner)]
    if isinstance(faults, list | tuple):
        return [text for inner in faults for text in _flatten(inner)]
    return [str(faults)]


def _retry_after(seconds: float | None) -> dict[str, str]:
    return {} if seconds is None else {"Retry-After": str(int(seconds))}
