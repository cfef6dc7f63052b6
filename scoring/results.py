"""What the debrief shows: the verdict, ratings with their words, each question, what was noted, the transcript beside it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from interviews import catalogue
from interviews import queries as interview_queries
from interviews.cases import cases_of
from interviews.enums import Kind, MessageKind
from interviews.languages import LANGUAGES
from interviews.models import Interview, InterviewQuestion, Message, Observation
from interviews.quotes import show_quote
from interviews.room import new_key
from interviews.snapshot import KeyPoint, QuestionSnapshot
from scoring import queries
from scoring.charts import Radar, Spoke, draw_radar
from scoring.deltas import Delta, compare
from scoring.levels import TIERS, Signal
from scoring.likeness import Versions
from scoring.marks import ShownQuote, mark_transcript
from scoring.models import Evaluation, Evidence, Rating, Reanswer, Source
from scoring.offline import LIMITS
from scoring.readiness import TierReadiness, read_for
from scoring.reports import MomentReport, QuestionReport, RatingReport, Report
from scoring.rubric import Competency, Rubric, load_rubric

SIGNAL_NAMES = {
    Signal.STRONG_YES: "Strong yes",
    Signal.YES: "Yes",
    Signal.NO: "No",
    Signal.STRONG_NO: "Strong no",
    Signal.NOT_NAMED: "No decision",
}
STORY_PARTS = {
    "situation": "the situation",
    "task": "your task",
    "action": "what you did",
    "result": "how it ended",
}
TIER_TABS = {"startup": "Start-up", "enterprise": "Established company", "big_tech": "Big tech"}


@dataclass(frozen=True, slots=True)
class ShownRating:
    """A rating beside its competency; ``number`` is its mark in the transcript, ``own`` the candidate's own level."""

    number: int
    rating: Rating
    competency: Competency
    own: int | None
    quotes: tuple[ShownQuote, ...]

    @property
    def anchor(self) -> str:
        """What the level looks like."""
        return self.competency.anchors[self.rating.level] if self.rating.level is not None else ""

    @property
    def difference(self) -> int | None:
        """How far the candidate's own level is above the rating."""
        return None if self.own is None or self.rating.level is None else self.own - self.rating.level


@dataclass(frozen=True, slots=True)
class ShownGap:
    competency: Competency
    level: int
    target: int

    @property
    def anchor(self) -> str:
        return self.competency.anchors[self.target]


@dataclass(frozen=True, slots=True)
class ShownReanswer:
    """An answer given again, with what changed since the interview."""

    reanswer: Reanswer
    delta: Delta | None
    now_covered: tuple[KeyPoint, ...] = ()
    still_missing: tuple[KeyPoint, ...] = ()
    no_longer_covered: tuple[KeyPoint, ...] = ()


def describe_results(interview: Interview, evaluation: Evaluation, *, tier: str = "") -> dict[str, Any]:
    """The debrief's context; ``tier`` is the kind of company to read the scores for, if not that of the interview's style."""
    rubric = load_rubric(interview.track)
    own = queries.find_self_rating(interview) or {}
    messages = list(interview_queries.messages_of(interview))
    said = {message.seq: message for message in messages}
    ratings = _show_ratings(evaluation, rubric, own, said)
    slots = {slot.position: slot for slot in interview.slots.all()}
    reanswers = _show_reanswers(interview, evaluation)
    at_tier = read_for(evaluation, tier or evaluation.tier)
    notes = _notes(interview, rubric)
    return {
        "interview": interview,
        "evaluation": evaluation,
        "track": catalogue.tracks()[interview.track],
        "company": catalogue.companies()[interview.company_style],
        "interviewer": catalogue.interviewers()[interview.interviewer],
        "at_tier": at_tier,
        "tiers": [(TIER_TABS[each], f"?tier={each}", each == at_tier.tier) for each in TIERS],
        "signal_name": SIGNAL_NAMES[at_tier.readiness.signal],
        "gaps": _show_gaps(at_tier, rubric),
        "ratings": ratings,
        "unrated": [shown for shown in ratings if shown.rating.level is None],
        "radar": _draw(ratings),
        "questions": [
            _describe_question(result, slots[result["position"]], rubric, said)
            | {"reanswers": reanswers.get(result["position"], [])}
            | _begin_again(slots[result["position"]], messages, reanswers.get(result["position"], []))
            for result in evaluation.question_results
        ],
        "left_out": sum(result["score"] is None for result in evaluation.question_results),
        "assessed": sum(result["score"] is not None for result in evaluation.question_results),
        "moments": [{**moment, "quote": _show_quote(moment["quote"], said)} for moment in evaluation.moments],
        "notes": notes,
        "notes_from_words": all(item["row"].source == Source.OFFLINE for note in notes for item in note["rows"]),
        "languages": LANGUAGES,
        "delivery": interview_queries.delivery_in(messages),
        "transcript": mark_transcript(
            messages,
            [(shown.number, quote) for shown in ratings for quote in shown.quotes],
        ),
        "limits": LIMITS if evaluation.source == Source.OFFLINE else "",
        "has_own": bool(own),
        "may_rescore": bool(settings.LLM_BASE_URL),
    }


def _show_ratings(
    evaluation: Evaluation, rubric: Rubric, own: dict[str, int], said: dict[int, Message]
) -> list[ShownRating]:
    known = [rating for rating in evaluation.ratings.all() if rating.competency in rubric.competencies]
    return [
        ShownRating(
            number,
            rating,
            rubric.competencies[rating.competency],
            own.get(rating.competency),
            tuple(_show_evidence(row, said[row.message.seq]) for row in rating.evidence.all()),
        )
        for number, rating in enumerate(known, start=1)
    ]


def _show_evidence(row: Evidence, message: Message) -> ShownQuote:
    shown = show_quote(message.content, row.start, row.end)
    is_code = message.kind == MessageKind.CODE
    return ShownQuote(row.pk, message.seq, row.start, row.end, row.quote, shown, is_code)


def _show_quote(quote: dict[str, Any], said: dict[int, Message]) -> dict[str, Any]:
    """A quote of an evaluation with what it looks like on the page; its ``text`` stays the exact words."""
    message = said[quote["seq"]]
    shown = show_quote(message.content, quote["start"], quote["end"])
    return {**quote, "shown": shown, "is_code": message.kind == MessageKind.CODE}


def _draw(ratings: list[ShownRating]) -> Radar | None:
    return draw_radar([Spoke(shown.competency.name, shown.rating.level, shown.own) for shown in ratings])


def _show_gaps(at_tier: TierReadiness, rubric: Rubric) -> list[ShownGap]:
    return [
        ShownGap(rubric.competencies[gap.competency], gap.level, gap.target)
        for gap in at_tier.gaps
        if gap.competency in rubric.competencies
    ]


def _notes(interview: Interview, rubric: Rubric) -> list[dict[str, Any]]:
    """What the interviewer noted, question by question and, there, answer by answer: ``seq`` is the answer's place in the transcript."""
    notes: dict[int, list[Observation]] = {}
    titles: dict[int, str] = {}
    for observation in queries.observations_of(interview):
        slot = observation.message.slot
        if slot is not None and observation.competency in rubric.competencies:
            notes.setdefault(slot.position, []).append(observation)
            titles[slot.position] = slot.snapshot["title"]
    return [
        {
            "number": position + 1,
            "title": titles[position],
            "rows": [
                {"seq": row.message.seq, "name": rubric.competencies[row.competency].name, "row": row} for row in rows
            ],
        }
        for position, rows in sorted(notes.items())
    ]


def _show_reanswers(interview: Interview, evaluation: Evaluation) -> dict[int, list[ShownReanswer]]:
    shown: dict[int, list[ShownReanswer]] = {}
    results = {result["position"]: result for result in evaluation.question_results}
    for reanswer in queries.reanswers_of(interview):
        position = reanswer.slot.position
        shown.setdefault(position, []).append(_show_reanswer(reanswer, results.get(position), evaluation))
    return shown


def _show_reanswer(reanswer: Reanswer, before: dict[str, Any] | None, evaluation: Evaluation) -> ShownReanswer:
    delta = delta_of(reanswer, before, evaluation)
    if delta is None:
        return ShownReanswer(reanswer, None)
    point = QuestionSnapshot.model_validate(reanswer.slot.snapshot).point
    return ShownReanswer(
        reanswer,
        delta,
        now_covered=tuple(map(point, delta.now_covered)),
        still_missing=tuple(map(point, delta.still_missing)),
        no_longer_covered=tuple(map(point, delta.no_longer_covered)),
    )


def delta_of(reanswer: Reanswer, before: dict[str, Any] | None, evaluation: Evaluation) -> Delta | None:
    """What changed since the interview; None while the answer is not judged."""
    if reanswer.result is None or before is None:
        return None
    return compare(
        before,
        reanswer.result,
        versions_before=Versions(
            evaluation.source, evaluation.model, evaluation.prompt_version, evaluation.rubric_version
        ),
        versions_after=Versions(reanswer.source, reanswer.model, reanswer.prompt_version, reanswer.rubric_version),
    )


def _describe_question(
    result: dict[str, Any], slot: InterviewQuestion, rubric: Rubric, said: dict[int, Message]
) -> dict[str, Any]:
    snapshot = QuestionSnapshot.model_validate(slot.snapshot)
    return {
        **result,
        "number": slot.position + 1,
        "snapshot": snapshot,
        "covered": [
            {"point": snapshot.point(c["key_point"]), "quote": _show_quote(c["quote"], said)} for c in result["covered"]
        ],
        "missing": [snapshot.point(slug) for slug in result["missing"]],
        "ratings": [
            {
                **rating,
                "name": rubric.competencies[rating["competency"]].name,
                "evidence": [_show_quote(quote, said) for quote in rating["evidence"]],
            }
            for rating in result["ratings"]
            if rating["competency"] in rubric.competencies
        ],
        "story": [STORY_PARTS[part] for part in result["story_parts"]],
    }


def _begin_again(slot: InterviewQuestion, messages: list[Message], reanswers: list[ShownReanswer]) -> dict[str, Any]:
    """The empty form for another answer: in words, or in the language in which the question was last answered in code."""
    in_code = (
        message for message in reversed(messages) if message.slot_id == slot.pk and message.kind == MessageKind.CODE
    )
    last = reanswers[-1].reanswer if reanswers else next(in_code, None)
    return {
        "key": new_key(),
        "written_as": last.kind if last else MessageKind.TEXT,
        "language": last.language if last else "",
        "language_id": f"again-language-{slot.position}",
        "keys_id": f"again-keys-{slot.position}",
        "cases": cases_of(slot.snapshot),
    }


# ------------------------------------------------------------------ the same as a file


def as_report(interview: Interview, evaluation: Evaluation) -> Report:
    """What the debrief shows, to be written as a file."""
    shown = describe_results(interview, evaluation)
    title = f"{shown['track'].name} interview, {interview.created_at:%d %B %Y}"
    about = f"{shown['company'].name} style, {interview.get_difficulty_display()}, with {shown['interviewer'].name}"
    at_tier: TierReadiness = shown["at_tier"]
    return Report(
        title=title,
        about=about,
        overall=evaluation.overall,
        margin=evaluation.margin,
        level=at_tier.readiness.level.label,
        signal=f"{shown['signal_name']}. {at_tier.readiness.sentence}",
        limits=shown["limits"],
        summary=evaluation.summary,
        ratings=tuple(
            RatingReport(row.competency.name, row.rating.level, row.anchor, tuple(q.text for q in row.quotes), row.own)
            for row in shown["ratings"]
        ),
        strengths=tuple(evaluation.strengths),
        weaknesses=tuple(evaluation.weaknesses),
        next_steps=tuple(evaluation.next_steps),
        patterns=tuple(evaluation.patterns),
        moments=tuple(MomentReport(moment["quote"]["text"], moment["why"]) for moment in evaluation.moments),
        questions=tuple(_report_question(question) for question in shown["questions"]),
        delivery=shown["delivery"],
    )


def _report_question(question: dict[str, Any]) -> QuestionReport:
    snapshot: QuestionSnapshot = question["snapshot"]
    return QuestionReport(
        number=question["number"],
        title=question["title"],
        about=f"{Kind(snapshot.kind).label.capitalize()}, {snapshot.difficulty}",
        covered=tuple((item["point"].name, item["quote"]["text"]) for item in question["covered"]),
        missing=tuple((point.name, point.text) for point in question["missing"]),
        did_well=question["did_well"],
        to_change=question["to_change"],
        model_answer=snapshot.model_answer,
        not_assessed=question["not_assessed"],
    )
