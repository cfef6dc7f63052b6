"""The wire format of evaluations and transcripts."""

from typing import Any

from interviews import queries
from interviews.models import Interview
from interviews.serializers import MessageSerializer
from scoring.models import Evaluation, Rating
from scoring.offline import LIMITS
from scoring.rubric import load_rubric


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
        "hire_signal": None,
        "level": {"id": evaluation.level, "label": evaluation.level_label},
        "source": evaluation.source,
        "provisional": evaluation.provisional,
        "limits": LIMITS if evaluation.source == "offline" else None,
        "covers_seq": evaluation.covers_seq,
        "model": evaluation.model or None,
        "prompt_version": evaluation.prompt_version or None,
        "rubric_version": evaluation.rubric_version,
        "formula_version": evaluation.formula_version,
        "created_at": evaluation.created_at,
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
