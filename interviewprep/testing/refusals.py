"""How a refusal is told by the API, to compare with the error that it should be."""

from typing import Any

from django.http import HttpResponse

from interviewprep.errors import DomainError

Told = tuple[int, str, str]  # status, code, detail


def told(response: HttpResponse) -> Told:
    body: dict[str, Any] = response.json()  # type: ignore[attr-defined]  # of a test client
    return response.status_code, body["code"], body["detail"]


def tells(error: type[DomainError], **more: Any) -> Told:
    refused = error(**more)
    return refused.status, refused.code, refused.detail
