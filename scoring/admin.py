"""Evaluations to be looked at. What was said and written about it stays with the candidate: see the message admin."""

from django.contrib import admin
from django.http import HttpRequest

from interviews.admin_protocol import ReadOnlyAdmin
from interviews.models import Interview
from scoring.models import AgreementReport, Evaluation, Evidence, Rating, Reanswer, SelfAssessment


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    """The report's words quote the candidate, so they are left out."""

    hidden = ("summary", "strengths", "weaknesses", "next_steps", "patterns", "moments", "question_results")
    list_display = (
        "interview",
        "attempt",
        "current",
        "overall",
        "level_label",
        "hire_signal",
        "source",
        "provisional",
        "created_at",
    )
    list_filter = ("current", "source", "provisional", "level", "hire_signal", "model", "prompt_version")
    list_select_related = ("interview",)
    search_fields = ("interview__public_id", "interview__user__email")
    date_hierarchy = "created_at"


@admin.register(Rating)
class RatingAdmin(ReadOnlyAdmin):
    list_display = ("competency", "level", "score", "interview", "evaluation")
    list_filter = ("level", "competency", "evaluation__source")
    list_select_related = ("evaluation__interview",)
    search_fields = ("evaluation__interview__public_id",)
    date_hierarchy = "evaluation__created_at"

    def interview(self, rating: Rating) -> Interview:
        return rating.evaluation.interview


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    hidden = ("quote",)
    list_display = ("rating", "interview", "message", "start", "end")
    list_select_related = ("rating__evaluation__interview", "message")
    search_fields = ("rating__evaluation__interview__public_id",)
    date_hierarchy = "message__created_at"

    def interview(self, evidence: Evidence) -> Interview:
        return evidence.rating.evaluation.interview

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Evidence | None:
        """The row without its words, which would be the page's title."""
        found = super().get_object(request, object_id, from_field)
        if isinstance(found, Evidence):
            found.quote = f"characters {found.start} to {found.end} of {found.message}"
            return found
        return None


@admin.register(Reanswer)
class ReanswerAdmin(ReadOnlyAdmin):
    hidden = ("content", "result")
    list_display = ("slot", "number", "kind", "source", "model", "created_at")
    list_filter = ("source", "model")
    list_select_related = ("slot",)
    search_fields = ("slot__interview__public_id",)
    date_hierarchy = "created_at"


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(ReadOnlyAdmin):
    list_display = ("interview", "created_at")
    list_select_related = ("interview",)
    search_fields = ("interview__public_id",)
    date_hierarchy = "created_at"


@admin.register(AgreementReport)
class AgreementReportAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "file_name", "answers", "prompt_version", "created_at")
    list_filter = ("model",)
    date_hierarchy = "created_at"
