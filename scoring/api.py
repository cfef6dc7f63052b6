"""The evaluation API."""

import uuid
from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviewprep.api import StrictSerializer, validated
from interviews.api import get_interview
from interviews.serializers import FinalizeSerializer
from scoring import queries, services
from scoring.exceptions import NotEvaluated
from scoring.judge import OfflineJudge
from scoring.reports import write_report
from scoring.results import as_report
from scoring.serializers import describe_evaluation, describe_transcript


class FormatSerializer(StrictSerializer):
    as_ = serializers.ChoiceField(choices=["json", "md"], default="json")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"as": super().get_fields()["as_"]}


class FinalizeView(APIView):
    """POST interviews/{id}/finalize/: a singleton; asked again it returns the same evaluation."""

    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        interview = get_interview(request, public_id)
        wish = validated(FinalizeSerializer, request.data)
        evaluation = services.finalize(interview.pk, judge=OfflineJudge(), offline=wish["offline"])
        return Response(describe_evaluation(evaluation))


class EvaluationView(APIView):
    """GET interviews/{id}/evaluation/?as=json|md."""

    def get(self, request: Request, public_id: uuid.UUID) -> Response | HttpResponse:
        interview = get_interview(request, public_id)
        wanted = validated(FormatSerializer, request.query_params.dict())["as"]
        evaluation = queries.current_evaluation(interview.pk)
        if evaluation is None:
            raise NotEvaluated(stage=interview.stage)
        if wanted == "md":
            return HttpResponse(
                write_report(as_report(interview, evaluation)), content_type="text/markdown; charset=utf-8"
            )
        return Response(describe_evaluation(evaluation))


class TranscriptView(APIView):
    """GET interviews/{id}/transcript/?as=json|md."""

    def get(self, request: Request, public_id: uuid.UUID) -> Response | HttpResponse:
        interview = get_interview(request, public_id)
        wanted = validated(FormatSerializer, request.query_params.dict())["as"]
        if wanted == "json":
            return Response(describe_transcript(interview))
        return HttpResponse(queries.transcript_markdown(interview), content_type="text/markdown; charset=utf-8")
