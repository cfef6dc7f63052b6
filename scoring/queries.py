"""Named reads of evaluations and of what they judge."""

from collections import defaultdict

from django.db.models import Count, F, FilteredRelation, Prefetch, Q, QuerySet

from interviews import catalogue
from interviews.enums import Intent, MessageKind, Speaker
from interviews.models import Interview
from interviews.snapshot import QuestionSnapshot
from scoring.case import Answer, AskedQuestion, Case
from scoring.models import Evaluation, Evidence
from scoring.transcripts import TranscriptLine, write_markdown


def load_case(interview: Interview, *, up_to_seq: int) -> Case:
    """What a judge may see: each question as asked, and the candidate's answers to it up to a message."""
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    said = interview.messages.filter(
        speaker=Speaker.CANDIDATE, intent=Intent.ANSWER, slot__isnull=False, seq__lte=up_to_seq
    ).order_by("seq")
    for slot_id, seq, content, kind in said.values_list("slot_id", "seq", "content", "kind"):
        answers[slot_id].append(Answer(seq, content, is_code=kind == MessageKind.CODE))
    questions = tuple(
        AskedQuestion(
            slot.position, QuestionSnapshot.model_validate(slot.snapshot), tuple(answers[slot.pk]), slot.hints_used
        )
        for slot in interview.slots.order_by("position")
    )
    return Case(interview.track, questions)


def evaluations() -> QuerySet[Evaluation]:
    """Evaluations with their ratings and evidence, ready to show."""
    evidence = Evidence.objects.select_related("message")
    return Evaluation.objects.prefetch_related("ratings", Prefetch("ratings__evidence", queryset=evidence))


def current_evaluation(interview_id: int) -> Evaluation | None:
    """The evaluation that stands for an interview, if it has one."""
    return evaluations().select_related("interview").filter(interview_id=interview_id, current=True).first()


def transcript_markdown(interview: Interview) -> str:
    """All that was said, as Markdown."""
    rows = interview.messages.order_by("seq").values_list("seq", "speaker", "kind", "content", "language")
    title = f"{catalogue.tracks()[interview.track].name} interview, {interview.created_at:%d %B %Y}"
    return write_markdown(title, [TranscriptLine(*row) for row in rows])


def history(user_id: int) -> QuerySet[Interview]:
    """A candidate's interviews, newest first, each with its questions asked and what its evaluation says."""
    return (
        Interview.objects.filter(user_id=user_id)
        .annotate(
            asked=Count("slots"),
            standing=FilteredRelation("evaluations", condition=Q(evaluations__current=True)),
        )
        .annotate(overall=F("standing__overall"), level_label=F("standing__level_label"), source=F("standing__source"))
        .order_by("-created_at", "-id")
    )
