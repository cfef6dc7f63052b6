"""What the account API answers: the shapes, as the API describes them."""

from rest_framework import serializers

from accounts.enums import Contrast, Dictation, ReduceMotion, TextSize, Theme, Voice
from interviewprep.api_schema import AnswerSerializer, Schema


class RegisteredSerializer(AnswerSerializer):
    detail = serializers.CharField(help_text="the same whether or not the address had an account")
    sign_up = serializers.UUIDField(
        allow_null=True,
        help_text="what the code in the mail is for; null where no mail is sent: the account is there at once",
    )


class TokenPairSerializer(AnswerSerializer):
    access = serializers.CharField(help_text="for the Authorization header, ten minutes long")
    refresh = serializers.CharField(help_text="for the next pair, once")


class MeSerializer(AnswerSerializer):
    email = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    is_staff = serializers.BooleanField()
    joined_at = serializers.DateTimeField()


class BudgetSerializer(AnswerSerializer):
    """Amounts are whole numbers; money is in US dollars, as text. Without a limit, ``limit`` and ``left`` are null."""

    name = serializers.CharField()
    used = serializers.JSONField()
    limit = serializers.JSONField()
    left = serializers.JSONField()
    resets_at = serializers.DateTimeField()

    rules = {
        "used": {"type": ["integer", "string"]},
        "limit": {"type": ["integer", "string", "null"]},
        "left": {"type": ["integer", "string", "null"]},
    }


class InterviewLimitsSerializer(AnswerSerializer):
    """What each interview may take by itself; null is no limit."""

    turns = serializers.IntegerField(min_value=1, allow_null=True)
    tokens = serializers.IntegerField(min_value=1, allow_null=True)


class UsageSerializer(AnswerSerializer):
    budgets = BudgetSerializer(many=True)
    each_interview = InterviewLimitsSerializer()


class PreferencesAnswerSerializer(AnswerSerializer):
    """What shapes the pages; an empty text is no preference."""

    track = serializers.CharField(allow_blank=True)
    target_role = serializers.CharField(allow_blank=True)
    company_style = serializers.CharField(allow_blank=True)
    difficulty = serializers.CharField(allow_blank=True)
    interviewer = serializers.CharField(allow_blank=True)
    theme = serializers.ChoiceField(Theme.choices)
    contrast = serializers.ChoiceField(Contrast.choices)
    text_size = serializers.ChoiceField(TextSize.choices)
    reduce_motion = serializers.ChoiceField(ReduceMotion.choices)
    voice = serializers.ChoiceField(Voice.choices)
    voice_consent = serializers.CharField(
        allow_blank=True, help_text="who may be sent the interviewer's words to speak them; empty while nobody may"
    )
    dictation = serializers.ChoiceField(Dictation.choices)
    dictation_consent = serializers.CharField(
        allow_blank=True, help_text="who may hear what is dictated; empty while nobody agreed to anything"
    )
    email_notices = serializers.BooleanField()


# By table, as many columns as each has: a new table is in the export without anybody's remembering it.
EXPORT: Schema = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "object"}},
    "description": "rows by table, each with its columns",
}
