"""What a Run button asks for, in the room and in the debrief: the cases of its question, for the sandbox alone."""

import uuid

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from interviews.cases import describe_run
from interviews.queries import get_slot
from interviews.views import get_interview


@require_POST
def run(request: HttpRequest, public_id: uuid.UUID, position: int) -> JsonResponse:
    """Nothing is written; a POST because an address that is opened, or fetched ahead, must not show what is hidden."""
    return JsonResponse(describe_run(get_slot(get_interview(request, public_id), position)))
