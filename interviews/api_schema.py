"""What the interview API answers: the shapes, as the API describes them and as lists are written in."""

from dataclasses import asdict
from datetime import datetime

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from interviewprep.api_schema import AnswerSerializer, ErrorSerializer, NothingField
from interviews.enums import (
    Difficulty,
    Intent,
    Kind,
    MessageKind,
    Outcome,
    Source,
    Speaker,
    Stage,
    TurnOutcome,
    TurnStatus,
)
from interviews.model_status import State
from interviews.models import Message, Question
from interviews.queries import Marks, how_spoken

# ------------------------------------------------------------------ what can be chosen


class NamedSerializer(AnswerSerializer):
    id = serializers.CharField()
    name = serializers.CharField()


class RoleSerializer(NamedSerializer):
    pass


class SupplySerializer(AnswerSerializer):
    """How many questions there are of each kind."""

    coding = serializers.IntegerField(min_value=0)
    conceptual = serializers.IntegerField(min_value=0)
    system_design = serializers.IntegerField(min_value=0)
    behavioral = serializers.IntegerField(min_value=0)


class SuppliesSerializer(AnswerSerializer):
    easy = SupplySerializer()
    medium = SupplySerializer()
    hard = SupplySerializer()


class TrackSerializer(NamedSerializer):
    description = serializers.CharField()
    roles = RoleSerializer(many=True)
    questions = SuppliesSerializer()


class CompanyStyleSerializer(NamedSerializer):
    tier = serializers.ChoiceField(choices=["startup", "enterprise", "big_tech"])
    style = serializers.CharField()


class DifficultyLevelSerializer(NamedSerializer):
    description = serializers.CharField()


class InterviewerSerializer(NamedSerializer):
    title = serializers.CharField()
    manner = serializers.CharField()
    voice = serializers.CharField()


class CatalogueSerializer(AnswerSerializer):
    tracks = TrackSerializer(many=True)
    company_styles = CompanyStyleSerializer(many=True)
    difficulties = DifficultyLevelSerializer(many=True)
    interviewers = InterviewerSerializer(many=True)


class QuestionSerializer(AnswerSerializer):
    """A question as anybody may read it, never its key points, hints or answer; and what it is to the candidate."""

    slug = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    difficulty = serializers.ChoiceField(choices=Difficulty.values)
    tracks = serializers.SerializerMethodField()
    companies = serializers.ListField(child=serializers.CharField())
    tags = serializers.ListField(child=serializers.CharField())
    prompt = serializers.CharField()
    bookmarked = serializers.SerializerMethodField()
    last_asked_at = serializers.SerializerMethodField()

    def get_tracks(self, question: Question) -> list[str]:
        return sorted(row.track for row in question.tracks.all())

    def get_bookmarked(self, question: Question) -> bool:
        return self._marks_of(question).bookmarked

    def get_last_asked_at(self, question: Question) -> datetime | None:
        return self._marks_of(question).last_asked_at

    def _marks_of(self, question: Question) -> Marks:
        marks: dict[int, Marks] = self.context["marks"]
        return marks[question.pk]


class ModelStatusSerializer(AnswerSerializer):
    configured = serializers.BooleanField()
    state = serializers.ChoiceField(choices=State.choices)
    model = serializers.CharField(allow_null=True)


# ------------------------------------------------------------------ an interview


class ProgressSerializer(AnswerSerializer):
    asked = serializers.IntegerField(min_value=0)
    max = serializers.IntegerField(min_value=1)


class SlotSerializer(AnswerSerializer):
    """A question as asked in this interview, and how it stands."""

    position = serializers.IntegerField(min_value=0)
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    difficulty = serializers.ChoiceField(choices=Difficulty.values)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    followups_used = serializers.IntegerField(min_value=0)
    hints_used = serializers.IntegerField(min_value=0, max_value=3)


class DetailedProgressSerializer(ProgressSerializer):
    slots = SlotSerializer(many=True)


class SkillSerializer(AnswerSerializer):
    """What was seen of one competency so far, in levels 0–5."""

    count = serializers.IntegerField(min_value=1)
    last = serializers.IntegerField(min_value=0, max_value=5)
    average = serializers.FloatField(min_value=0, max_value=5)
    strong_streak = serializers.IntegerField(min_value=0)
    weak_streak = serializers.IntegerField(min_value=0)


class SkillStateSerializer(AnswerSerializer):
    weakest = serializers.CharField(allow_null=True)
    competencies = serializers.DictField(child=SkillSerializer())


class InterviewSummarySerializer(AnswerSerializer):
    id = serializers.UUIDField()
    track = serializers.CharField()
    role = serializers.CharField()
    company_style = serializers.CharField()
    difficulty = serializers.ChoiceField(choices=Difficulty.values)
    adaptive = serializers.BooleanField()
    interviewer = serializers.CharField()
    behavioral_questions_target = serializers.IntegerField(min_value=0)
    max_questions = serializers.IntegerField(min_value=1)
    max_followups_per_question = serializers.IntegerField(min_value=0)
    job_description = serializers.CharField(allow_blank=True)
    questions = serializers.ListField(
        child=serializers.CharField(), help_text="slugs that the candidate chose, in the order of asking; else empty"
    )
    stage = serializers.ChoiceField(choices=Stage.choices)
    progress: AnswerSerializer = ProgressSerializer()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finalized_at = serializers.DateTimeField(allow_null=True)


class InterviewSerializer(InterviewSummarySerializer):
    progress = DetailedProgressSerializer()
    skill_state = SkillStateSerializer()
    allowed_intents = serializers.ListField(
        child=serializers.ChoiceField(choices=Intent.choices), help_text="what a message may be sent as, just now"
    )


# ------------------------------------------------------------------ what is said


class SpokenSerializer(AnswerSerializer):
    """How a message was spoken; ``words`` are those of it that were dictated."""

    seconds = serializers.IntegerField(min_value=1)
    words = serializers.IntegerField(min_value=1)
    pauses = serializers.IntegerField(min_value=0, allow_null=True, help_text="null where nobody measured them")


class MessageSerializer(AnswerSerializer):
    """One line of the transcript. It never changes."""

    seq = serializers.IntegerField(min_value=1)
    speaker = serializers.ChoiceField(choices=Speaker.choices)
    kind = serializers.ChoiceField(choices=MessageKind.choices)
    content = serializers.CharField()
    language = serializers.CharField(allow_blank=True, help_text="of a code message")
    intent = serializers.ChoiceField(choices=Intent.choices, allow_blank=True, help_text="empty for the interviewer")
    source = serializers.ChoiceField(choices=Source.choices)
    spoken = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(SpokenSerializer(allow_null=True))
    def get_spoken(self, message: Message) -> dict[str, int | None] | None:
        spoken = how_spoken(message)
        return asdict(spoken) if spoken else None


class MessageListSerializer(AnswerSerializer):
    next = NothingField()
    previous = NothingField()
    results = MessageSerializer(many=True)


class InterviewAfterTurnSerializer(AnswerSerializer):
    """The interview as it stood when the turn ended."""

    id = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    progress = ProgressSerializer()
    allowed_intents = serializers.ListField(child=serializers.ChoiceField(choices=Intent.choices))


class TurnSerializer(AnswerSerializer):
    """One exchange: the candidate's message and what the interviewer said to it."""

    id = serializers.UUIDField()
    key = serializers.CharField(help_text="the idempotency key")
    status = serializers.ChoiceField(choices=[TurnStatus.DONE])
    outcome = serializers.ChoiceField(
        choices=[choice for choice in TurnOutcome.choices if choice[0]],
        help_text="who spoke: llm, offline, or a stand-in",
    )
    degraded = serializers.BooleanField(help_text="the offline interviewer spoke although a model is configured")
    messages = MessageSerializer(many=True)
    interview = InterviewAfterTurnSerializer()


class PieceSerializer(AnswerSerializer):
    """Words of a reply that is being written: more of it (`delta`), or what now stands for all so far (`replace`)."""

    text = serializers.CharField(allow_blank=True)


TURN_EVENTS = {
    "delta": PieceSerializer,
    "replace": PieceSerializer,
    "turn": TurnSerializer,
    "error": ErrorSerializer,
}
