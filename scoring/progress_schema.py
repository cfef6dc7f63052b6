"""What GET progress/ answers: the shapes, as the API describes them."""

from rest_framework import serializers

from interviewprep.api_schema import AnswerSerializer
from scoring.models import Source


class StreakSerializer(AnswerSerializer):
    """Days in a row (UTC) on which something was answered."""

    current = serializers.IntegerField(min_value=0)
    longest = serializers.IntegerField(min_value=0)
    last_day = serializers.DateField(allow_null=True)


class PractisedDaySerializer(AnswerSerializer):
    date = serializers.DateField()
    answers = serializers.IntegerField(min_value=1)


class QuestionsMetSerializer(AnswerSerializer):
    seen = serializers.IntegerField(min_value=0)
    unseen = serializers.IntegerField(min_value=0)


class PointSerializer(AnswerSerializer):
    """One evaluation; ``model`` and ``prompt_version`` are null for an offline estimate."""

    interview = serializers.UUIDField()
    finished_at = serializers.DateTimeField()
    track = serializers.CharField()
    provisional = serializers.BooleanField()
    model = serializers.CharField(allow_null=True)
    prompt_version = serializers.CharField(allow_null=True)
    rubric_version = serializers.CharField()


class OverallPointSerializer(PointSerializer):
    overall_score = serializers.FloatField(min_value=0, max_value=100)


class LevelPointSerializer(PointSerializer):
    level = serializers.FloatField(min_value=0, max_value=5)


class CourseSerializer(AnswerSerializer):
    """Means of the latest three values and of up to three before; without any before, ``earlier`` and ``change`` are null."""

    count = serializers.IntegerField(min_value=1)
    recent = serializers.FloatField()
    earlier = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)


class OverallTrendSerializer(CourseSerializer):
    track = serializers.CharField()
    points = OverallPointSerializer(many=True)


class StandingSerializer(CourseSerializer):
    """How somebody does in one competency; ``rubric`` is the track whose anchors were read."""

    competency = serializers.CharField()
    name = serializers.CharField()
    rubric = serializers.CharField()


class TrendSerializer(StandingSerializer):
    points = LevelPointSerializer(many=True)


class SourceProgressSerializer(AnswerSerializer):
    """One source by itself: a model's levels and offline estimates are never mixed."""

    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]  # the contract's word
    interviews = serializers.IntegerField(min_value=0)
    weakest = StandingSerializer(allow_null=True)
    overall = OverallTrendSerializer(many=True)
    competencies = TrendSerializer(many=True)


class ProgressOverTimeSerializer(AnswerSerializer):
    time_zone = serializers.CharField(help_text="UTC: whose days these are")
    streak = StreakSerializer()
    days = PractisedDaySerializer(many=True)
    questions = QuestionsMetSerializer()
    sources = SourceProgressSerializer(many=True)
