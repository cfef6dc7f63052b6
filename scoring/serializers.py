"""The wire format of evaluations and transcripts."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from interviewprep.api import StrictSerializer
from interviews import queries
from interviews.api_schema import MessageSerializer
from interviews.enums import CANDIDATE_KINDS, MessageKind
from interviews.models import Interview
from interviews.serializers import WordsField
from scoring.levels import Signal
from scoring.models import AgreementReport, Evaluation, Rating, Reanswer, Source
from scoring.offline import LIMITS
from scoring.queries import find_self_rating
from scoring.readiness import TierReadiness, read_for_all_tiers
from scoring.results import delta_of
from scoring.rubric import load_rubric


class SelfRatingSerializer(StrictSerializer):
    levels = serializers.DictField(child=serializers.IntegerField(), allow_empty=True)


class NewReanswerSerializer(StrictSerializer):
    content = WordsField()
    kind = serializers.ChoiceField(choices=[*CANDIDATE_KINDS], default=MessageKind.TEXT)
    language = serializers.CharField(default="", allow_blank=True)


def describe_reanswer(row: Reanswer, evaluation: Evaluation | None) -> dict[str, Any]:
    """An answer given again; ``delta`` is null while it is not judged."""
    results = evaluation.question_results if evaluation else []
    before = next((result for result in results if result["position"] == row.slot.position), None)
    delta = delta_of(row, before, evaluation) if evaluation else None
    return {
        "number": row.number,
        "key": row.key,
        "content": row.content,
        "kind": row.kind,
        "language": row.language,
        "result": row.result,
        "source": row.source or None,
        "model": row.model or None,
        "prompt_version": row.prompt_version or None,
        "rubric_version": row.rubric_version or None,
        "delta": asdict(delta) if delta else None,
        "created_at": row.created_at,
    }


def describe_evaluation(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation with every rating's evidence. ``score`` is the level on 0–10; null is not assessed."""
    rubric = load_rubric(evaluation.interview.track)
    names = {c.id: c.name for c in rubric.competencies.values()}
    return {
        "interview": str(evaluation.interview.public_id),
        "attempt": evaluation.attempt,
        "overall_score": evaluation.overall,
        "ratings": [_describe_rating(rating, names) for rating in evaluation.ratings.all()],
        "questions": evaluation.question_results,
        "summary": evaluation.summary,
        "strengths": evaluation.strengths,
        "weaknesses": evaluation.weaknesses,
        "next_steps": evaluation.next_steps,
        "patterns": evaluation.patterns,
        "moments": evaluation.moments,
        "narrative_by_model": evaluation.narrative_by_model,
        "hire_signal": None if evaluation.hire_signal == Signal.NOT_NAMED else evaluation.hire_signal,
        "confidence": {"label": evaluation.confidence, "margin": evaluation.margin},
        "tier": evaluation.tier,
        "level": {"id": evaluation.level, "label": evaluation.level_label},
        "readiness": [_describe_readiness(at_tier) for at_tier in read_for_all_tiers(evaluation)],
        "source": evaluation.source,
        "provisional": evaluation.provisional,
        "limits": LIMITS if evaluation.source == Source.OFFLINE else None,
        "covers_seq": evaluation.covers_seq,
        "model": evaluation.model or None,
        "prompt_version": evaluation.prompt_version or None,
        "rubric_version": evaluation.rubric_version,
        "formula_version": evaluation.formula_version,
        "self_rating": find_self_rating(evaluation.interview),
        "delivery": _describe_delivery(evaluation.interview),
        "created_at": evaluation.created_at,
    }


def _describe_delivery(interview: Interview) -> dict[str, Any] | None:
    """How the dictated answers were spoken: facts, which nothing above rests on."""
    delivery = queries.delivery_in(queries.messages_of(interview).filter(spoken_seconds__isnull=False))
    return asdict(delivery) | {"fillers": dict(delivery.fillers)} if delivery else None


def _describe_readiness(at_tier: TierReadiness) -> dict[str, Any]:
    """What the same ratings stand for at one kind of company, and what lies between them and the next level."""
    readiness = at_tier.readiness
    return {
        "tier": at_tier.tier,
        "level": asdict(readiness.level),
        "hire_signal": None if readiness.signal == Signal.NOT_NAMED else readiness.signal,
        "next_level": readiness.next_label or None,
        "points_missing": readiness.points_missing,
        "gaps": [asdict(gap) for gap in at_tier.gaps],
    }


def _describe_rating(rating: Rating, names: dict[str, str]) -> dict[str, Any]:
    return {
        "competency": rating.competency,
        "name": names.get(rating.competency, rating.competency),
        "level": rating.level,
        "score": rating.score,
        "evidence": [
            {"message": row.message.seq, "start": row.start, "end": row.end, "quote": row.quote}
            for row in rating.evidence.all()
        ],
    }


def describe_transcript(interview: Interview) -> dict[str, Any]:
    messages = MessageSerializer(queries.messages_of(interview), many=True).data
    return {"interview": str(interview.public_id), "track": interview.track, "messages": messages}


def describe_agreement(report: AgreementReport) -> dict[str, Any]:
    """Each comparison as it was measured: figures are null where there was nothing to compute them from."""
    return {
        "measured_at": report.created_at,
        "prompt_version": report.prompt_version or None,
        "file": report.file_name,
        "answers": report.answers,
        "comparisons": report.figures,
    }
