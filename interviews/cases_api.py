"""The cases API: the sample cases of an interview's questions. Hidden ones are counted until the interview is done."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviewprep.api import one_page, unless_unchanged
from interviewprep.api_schema import AnswerSerializer, NothingField, operation
from interviews.api import etag_of, get_interview
from interviews.bank.cases import read_json
from interviews.cases import AskedCases, list_asked_cases
from interviews.snapshot import Case


class NamesSerializer(AnswerSerializer):
    python = serializers.CharField()
    javascript = serializers.CharField()


class CaseSerializer(AnswerSerializer):
    """One call, and what it must give back."""

    arguments = serializers.ListField(child=serializers.JSONField(allow_null=True))
    expected = serializers.JSONField(allow_null=True)
    hidden = serializers.BooleanField()


class AskedCasesSerializer(AnswerSerializer):
    """What an answer to one question can be run with."""

    position = serializers.IntegerField(min_value=0)
    names = NamesSerializer(help_text="of the function to write, by language")
    parameters = serializers.ListField(child=serializers.CharField())
    compare = serializers.ChoiceField(
        choices=["exact", "any_order", "close"], help_text="any_order: lists may be in any order"
    )
    cases = CaseSerializer(many=True)
    hidden = serializers.IntegerField(min_value=0, help_text="how many are hidden until the interview is done")


class CaseListSerializer(AnswerSerializer):
    next = NothingField()
    previous = NothingField()
    results = AskedCasesSerializer(many=True)


class CasesView(APIView):
    """GET interviews/{id}/cases/."""

    @operation(
        "listCases",
        "Sample cases of the questions asked; hidden ones when the interview is done",
        answer=CaseListSerializer,
        is_conditional=True,
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        interview = get_interview(request, public_id)
        return unless_unchanged(
            request, etag_of(interview), lambda: Response(one_page(map(_describe, list_asked_cases(interview))))
        )


def _describe(asked: AskedCases) -> dict[str, Any]:
    return {
        "position": asked.position,
        "names": asked.cases.names,
        "parameters": list(asked.cases.parameters),
        "compare": asked.cases.compare,
        "cases": [_describe_case(case, is_hidden=is_hidden) for case, is_hidden in asked.known],
        "hidden": asked.hidden,
    }


def _describe_case(case: Case, *, is_hidden: bool) -> dict[str, Any]:
    return {"arguments": read_json(case.arguments), "expected": read_json(case.expected), "hidden": is_hidden}
