"""The interview API: each method fetches what is yours, checks the shape, calls one service."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.budgets import BudgetSpent
from interviewprep.api import NothingSerializer, one_page, unless_unchanged, validated
from interviewprep.api_schema import operation
from interviewprep.event_stream import asks_for_events, stream_events
from interviewprep.limits import count_hit
from interviewprep.requests import user_id
from interviews import api_schema, exceptions, queries, serializers, services, turns
from interviews.brief import Said
from interviews.catalogue.offer import describe_catalogue
from interviews.delivery import HowSpoken
from interviews.enums import Intent, MessageKind
from interviews.interviewer import current_interviewer
from interviews.model_status import State, find_status
from interviews.models import Interview, Question
from interviews.streaming import exchange_events
from interviews.validation import normalise_newlines

SENDING_REFUSES = (
    exceptions.IdempotencyKeyRequired,
    exceptions.IdempotencyKeyReused,
    exceptions.InvalidMessage,
    exceptions.TurnInProgress,
    exceptions.StaleView,
    exceptions.NotStarted,
    exceptions.InterviewWrappedUp,
    exceptions.InterviewFinished,
    exceptions.FinalizePending,
    exceptions.InterviewDeleted,
    BudgetSpent,
)


def get_interview(request: Request, public_id: uuid.UUID) -> Interview:
    """The interview, if it is the user's; otherwise 404, as if it did not exist."""
    return get_object_or_404(Interview.objects.owned_by(request.user), public_id=public_id)


def etag_of(interview: Interview) -> str:
    """Names all that is told of an interview: no part of it changes without a message, a claim or an end."""
    return f'W/"{interview.stage}-{interview.next_seq}-{interview.fence}"'


class CatalogueView(APIView):
    """GET catalogue/: what can be chosen, and how many questions each cell of the bank can serve."""

    @operation(
        "getCatalogue", "What can be chosen, and how many questions there are", answer=api_schema.CatalogueSerializer
    )
    def get(self, request: Request) -> Response:
        return Response(describe_catalogue(queries.count_cells()))


class InterviewsView(ListAPIView[Interview]):
    """GET and POST interviews/."""

    def get_queryset(self) -> QuerySet[Interview]:
        filters = validated(serializers.InterviewFilterSerializer, self.request.query_params.dict())
        return queries.history_of(user_id(self.request), stage=filters["stage"], track=filters["track"])

    @operation(
        "listInterviews",
        "Your interviews, newest first",
        query=serializers.InterviewFilterSerializer,
        answer=api_schema.InterviewSummarySerializer,
        many=True,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(
            [serializers.summarise_interview(row, asked=queries.asked_in(row)) for row in page]
        )

    @operation(
        "createInterview",
        "Plan an interview that the bank can really serve",
        body=serializers.NewInterviewSerializer,
        status=201,
        answer=api_schema.InterviewSerializer,
        refuses=(exceptions.InvalidInterview, exceptions.NotEnoughQuestions, BudgetSpent),
    )
    def post(self, request: Request) -> Response:
        plan = services.Plan(**validated(serializers.NewInterviewSerializer, request.data))
        interview = services.create_interview(user_id(request), plan)
        return Response(serializers.describe_interview(interview), status=201)


class InterviewView(APIView):
    """GET and DELETE interviews/{id}/."""

    @operation(
        "getInterview", "An interview and how it stands", answer=api_schema.InterviewSerializer, is_conditional=True
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        interview = get_interview(request, public_id)
        return unless_unchanged(
            request, etag_of(interview), lambda: Response(serializers.describe_interview(interview))
        )

    @operation(
        "deleteInterview",
        "Delete an interview and everything in it",
        status=204,
        refuses=(exceptions.InterviewDeleted,),
    )
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        services.delete_interview(get_interview(request, public_id).pk)
        return Response(status=204)


class StartView(APIView):
    """POST interviews/{id}/start/."""

    @operation(
        "startInterview",
        "Start it, or read again how it started",
        body=NothingSerializer,
        answer=api_schema.TurnSerializer,
        may_replay=True,
        refuses=(exceptions.InterviewDeleted,),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        validated(NothingSerializer, request.data)
        return answer_with_turn(turns.start_interview(get_interview(request, public_id).pk))


class MessagesView(APIView):
    """GET and POST interviews/{id}/messages/. A POST may ask for the reply as it is written: ``text/event-stream``."""

    @operation(
        "listMessages",
        "All that was said, or what was said after a message",
        query=serializers.AfterSeqSerializer,
        answer=api_schema.MessageListSerializer,
        is_conditional=True,
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        interview = get_interview(request, public_id)
        after = validated(serializers.AfterSeqSerializer, request.query_params.dict())["after_seq"]
        messages = queries.messages_of(interview, after_seq=after)
        return unless_unchanged(
            request,
            etag_of(interview),
            lambda: Response(one_page(api_schema.MessageSerializer(messages, many=True).data)),
        )

    @operation(
        "sendMessage",
        "Say something, and get the interviewer's reply",
        description="Safe to send again with the same key and body: the same turn is given back, and nothing is said twice.",
        body=serializers.NewMessageSerializer,
        answer=api_schema.TurnSerializer,
        needs_key=True,
        may_replay=True,
        events=api_schema.TURN_EVENTS,
        refuses=SENDING_REFUSES,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response | StreamingHttpResponse:
        interview = get_interview(request, public_id)
        body = validated(serializers.NewMessageSerializer, request.data)
        said = Said(normalise_newlines(body["content"]), MessageKind(body["kind"]), Intent(body["intent"]))
        sent = turns.Sent(
            key=request.headers.get("Idempotency-Key", ""),
            said=said,
            language=body["language"],
            last_seen_seq=body["last_seen_seq"],
            spoken=HowSpoken(**body["spoken"]) if body["spoken"] else None,
        )
        count_hit(request, "messages", user_id(request))
        exchange = turns.open_exchange(interview.pk, sent, interviewer=current_interviewer())
        if not asks_for_events(request):
            return answer_with_turn(exchange.finish())
        return stream_events(
            exchange_events(exchange, describe=serializers.describe_turn), headers=_replayed(exchange.is_replay)
        )


class QuestionsView(ListAPIView[Question]):
    """GET questions/: published prompts; never key points or answers."""

    serializer_class = api_schema.QuestionSerializer

    def get_queryset(self) -> QuerySet[Question]:
        filters = validated(serializers.QuestionFilterSerializer, self.request.query_params.dict())
        wanted = queries.Wanted(**{name: filters[name] for name in queries.Wanted.__slots__})
        return queries.search_questions(wanted, user_id=user_id(self.request)).prefetch_related("tracks")

    @operation(
        "listQuestions",
        "Questions of the bank: never their key points or answers",
        query=serializers.QuestionFilterSerializer,
        answer=api_schema.QuestionSerializer,
        many=True,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        context = {"marks": queries.marks_of(user_id(request), page)}
        return self.get_paginated_response(api_schema.QuestionSerializer(page, many=True, context=context).data)


class LLMStatusView(APIView):
    """GET llm/status/: whether a model drives the interviewer."""

    @operation("getModelStatus", "Whether a model leads the interviews", answer=api_schema.ModelStatusSerializer)
    def get(self, request: Request) -> Response:
        status = find_status()
        configured = status.state != State.OFFLINE
        return Response({"configured": configured, "state": status.state, "model": status.model or None})


def answer_with_turn(result: turns.TurnResult) -> Response:
    return Response(serializers.describe_turn(result), headers=_replayed(result.replayed))


def _replayed(is_replay: bool) -> dict[str, str]:  # noqa: FBT001 - its name says it
    return {"Idempotency-Replayed": "true"} if is_replay else {}
