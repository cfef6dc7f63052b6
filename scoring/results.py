"""What the results page shows: ratings with their words, questions with what was covered and missed, the transcript."""

import itertools
from dataclasses import dataclass
from typing import Any

from interviews import catalogue
from interviews import queries as interview_queries
from interviews.enums import Kind
from interviews.models import Interview, InterviewQuestion, Message
from interviews.room import elapsed_seconds
from interviews.snapshot import QuestionSnapshot
from scoring.models import Evaluation, Rating
from scoring.offline import LIMITS
from scoring.reports import QuestionReport, RatingReport, Report
from scoring.rubric import Competency, load_rubric


@dataclass(frozen=True, slots=True)
class ShownRating:
    """A rating beside its competency; ``anchor`` says what the level looks like."""

    rating: Rating
    competency: Competency

    @property
    def anchor(self) -> str:
        return self.competency.anchors[self.rating.level] if self.rating.level is not None else ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a message; ``marks`` names the competencies its words are evidence for."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownMessage:
    message: Message
    segments: tuple[Segment, ...]


def describe_results(interview: Interview, evaluation: Evaluation) -> dict[str, Any]:
    rubric = load_rubric(interview.track)
    ratings = [
        ShownRating(rating, rubric.competencies[rating.competency])
        for rating in evaluation.ratings.all()
        if rating.competency in rubric.competencies
    ]
    slots = {slot.position: slot for slot in interview.slots.all()}
    return {
        "interview": interview,
        "evaluation": evaluation,
        "track": catalogue.tracks()[interview.track],
        "company": catalogue.companies()[interview.company_style],
        "interviewer": catalogue.interviewers()[interview.interviewer],
        "ratings": ratings,
        "questions": [_describe_question(result, slots[result["position"]]) for result in evaluation.question_results],
        "transcript": _mark_transcript(interview, ratings),
        "elapsed_seconds": elapsed_seconds(interview),
        "limits": LIMITS if evaluation.source == "offline" else "",
    }


def as_report(interview: Interview, evaluation: Evaluation) -> Report:
    """What the results page shows, to be written as a file."""
    shown = describe_results(interview, evaluation)
    title = f"{shown['track'].name} interview, {interview.created_at:%d %B %Y}"
    about = f"{shown['company'].name} style, {interview.get_difficulty_display()}, with {shown['interviewer'].name}"
    return Report(
        title=title,
        about=about,
        overall=evaluation.overall,
        level=evaluation.level_label,
        limits=shown["limits"],
        summary=evaluation.summary,
        ratings=tuple(
            RatingReport(
                row.competency.name, row.rating.level, row.anchor, tuple(e.quote for e in row.rating.evidence.all())
            )
            for row in shown["ratings"]
        ),
        strengths=tuple(evaluation.strengths),
        weaknesses=tuple(evaluation.weaknesses),
        next_steps=tuple(evaluation.next_steps),
        questions=tuple(_report_question(question) for question in shown["questions"]),
    )


def _report_question(question: dict[str, Any]) -> QuestionReport:
    snapshot: QuestionSnapshot = question["snapshot"]
    return QuestionReport(
        number=question["number"],
        title=question["title"],
        about=f"{Kind(snapshot.kind).label.capitalize()}, {snapshot.difficulty}",
        covered=tuple((item["point"].name, item["quote"]["text"]) for item in question["covered"]),
        missing=tuple((point.name, point.text) for point in question["missing"]),
        model_answer=snapshot.model_answer,
        not_assessed=question["not_assessed"],
    )


def _describe_question(result: dict[str, Any], slot: InterviewQuestion) -> dict[str, Any]:
    snapshot = QuestionSnapshot.model_validate(slot.snapshot)
    covered = [{"point": snapshot.point(c["key_point"]), "quote": c["quote"]} for c in result["covered"]]
    return {
        **result,
        "number": slot.position + 1,
        "snapshot": snapshot,
        "covered": covered,
        "missing": [snapshot.point(slug) for slug in result["missing"]],
        "outcome": slot.outcome,
    }


def _mark_transcript(interview: Interview, ratings: list[ShownRating]) -> list[ShownMessage]:
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for shown in ratings:
        for row in shown.rating.evidence.all():
            marks.setdefault(row.message_id, []).append((row.start, row.end, shown.competency.name))
    return [
        ShownMessage(message, split_at_marks(message.content, marks.get(message.pk, [])))
        for message in interview_queries.messages_of(interview)
    ]


def split_at_marks(text: str, marks: list[tuple[int, int, str]]) -> tuple[Segment, ...]:
    """The text cut at every mark's edge; overlapping marks share their stretch. Joined, it is the text again."""
    edges = sorted({0, len(text), *(start for start, _, _ in marks), *(end for _, end, _ in marks)})
    return tuple(
        Segment(text[a:b], tuple(sorted({name for start, end, name in marks if start <= a and b <= end})))
        for a, b in itertools.pairwise(edges)
    )
