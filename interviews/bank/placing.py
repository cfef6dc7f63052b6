"""Keeping every question's places in step with its kind and difficulty, and finding those that are not."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from interviews.models import Question, QuestionTrack


def place_questions(questions: QuerySet[Question]) -> None:
    """Move the questions to the cells that their kind and difficulty name. Whoever edits a question calls this after."""
    own = Question.objects.filter(pk=OuterRef("question"))
    QuestionTrack.objects.filter(question__in=questions.values("pk")).update(
        kind=Subquery(own.values("kind")), difficulty=Subquery(own.values("difficulty"))
    )


def find_misplaced() -> list[str]:
    """Slugs of questions that stand in a cell that is not theirs, so that they are not found where they belong."""
    wrong = QuestionTrack.objects.exclude(kind=F("question__kind"), difficulty=F("question__difficulty"))
    return list(wrong.order_by("question__slug").values_list("question__slug", flat=True).distinct())
