"""Speech for programs: whether recordings are turned into text here, and words into speech, and by whom; and the former."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.budgets import BudgetSpent
from interviewprep.api_schema import RECORDINGS, AnswerSerializer, operation
from interviewprep.limits import count_hit
from interviewprep.requests import user_id
from interviewprep.speech import BROWSER, get_transcriber, listener, reader
from interviews import transcribing


class RecordingParser(BaseParser):
    """The recording itself is the body: read once, up to the limit, into memory and nowhere else."""

    media_type = "audio/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream.read(settings.SPEECH_MAX_BYTES + 1)


class TranscriptionSerializer(AnswerSerializer):
    """What was heard, to be read and corrected before it is sent as a message."""

    text = serializers.CharField()
    seconds = serializers.IntegerField(min_value=1)
    words = serializers.IntegerField(min_value=0)
    pauses = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="silences of two seconds or more; null where the server does not tell"
    )


class SpeechStatusSerializer(AnswerSerializer):
    transcription = serializers.BooleanField(help_text="whether `transcriptions/` takes recordings")
    host = serializers.CharField(allow_null=True, help_text="to whom recordings are passed on")
    synthesis = serializers.BooleanField(help_text="whether messages of the interviewer can be had as speech")
    reader = serializers.CharField(allow_null=True, help_text="to whom their words are passed on")
    max_seconds = serializers.IntegerField(min_value=1)
    max_bytes = serializers.IntegerField(min_value=1)


class SpeechStatusView(APIView):
    """GET speech/status/."""

    @operation(
        "getSpeechStatus",
        "Whether recordings are turned into text and words into speech, and by whom",
        answer=SpeechStatusSerializer,
    )
    def get(self, request: Request) -> Response:
        hosts = [None if host == BROWSER else host for host in (listener(), reader())]
        return Response(
            {
                "transcription": hosts[0] is not None,
                "host": hosts[0],
                "synthesis": hosts[1] is not None,
                "reader": hosts[1],
                "max_seconds": settings.SPEECH_MAX_SECONDS,
                "max_bytes": settings.SPEECH_MAX_BYTES,
            }
        )


class TranscriptionsView(APIView):
    """POST transcriptions/: a recording in, its words out. Not a message: nothing is stored or sent by it."""

    parser_classes = [RecordingParser]

    @operation(
        "transcribe",
        "Have a recording put into words",
        description=(
            "The body is the recording: WebM, Ogg (Opus), MP4 or WAV, told by its content. It is passed on to the host that "
            "`speech/status/` names, and kept by nobody here. Send `seconds`, `words` and `pauses` along with a message as "
            "its `spoken`, so that the debrief can tell how it was said."
        ),
        recording=RECORDINGS,
        answer=TranscriptionSerializer,
        refuses=(
            transcribing.TranscriptionNotOffered,
            transcribing.RecordingTooLarge,
            transcribing.RecordingTooLong,
            transcribing.InvalidRecording,
            transcribing.NothingHeard,
            transcribing.TranscriptionUnavailable,
            BudgetSpent,
        ),
    )
    def post(self, request: Request) -> Response:
        content: Any = request.data or b""  # what is empty comes to no parser
        count_hit(request, "speech", user_id(request))
        heard = transcribing.transcribe(user_id(request), content, transcriber=get_transcriber())
        return Response(TranscriptionSerializer(heard).data)
