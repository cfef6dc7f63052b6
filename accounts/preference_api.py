"""Preferences for programs. They shape the pages; what the API does by default is the contract's affair."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_schema import PreferencesAnswerSerializer
from accounts.preferences import InvalidPreferences, change_preferences, describe_preferences, preferences_of
from interviewprep.api import StrictSerializer, validated
from interviewprep.api_schema import operation
from interviewprep.requests import user_id


class PreferencesSerializer(StrictSerializer):
    """Any of them; which words there are is the service's. Notices are sent where mail is configured."""

    track = serializers.CharField(required=False, allow_blank=True, max_length=200)
    target_role = serializers.CharField(required=False, allow_blank=True, max_length=200)
    company_style = serializers.CharField(required=False, allow_blank=True, max_length=200)
    difficulty = serializers.CharField(required=False, allow_blank=True, max_length=200)
    interviewer = serializers.CharField(required=False, allow_blank=True, max_length=200)
    theme = serializers.CharField(required=False, max_length=200)
    contrast = serializers.CharField(required=False, max_length=200)
    text_size = serializers.CharField(required=False, max_length=200)
    reduce_motion = serializers.CharField(required=False, max_length=200)
    voice = serializers.CharField(required=False, max_length=200)
    voice_consent = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="with `voice` `server`: who may be sent the interviewer's words, the `reader` that `speech/status/` names",
    )
    dictation = serializers.CharField(required=False, max_length=200)
    dictation_consent = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="who may hear what is dictated: `browser`, or the host that `speech/status/` names",
    )
    email_notices = serializers.BooleanField(required=False)


class PreferencesView(APIView):
    """GET and PATCH me/preferences/: how the pages look and what the planner starts from. An empty text is no preference."""

    @operation(
        "getPreferences", "How the pages look, and what the planner starts from", answer=PreferencesAnswerSerializer
    )
    def get(self, request: Request) -> Response:
        return Response(describe_preferences(preferences_of(request.user)))

    @operation(
        "updatePreferences",
        "Change some of them",
        body=PreferencesSerializer,
        answer=PreferencesAnswerSerializer,
        refuses=(InvalidPreferences,),
    )
    def patch(self, request: Request) -> Response:
        changes = validated(PreferencesSerializer, request.data)
        return Response(describe_preferences(change_preferences(user_id(request), changes)))
