"""What the interviewer said, as sound."""

import uuid
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.budgets import BudgetSpent
from accounts.preferences import preferences_of
from interviewprep.api import JSONOrEvents, unless_unchanged
from interviewprep.api_schema import SOUND, operation
from interviewprep.limits import count_hit
from interviewprep.requests import user_id
from interviewprep.speech import get_synthesiser
from interviews import speaking
from interviews.api import get_interview

# What was said never changes: hearing it again need not ask anybody. No cache but the listener's own may keep it.
KEPT_BY_THE_LISTENER = "private, max-age=86400, immutable"


class SoundOrJSON(JSONOrEvents):
    """Whoever asks for sound gets it, and refusals as JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        accepted = [kind.partition(";")[0].strip().lower() for kind in request.headers.get("Accept", "").split(",")]
        if {SOUND, "audio/*"} & set(accepted):
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)


class MessageSpeechView(APIView):
    """GET interviews/{id}/messages/{seq}/speech/."""

    content_negotiation_class = SoundOrJSON

    @operation(
        "speakMessage",
        "Hear what the interviewer said",
        description=(
            "MP3, spoken by the host that `speech/status/` names as `reader`, in the interviewer's own voice. Set `voice` and "
            "`voice_consent` in `me/preferences/` first: before that nothing is sent. Code is left out. Nothing of it is kept "
            "here; keep it yourself, by its ETag."
        ),
        sound=True,
        is_conditional=True,
        refuses=(
            speaking.ReadingNotOffered,
            speaking.ReadingNotAgreed,
            speaking.NothingToRead,
            speaking.TooLongToRead,
            speaking.ReadingUnavailable,
            BudgetSpent,
        ),
    )
    def get(self, request: Request, public_id: uuid.UUID, seq: int) -> Response | HttpResponse:
        interview = get_interview(request, public_id)
        line = speaking.find_line(interview, seq, agreed=preferences_of(request.user).voice_consent)
        response = unless_unchanged(request, line.etag, lambda: _speak(request, line))
        response["Cache-Control"] = KEPT_BY_THE_LISTENER
        return response


def _speak(request: Request, line: speaking.Line) -> HttpResponse:
    count_hit(request, "reading", user_id(request))
    sound = speaking.speak(user_id(request), line, synthesiser=get_synthesiser())
    return HttpResponse(sound, content_type=SOUND)
