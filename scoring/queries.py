"""Named reads of evaluations and of what they judge."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, Substr

from interviews import catalogue
from interviews.enums import Intent, MessageKind, QuestionState, Speaker, Stage
from interviews.models import Interview, InterviewQuestion, Message, Observation
from interviews.queries import count_published
from interviews.snapshot import QuestionSnapshot
from scoring.case import Answer, AskedQuestion, Case, Line
from scoring.history import STILL_OPEN, HistoryFilter
from scoring.models import AgreementReport, Evaluation, Evidence, Rating, Reanswer, SelfAssessment
from scoring.progress import Judged
from scoring.transcripts import TranscriptLine, write_markdown


def load_case(interview: Interview, *, up_to_seq: int) -> Case:
    """What a judge may see: each question as asked, with what was said about it up to a message."""
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    said = interview.messages.filter(slot__isnull=False, seq__lte=up_to_seq).order_by("seq")
    for slot_id, seq, content, kind, speaker, intent in said.values_list(
        "slot_id", "seq", "content", "kind", "speaker", "intent"
    ):
        if kind != MessageKind.QUESTION:
            lines[slot_id].append(Line(seq, speaker, content))
        if speaker == Speaker.CANDIDATE and intent == Intent.ANSWER:
            answers[slot_id].append(Answer(seq, content, is_code=kind == MessageKind.CODE))
    questions = tuple(
        AskedQuestion(
            slot.position,
            QuestionSnapshot.model_validate(slot.snapshot),
            tuple(answers[slot.pk]),
            slot.hints_used,
            tuple(lines[slot.pk]),
        )
        for slot in interview.slots.order_by("position")
    )
    return Case(interview.track, questions, interview.role)


def evaluations() -> QuerySet[Evaluation]:
    """Evaluations with their ratings and evidence, ready to show."""
    evidence = Evidence.objects.select_related("message")
    return Evaluation.objects.prefetch_related("ratings", Prefetch("ratings__evidence", queryset=evidence))


def current_evaluation(interview_id: int) -> Evaluation | None:
    """The evaluation that stands for an interview, if it has one."""
    return evaluations().select_related("interview").filter(interview_id=interview_id, current=True).first()


def competencies_to_rate(interview: Interview) -> tuple[str, ...]:
    """What an interview's evaluation rates, whether or not it could be assessed."""
    ratings = Rating.objects.filter(evaluation__interview=interview, evaluation__current=True).order_by("id")
    return tuple(ratings.values_list("competency", flat=True))


def find_self_rating(interview: Interview) -> dict[str, int] | None:
    """How the candidate rated themselves: empty when they passed it over, None when they were not asked yet."""
    assessment = SelfAssessment.objects.filter(interview=interview).prefetch_related("ratings").first()
    return None if assessment is None else {row.competency: row.level for row in assessment.ratings.all()}


def observations_of(interview: Interview) -> QuerySet[Observation]:
    """What the interviewer noted while the candidate spoke, in order."""
    found = Observation.objects.filter(message__interview=interview, message__slot__isnull=False)
    return found.select_related("message", "message__slot").order_by("message__seq", "id")


def find_agreement(model: str) -> AgreementReport | None:
    """The last time that a scorer was measured against people; without a model, the share of the reference's words."""
    return AgreementReport.objects.filter(model=model).first()


def reanswers_of(interview: Interview) -> QuerySet[Reanswer]:
    return Reanswer.objects.filter(slot__interview=interview).select_related("slot").order_by("slot", "number")


def transcript_markdown(interview: Interview) -> str:
    """All that was said, as Markdown."""
    rows = interview.messages.order_by("seq").values_list(
        "seq", "speaker", "kind", "content", "language", "spoken_seconds"
    )
    title = f"{catalogue.tracks()[interview.track].name} interview, {interview.created_at:%d %B %Y}"
    return write_markdown(title, [TranscriptLine(*row) for row in rows])


def history(user_id: int) -> QuerySet[Interview]:
    """A candidate's interviews, newest first, each with its questions asked and what its evaluation says."""
    slots = InterviewQuestion.objects.filter(interview=OuterRef("pk")).order_by().values("interview")
    return (
        Interview.objects.filter(user_id=user_id)
        .annotate(
            # A subquery is run for the rows of one page; a join would count the questions of all.
            asked=Coalesce(Subquery(slots.annotate(asked=Count("pk")).values("asked")), 0),
            standing=FilteredRelation("evaluations", condition=Q(evaluations__current=True)),
        )
        .annotate(overall=F("standing__overall"), level_label=F("standing__level_label"), source=F("standing__source"))
        .order_by("-created_at", "-id")
    )


def search_history(user_id: int, wanted: HistoryFilter) -> QuerySet[Interview]:
    """The part of a candidate's history that is looked for."""
    found = history(user_id)
    if wanted.track:
        found = found.filter(track=wanted.track)
    if wanted.stage == STILL_OPEN:
        found = found.exclude(stage=Stage.DONE)
    elif wanted.stage:
        found = found.filter(stage=wanted.stage)
    if wanted.source:
        standing = Evaluation.objects.filter(interview=OuterRef("pk"), current=True, source=wanted.source)
        found = found.filter(Exists(standing))
    if wanted.since:
        found = found.filter(created_at__gte=datetime.combine(wanted.since, time.min, UTC))
    if wanted.until:
        found = found.filter(created_at__lte=datetime.combine(wanted.until, time.max, UTC))
    return found.filter(_mentions(wanted.words)) if wanted.words else found


def _mentions(words: str) -> Q:
    """Where words stand: in the name of the track or role, in a question's title, in what the candidate said."""
    said = Message.objects.filter(interview=OuterRef("pk"), speaker=Speaker.CANDIDATE, content__icontains=words)
    asked = InterviewQuestion.objects.filter(interview=OuterRef("pk"), question__title__icontains=words)
    named = Q(Exists(said)) | Q(Exists(asked))
    for track in catalogue.tracks().values():
        if words.casefold() in track.name.casefold():
            named |= Q(track=track.id)
        roles = [role.id for role in track.role if words.casefold() in role.name.casefold()]
        if roles:
            named |= Q(track=track.id, role__in=roles)
    return named


def find_chosen(user_id: int, public_ids: Iterable[UUID]) -> list[Interview]:
    """Those of a candidate's interviews that were chosen, oldest first."""
    return list(history(user_id).filter(public_id__in=public_ids).order_by("created_at", "id"))


# ------------------------------------------------------------------ progress


def judged_interviews(user_id: int) -> list[Judged]:
    """A candidate's finished interviews, oldest first, each with what its standing evaluation assessed."""
    standing = Evaluation.objects.filter(interview__user_id=user_id, current=True)
    return _as_judged(standing.order_by("interview__finalized_at", "id"))


def find_judged(interview: Interview) -> Judged | None:
    """One interview as its standing evaluation says, if it has one."""
    return next(iter(_as_judged(Evaluation.objects.filter(interview=interview, current=True))), None)


def _as_judged(evaluations: QuerySet[Evaluation]) -> list[Judged]:
    """In two statements, however many there are; as values, since a thousand rows with their interviews take a while to build."""
    levels: defaultdict[int, dict[str, int]] = defaultdict(dict)
    ratings = Rating.objects.filter(evaluation__in=evaluations.order_by()).order_by()
    for evaluation_id, competency, level in ratings.values_list("evaluation_id", "competency", "level"):
        if level is not None:
            levels[evaluation_id][competency] = level
    rows = evaluations.values_list(
        "id", "interview__public_id", "interview__track", "interview__difficulty",
        Coalesce("interview__finalized_at", "created_at"),
        "source", "provisional", "overall", "model", "prompt_version", "rubric_version",
    )  # fmt: skip
    return [
        Judged(
            str(public_id), track, difficulty, finished_at,
            source, provisional, overall, model, prompt_version, rubric_version, levels[pk],
        )
        for pk, public_id, track, difficulty, finished_at,
            source, provisional, overall, model, prompt_version, rubric_version in rows
    ]  # fmt: skip


def count_answers_by_day(user_id: int) -> dict[date, int]:
    """How many messages a candidate sent on each UTC day on which there was one."""
    said = Message.objects.filter(interview__user_id=user_id, speaker=Speaker.CANDIDATE)
    # As text, which begins with the day on both databases: TruncDate calls Python for each row of SQLite (15 times as long).
    day = Substr(Cast("created_at", TextField()), 1, len("2000-12-31"))
    days = said.annotate(day=day).values_list("day").annotate(answers=Count("id")).order_by("day")
    return {date.fromisoformat(text): answers for text, answers in days}


@dataclass(frozen=True, slots=True)
class Met:
    """Different questions that a candidate was asked, and published ones that they were not."""

    seen: int
    unseen: int


def count_questions_met(user_id: int) -> Met:
    met = InterviewQuestion.objects.filter(interview__user_id=user_id).aggregate(
        seen=Count("question", distinct=True),
        published=Count("question", distinct=True, filter=Q(question__state=QuestionState.PUBLISHED)),
    )
    return Met(met["seen"], count_published() - met["published"])


def find_open_interview(user_id: int) -> Interview | None:
    """The latest interview that is not finished."""
    return history(user_id).exclude(stage=Stage.DONE).first()


def find_estimate(user_id: int) -> Interview | None:
    """The latest finished interview for which an offline estimate stands in for the model."""
    estimates = Evaluation.objects.filter(interview=OuterRef("pk"), current=True, provisional=True)
    return history(user_id).filter(Exists(estimates)).first()
