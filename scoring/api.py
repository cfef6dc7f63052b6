"""The evaluation API."""

import uuid
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviewprep.api import NothingSerializer, QuerySerializer, one_page, validated
from interviewprep.api_schema import operation
from interviewprep.event_stream import asks_for_events, stream_events
from interviewprep.limits import count_hit
from interviewprep.requests import user_id
from interviews.api import get_interview
from interviews.brief import Said
from interviews.enums import MessageKind
from interviews.exceptions import (
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
    InterviewDeleted,
    InvalidMessage,
    LLMUnavailable,
    NotStarted,
    TurnInProgress,
)
from interviews.exchange import Sent
from interviews.queries import get_slot
from interviews.serializers import FinalizeSerializer
from interviews.validation import normalise_newlines
from scoring import api_schema, exceptions, queries, reanswers, self_ratings, services
from scoring.judges import current_judge
from scoring.reports import write_report
from scoring.results import as_report
from scoring.serializers import (
    NewReanswerSerializer,
    SelfRatingSerializer,
    describe_agreement,
    describe_evaluation,
    describe_reanswer,
    describe_transcript,
)
from scoring.streaming import evaluating_events


class FormatSerializer(QuerySerializer):
    as_ = serializers.ChoiceField(choices=["json", "md"], default="json")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"as": super().get_fields()["as_"]}


class FinalizeView(APIView):
    """POST interviews/{id}/finalize/: a singleton; asked again it returns the same evaluation.

    With ``Accept: text/event-stream``: events ``progress``, then ``evaluation`` or ``error``.
    """

    @operation(
        "finalizeInterview",
        "End an interview and have it evaluated; again, the same evaluation",
        body=FinalizeSerializer,
        answer=api_schema.EvaluationSerializer,
        events=api_schema.EVALUATION_EVENTS,
        refuses=(NotStarted, TurnInProgress, InterviewDeleted, LLMUnavailable),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response | StreamingHttpResponse:
        interview = get_interview(request, public_id)
        wish = validated(FinalizeSerializer, request.data)
        count_hit(request, "judging", user_id(request))
        return _answer(request, services.open_finalize(interview.pk, judge=current_judge(), offline=wish["offline"]))


class RescoreView(APIView):
    """POST interviews/{id}/rescore/: judge it again; the earlier evaluations are kept. Events as for finalize."""

    @operation(
        "rescoreInterview",
        "Have it evaluated once more; earlier evaluations are kept",
        body=NothingSerializer,
        answer=api_schema.EvaluationSerializer,
        events=api_schema.EVALUATION_EVENTS,
        refuses=(
            exceptions.NotEvaluated,
            exceptions.NothingToRescore,
            exceptions.JudgingInProgress,
            InterviewDeleted,
            LLMUnavailable,
        ),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response | StreamingHttpResponse:
        interview = get_interview(request, public_id)
        validated(NothingSerializer, request.data)
        count_hit(request, "judging", user_id(request))
        return _answer(request, services.open_rescore(interview.pk, judge=current_judge()))


def _answer(request: Request, evaluating: services.Evaluating) -> Response | StreamingHttpResponse:
    if asks_for_events(request):
        return stream_events(evaluating_events(evaluating, describe=describe_evaluation))
    return Response(describe_evaluation(evaluating.finish()))


class EvaluationView(APIView):
    """GET interviews/{id}/evaluation/?as=json|md."""

    @operation(
        "getEvaluation",
        "The evaluation that stands",
        query=FormatSerializer,
        answer=api_schema.EvaluationSerializer,
        markdown=True,
        refuses=(exceptions.NotEvaluated,),
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response | HttpResponse:
        interview = get_interview(request, public_id)
        wanted = validated(FormatSerializer, request.query_params.dict())["as"]
        evaluation = queries.current_evaluation(interview.pk)
        if evaluation is None:
            raise exceptions.NotEvaluated(stage=interview.stage)
        if wanted == "md":
            return HttpResponse(
                write_report(as_report(interview, evaluation)), content_type="text/markdown; charset=utf-8"
            )
        return Response(describe_evaluation(evaluation))


class SelfRatingView(APIView):
    """POST interviews/{id}/self-rating/: ``{"levels": {competency: 0–5}}``, once; no levels pass it over."""

    @operation(
        "rateYourself",
        "Say once how you saw yourself; no levels pass it over",
        body=SelfRatingSerializer,
        answer=api_schema.LevelsSerializer,
        refuses=(
            exceptions.NotEvaluated,
            exceptions.InvalidSelfRating,
            exceptions.AlreadySelfRated,
            InterviewDeleted,
        ),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        interview = get_interview(request, public_id)
        levels = validated(SelfRatingSerializer, request.data)["levels"]
        self_ratings.rate_oneself(interview.pk, levels)
        return Response({"levels": levels})


class ReanswersView(APIView):
    """GET and POST interviews/{id}/questions/{position}/answers/: the question answered again, with what changed."""

    @operation("listReanswers", "A question's answers given again", answer=api_schema.ReanswerListSerializer)
    def get(self, request: Request, public_id: uuid.UUID, position: int) -> Response:
        interview = get_interview(request, public_id)
        slot = get_slot(interview, position)
        evaluation = queries.current_evaluation(interview.pk)
        found = [describe_reanswer(row, evaluation) for row in slot.reanswers.all()]
        return Response(one_page(found))

    @operation(
        "sendReanswer",
        "Answer a question of a finished interview again",
        body=NewReanswerSerializer,
        answer=api_schema.ReanswerSerializer,
        needs_key=True,
        refuses=(
            IdempotencyKeyRequired,
            IdempotencyKeyReused,
            InvalidMessage,
            exceptions.NotEvaluated,
            exceptions.JudgingInProgress,
            InterviewDeleted,
            LLMUnavailable,
        ),
    )
    def post(self, request: Request, public_id: uuid.UUID, position: int) -> Response:
        interview = get_interview(request, public_id)
        slot = get_slot(interview, position)
        body = validated(NewReanswerSerializer, request.data)
        sent = Sent(
            request.headers.get("Idempotency-Key", ""),
            Said(normalise_newlines(body["content"]), MessageKind(body["kind"])),
            language=body["language"],
        )
        count_hit(request, "judging", user_id(request))
        answered = reanswers.open_reanswer(slot, sent, judge=current_judge()).finish()
        return Response(describe_reanswer(answered, queries.current_evaluation(interview.pk)))


class TranscriptView(APIView):
    """GET interviews/{id}/transcript/?as=json|md."""

    @operation(
        "getTranscript",
        "All that was said, as JSON or as Markdown",
        query=FormatSerializer,
        answer=api_schema.TranscriptSerializer,
        markdown=True,
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response | HttpResponse:
        interview = get_interview(request, public_id)
        wanted = validated(FormatSerializer, request.query_params.dict())["as"]
        if wanted == "json":
            return Response(describe_transcript(interview))
        return HttpResponse(queries.transcript_markdown(interview), content_type="text/markdown; charset=utf-8")


class AgreementView(APIView):
    """GET scoring/agreement/: how well the scorer in use agrees with people; ``report`` is null when nobody measured it."""

    @operation(
        "getScorerAgreement", "How well the scorer in use agrees with people", answer=api_schema.AgreementSerializer
    )
    def get(self, request: Request) -> Response:
        model = current_judge().model
        report = queries.find_agreement(model)
        return Response({"model": model or None, "report": describe_agreement(report) if report else None})
