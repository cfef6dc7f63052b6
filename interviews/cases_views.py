"""What the room's Run button asks for: the cases of the open question, for the sandbox alone."""

import uuid

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from interviews.cases import describe_run
from interviews.views import get_interview


@require_POST
def run(request: HttpRequest, public_id: uuid.UUID) -> JsonResponse:
    """Nothing is written; a POST because an address that is opened, or fetched ahead, must not show what is hidden."""
    return JsonResponse(describe_run(get_interview(request, public_id)))
