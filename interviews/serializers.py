"""The wire format of interviews: explicit fields, nothing more."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from interviewprep.api import PageSerializer, QuerySerializer, StrictSerializer
from interviews import catalogue, plan, queries
from interviews.api_schema import MessageSerializer
from interviews.chosen import MAX_CHOSEN
from interviews.delivery import MAX_SPOKEN_SECONDS, MAX_SPOKEN_WORDS
from interviews.enums import STOOD_IN, Difficulty, Intent, Kind, MessageKind, Stage
from interviews.models import MAX_QUESTIONS, Interview
from interviews.practice_forms import MAX_SEARCH
from interviews.services import MAX_FOLLOWUPS
from interviews.turns import TurnResult
from interviews.validation import MAX_CHARACTERS, MAX_LANGUAGE_CHARACTERS


class WordsField(serializers.CharField):
    """Text whose rules are the service's alone: taken as it came."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False, **options)
        self.validators = []


DECIDED_BY_QUESTIONS = {"max_questions", "behavioral_questions_target"}
DECIDED = "Leave this out: the questions you chose decide it."


class NewInterviewSerializer(StrictSerializer):
    track = serializers.CharField()
    company_style = serializers.CharField(default="general")
    difficulty = serializers.CharField(
        default="", allow_blank=True, help_text="left out with `questions`, which have theirs"
    )
    adaptive = serializers.BooleanField(default=False)
    role = serializers.CharField(default="", allow_blank=True)
    behavioral_questions_target = serializers.IntegerField(default=2)
    max_questions = serializers.IntegerField(default=7)
    max_followups_per_question = serializers.IntegerField(default=2)
    interviewer = serializers.CharField(default="", allow_blank=True)
    job_description = WordsField(default="")
    questions = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="slugs: exactly these are asked, in this order"
    )
    shuffle = serializers.BooleanField(default=False, help_text="ask the chosen questions in another order")

    def to_internal_value(self, data: Any) -> Any:
        """Without questions a difficulty is required, and missed together with whatever else is."""
        if isinstance(data, Mapping) and not data.get("questions"):
            difficulty = self.fields["difficulty"]
            difficulty.required, difficulty.default = True, serializers.empty
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Chosen questions have difficulty and numbers already."""
        decided = DECIDED_BY_QUESTIONS & set(self.initial_data) if attrs["questions"] else set()
        if decided:
            raise serializers.ValidationError({name: [DECIDED] for name in decided})
        return attrs | {"questions": tuple(attrs["questions"])}

    rules = {
        "track": {"enum": list(catalogue.tracks())},
        "company_style": {"enum": list(catalogue.companies())},
        "difficulty": {"enum": ["", *Difficulty.values]},
        "interviewer": {"enum": ["", *catalogue.interviewers()]},
        "behavioral_questions_target": {"minimum": 0, "maximum": MAX_QUESTIONS},
        "max_questions": {"minimum": 1, "maximum": MAX_QUESTIONS},
        "max_followups_per_question": {"minimum": 0, "maximum": MAX_FOLLOWUPS},
        "job_description": {"maxLength": MAX_CHARACTERS},
        "questions": {"maxItems": MAX_CHOSEN},
    }


class NewSpokenSerializer(StrictSerializer):
    """How the words were dictated, as ``transcriptions/`` told, or as somebody measured."""

    seconds = serializers.IntegerField()
    words = serializers.IntegerField()
    pauses = serializers.IntegerField(default=None, allow_null=True)

    rules = {
        "seconds": {"minimum": 1, "maximum": MAX_SPOKEN_SECONDS},
        "words": {"minimum": 1, "maximum": MAX_SPOKEN_WORDS},
        "pauses": {"minimum": 0, "maximum": MAX_SPOKEN_SECONDS},
    }


class NewMessageSerializer(StrictSerializer):
    content = WordsField()
    kind = serializers.ChoiceField(choices=[MessageKind.TEXT, MessageKind.CODE], default=MessageKind.TEXT)
    language = serializers.CharField(default="", allow_blank=True)
    intent = serializers.ChoiceField(choices=Intent.choices, default=Intent.ANSWER)
    last_seen_seq = serializers.IntegerField(default=None, allow_null=True)
    spoken = NewSpokenSerializer(default=None, allow_null=True)

    rules = {
        "content": {"minLength": 1, "maxLength": MAX_CHARACTERS},
        "language": {"maxLength": MAX_LANGUAGE_CHARACTERS},
    }


class FinalizeSerializer(StrictSerializer):
    offline = serializers.BooleanField(default=False)


class InterviewFilterSerializer(PageSerializer):
    stage = serializers.ChoiceField(choices=Stage.choices, default="", allow_blank=True)
    track = serializers.CharField(default="", allow_blank=True)


class QuestionFilterSerializer(PageSerializer):
    track = serializers.CharField(default="", allow_blank=True)
    difficulty = serializers.ChoiceField(choices=Difficulty.choices, default="", allow_blank=True)
    kind = serializers.ChoiceField(choices=Kind.choices, default="", allow_blank=True)
    tag = serializers.CharField(default="", allow_blank=True)
    company = serializers.ChoiceField(choices=list(catalogue.companies()), default="", allow_blank=True)
    bookmarked = serializers.BooleanField(default=False)
    search = serializers.CharField(default="", allow_blank=True, max_length=MAX_SEARCH)


class AfterSeqSerializer(QuerySerializer):
    after_seq = serializers.IntegerField(default=0, min_value=0, max_value=2**31 - 1)


def summarise_interview(interview: Interview, *, asked: int) -> dict[str, Any]:
    """An interview as it stands in lists."""
    return {
        "id": str(interview.public_id),
        "track": interview.track,
        "role": interview.role,
        "company_style": interview.company_style,
        "difficulty": interview.difficulty,
        "adaptive": interview.adaptive,
        "interviewer": interview.interviewer,
        "behavioral_questions_target": interview.behavioral_questions_target,
        "max_questions": interview.max_questions,
        "max_followups_per_question": interview.max_followups_per_question,
        "job_description": interview.job_description,
        "questions": interview.chosen,
        "stage": interview.stage,
        "progress": {"asked": asked, "max": interview.max_questions},
        "created_at": interview.created_at,
        "started_at": interview.started_at,
        "finalized_at": interview.finalized_at,
    }


def describe_interview(interview: Interview) -> dict[str, Any]:
    """An interview with its slots, its skill state and what the candidate may do next."""
    progress = queries.load_progress(interview)
    skills = plan.fold_skills(queries.observations_of(interview))
    return summarise_interview(interview, asked=progress.asked) | {
        "progress": {"asked": progress.asked, "max": progress.max, "slots": list(progress.slots)},
        "skill_state": {
            "weakest": plan.find_weakest(skills),
            "competencies": {
                name: {
                    "count": skill.count,
                    "last": skill.last,
                    "average": round(skill.average, 2),
                    "strong_streak": skill.strong_streak,
                    "weak_streak": skill.weak_streak,
                }
                for name, skill in sorted(skills.items())
            },
        },
        "allowed_intents": [str(intent) for intent in plan.allowed_intents(Stage(interview.stage))],
    }


def describe_turn(result: TurnResult) -> dict[str, Any]:
    """A finished turn. Everything in it is as it was when the turn ended, so that a replay says the same."""
    turn, stage = result.turn, Stage(result.turn.stage_after)
    return {
        "id": str(turn.public_id),
        "key": turn.key,
        "status": turn.status,
        "outcome": turn.outcome,
        "degraded": turn.outcome in STOOD_IN,
        "messages": MessageSerializer(result.messages, many=True).data,
        "interview": {
            "id": str(result.interview.public_id),
            "stage": stage,
            "progress": {"asked": result.asked, "max": result.interview.max_questions},
            "allowed_intents": [str(intent) for intent in plan.allowed_intents(stage)],
        },
    }
