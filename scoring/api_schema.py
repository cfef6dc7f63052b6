"""What the evaluation API answers: the shapes, as the API describes them."""

from rest_framework import serializers

from interviewprep.api_schema import AnswerSerializer, ErrorSerializer, NothingField
from interviews.api_schema import MessageSerializer
from interviews.enums import CANDIDATE_KINDS
from scoring.levels import TIERS, Signal
from scoring.models import Source
from scoring.totals import HIGH, LOW, MEDIUM

SIGNALS = [signal for signal in Signal if signal != Signal.NOT_NAMED]


class LevelField(serializers.IntegerField):
    """A level 0–5; null is not assessed."""

    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=5, allow_null=True)


class WordsListField(serializers.ListField):
    child = serializers.CharField()


# ------------------------------------------------------------------ ratings and the words behind them


class EvidenceSerializer(AnswerSerializer):
    """Words really said: ``content[start:end]`` of the message with this ``seq`` is the quote."""

    message = serializers.IntegerField(min_value=1)
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    quote = serializers.CharField()


class RatingSerializer(AnswerSerializer):
    competency = serializers.CharField()
    name = serializers.CharField()
    level = LevelField()
    score = serializers.IntegerField(min_value=0, max_value=10, allow_null=True, help_text="the level on 0–10")
    evidence = EvidenceSerializer(many=True)


class QuoteSerializer(AnswerSerializer):
    """The same; ``seq`` 0 is the answer itself, where one was given again."""

    seq = serializers.IntegerField(min_value=0)
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    text = serializers.CharField()


class CoveredPointSerializer(AnswerSerializer):
    key_point = serializers.CharField()
    quote = QuoteSerializer()


class QuestionRatingSerializer(AnswerSerializer):
    competency = serializers.CharField()
    level = LevelField()
    evidence = QuoteSerializer(many=True)
    reason = serializers.CharField(allow_blank=True)


class FactsSerializer(AnswerSerializer):
    words = serializers.IntegerField(min_value=0)
    fillers = serializers.IntegerField(min_value=0)


class QuestionResultSerializer(AnswerSerializer):
    """What one question brought; ``not_assessed`` is the reason, where it was not."""

    position = serializers.IntegerField(min_value=0)
    title = serializers.CharField()
    covered = CoveredPointSerializer(many=True)
    missing = WordsListField()
    facts = FactsSerializer()
    own_words = serializers.IntegerField(min_value=0)
    mentions_complexity = serializers.BooleanField()
    story_parts = WordsListField()
    hints_used = serializers.IntegerField(min_value=0, max_value=3)
    not_assessed = serializers.CharField(allow_blank=True)
    ratings = QuestionRatingSerializer(many=True)
    did_well = serializers.CharField(allow_blank=True)
    to_change = serializers.CharField(allow_blank=True)
    score = serializers.IntegerField(min_value=0, max_value=100, allow_null=True)


# ------------------------------------------------------------------ an evaluation


class MomentSerializer(AnswerSerializer):
    quote = QuoteSerializer()
    why = serializers.CharField()


class ConfidenceSerializer(AnswerSerializer):
    label = serializers.ChoiceField(choices=[HIGH, MEDIUM, LOW])
    margin = serializers.IntegerField(min_value=0, allow_null=True, help_text="± points around the overall")


class SeniorityLevelSerializer(AnswerSerializer):
    id = serializers.CharField(help_text="below_bar, not_named, or step_1 to step_4")
    label = serializers.CharField()


class GapSerializer(AnswerSerializer):
    competency = serializers.CharField()
    level = serializers.IntegerField(min_value=0, max_value=5)
    target = serializers.IntegerField(min_value=0, max_value=5)


class ReadinessSerializer(AnswerSerializer):
    """What the same ratings stand for at one kind of company, and what lies between them and the next level."""

    tier = serializers.ChoiceField(choices=TIERS)
    level = SeniorityLevelSerializer()
    hire_signal = serializers.ChoiceField(choices=SIGNALS, allow_null=True)
    next_level = serializers.CharField(allow_null=True)
    points_missing = serializers.IntegerField(min_value=0)
    gaps = GapSerializer(many=True)


class DeliverySerializer(AnswerSerializer):
    """How the dictated answers were spoken. Facts: no rating and no score rests on them; what is not known is null."""

    answers = serializers.IntegerField(min_value=1)
    seconds = serializers.IntegerField(min_value=1)
    words = serializers.IntegerField(min_value=1)
    pace = serializers.IntegerField(min_value=0, allow_null=True, help_text="words a minute")
    pauses = serializers.IntegerField(min_value=0, allow_null=True, help_text="silences of two seconds or more")
    fillers = serializers.DictField(child=serializers.IntegerField(min_value=1), help_text="how often each was found")


class EvaluationSerializer(AnswerSerializer):
    interview = serializers.UUIDField()
    attempt = serializers.IntegerField(min_value=1)
    overall_score = serializers.IntegerField(min_value=0, max_value=100, allow_null=True)
    ratings = RatingSerializer(many=True)
    questions = QuestionResultSerializer(many=True)
    summary = serializers.CharField(allow_blank=True)
    strengths = WordsListField()
    weaknesses = WordsListField()
    next_steps = WordsListField()
    patterns = WordsListField()
    moments = MomentSerializer(many=True)
    narrative_by_model = serializers.BooleanField()
    hire_signal = serializers.ChoiceField(choices=SIGNALS, allow_null=True)
    confidence = ConfidenceSerializer()
    tier = serializers.ChoiceField(choices=TIERS)
    level = SeniorityLevelSerializer()
    readiness = ReadinessSerializer(many=True)
    source = serializers.ChoiceField(choices=Source.choices)
    provisional = serializers.BooleanField(help_text="an offline estimate stands in for the model's evaluation")
    limits = serializers.CharField(allow_null=True, help_text="what an offline estimate can't judge")
    covers_seq = serializers.IntegerField(min_value=0, help_text="the last message it has read")
    model = serializers.CharField(allow_null=True)
    prompt_version = serializers.CharField(allow_null=True)
    rubric_version = serializers.CharField()
    formula_version = serializers.IntegerField(min_value=1)
    self_rating = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=5), allow_null=True, help_text="levels by competency"
    )
    delivery = DeliverySerializer(allow_null=True, help_text="null where all answers were typed")
    created_at = serializers.DateTimeField()


class JudgingProgressSerializer(AnswerSerializer):
    """How many of the calls to the model are answered."""

    done = serializers.IntegerField(min_value=0)
    total = serializers.IntegerField(min_value=0)


EVALUATION_EVENTS = {
    "progress": JudgingProgressSerializer,
    "evaluation": EvaluationSerializer,
    "error": ErrorSerializer,
}

# ------------------------------------------------------------------ beside it


class LevelsSerializer(AnswerSerializer):
    levels = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=5))


class TranscriptSerializer(AnswerSerializer):
    interview = serializers.UUIDField()
    track = serializers.CharField()
    messages = MessageSerializer(many=True)


class LevelChangeSerializer(AnswerSerializer):
    competency = serializers.CharField()
    before = LevelField()
    after = LevelField()


class DeltaSerializer(AnswerSerializer):
    """What changed since the interview; ``refused`` says why the two can't be compared, where they can't."""

    refused = serializers.CharField(allow_blank=True)
    now_covered = WordsListField()
    no_longer_covered = WordsListField()
    still_missing = WordsListField()
    levels = LevelChangeSerializer(many=True)


class ReanswerSerializer(AnswerSerializer):
    """An answer given again; what comes of the judging is null while it is not judged."""

    number = serializers.IntegerField(min_value=1)
    key = serializers.CharField()
    content = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in CANDIDATE_KINDS])
    language = serializers.CharField(allow_blank=True)
    result = QuestionResultSerializer(allow_null=True)
    source = serializers.ChoiceField(choices=Source.choices, allow_null=True)
    model = serializers.CharField(allow_null=True)
    prompt_version = serializers.CharField(allow_null=True)
    rubric_version = serializers.CharField(allow_null=True)
    delta = DeltaSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class ReanswerListSerializer(AnswerSerializer):
    next = NothingField()
    previous = NothingField()
    results = ReanswerSerializer(many=True)


# ------------------------------------------------------------------ how good a scorer is


class IntervalSerializer(AnswerSerializer):
    low = serializers.FloatField()
    high = serializers.FloatField()


class BandSerializer(AnswerSerializer):
    level = serializers.IntegerField()
    answers = serializers.IntegerField(min_value=1)
    error = serializers.FloatField()


class ComparisonSerializer(AnswerSerializer):
    """One comparison; figures are null where there was nothing to compute them from."""

    name = serializers.CharField()
    answers = serializers.IntegerField(min_value=1)
    pearson = serializers.FloatField(allow_null=True)
    spearman = serializers.FloatField(allow_null=True)
    qwk = serializers.FloatField(allow_null=True)
    rmse = serializers.FloatField()
    leniency = serializers.FloatField()
    pearson_interval = IntervalSerializer(allow_null=True)
    qwk_interval = IntervalSerializer(allow_null=True)
    bands = BandSerializer(many=True)


class AgreementReportSerializer(AnswerSerializer):
    measured_at = serializers.DateTimeField()
    prompt_version = serializers.CharField(allow_null=True)
    file = serializers.CharField()
    answers = serializers.IntegerField(min_value=1)
    comparisons = ComparisonSerializer(many=True)


class AgreementSerializer(AnswerSerializer):
    model = serializers.CharField(allow_null=True, help_text="the scorer in use; null is the offline one")
    report = AgreementReportSerializer(allow_null=True, help_text="null when nobody has measured it")
