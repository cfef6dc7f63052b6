"""The protocol's rows in the admin: to be looked at, never edited."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from interviews.call_report import report_calls
from interviews.models import Coverage, Interview, InterviewQuestion, LLMCall, Message, Observation, Turn


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that services write: looked at here, never touched. ``hidden`` columns hold what a candidate said."""

    hidden: tuple[str, ...] = ()
    extra_fields: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [field.name for field in self.opts.concrete_fields if field.name not in self.hidden]
        return [*names, *self.extra_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)


@admin.register(Interview)
class InterviewAdmin(ReadOnlyAdmin):
    hidden = ("job_description",)
    extra_fields = ("rows",)
    list_display = ("public_id", "user", "track", "role", "difficulty", "stage", "created_at", "finalized_at")
    list_filter = ("stage", "difficulty", "track", "company_style", "adaptive")
    list_select_related = ("user",)
    search_fields = ("public_id", "user__email")
    date_hierarchy = "created_at"

    @admin.display(description="its rows")
    def rows(self, interview: Interview) -> str:
        found = (
            (reverse(f"admin:interviews_{model._meta.model_name}_changelist"), interview.pk, model._meta.verbose_name_plural)  # noqa: SLF001 - Django's documented API
            for model in (InterviewQuestion, Turn, Message)
        )  # fmt: skip
        return format_html_join(", ", '<a href="{}?interview__id__exact={}">{}</a>', found)


@admin.register(InterviewQuestion)
class InterviewQuestionAdmin(ReadOnlyAdmin):
    list_display = ("interview", "position", "question", "outcome", "followups_used", "hints_used", "opened_at")
    list_filter = ("outcome", "question__kind", "question__difficulty")
    list_select_related = ("interview", "question")
    search_fields = ("interview__public_id", "question__slug")
    date_hierarchy = "opened_at"


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    list_display = ("interview", "kind", "status", "outcome", "attempt", "fence", "lease_expires_at", "created_at")
    list_filter = ("status", "outcome", "kind", "attempt")
    list_select_related = ("interview",)
    search_fields = ("interview__public_id", "public_id", "key")
    date_hierarchy = "created_at"


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """The one place that shows what was said."""

    list_display = ("interview", "seq", "speaker", "kind", "intent", "source", "created_at")
    list_filter = ("speaker", "kind", "intent", "source")
    list_select_related = ("interview",)
    search_fields = ("interview__public_id",)
    date_hierarchy = "created_at"


@admin.register(Observation)
class ObservationAdmin(ReadOnlyAdmin):
    hidden = ("quote",)
    list_display = ("message", "interview", "competency", "level", "source")
    list_filter = ("level", "source", "competency")
    list_select_related = ("message__interview",)
    search_fields = ("message__interview__public_id",)
    date_hierarchy = "message__created_at"

    def interview(self, observation: Observation) -> Interview:
        return observation.message.interview


@admin.register(Coverage)
class CoverageAdmin(ReadOnlyAdmin):
    hidden = ("quote",)
    list_display = ("key_point", "interview", "slot", "message", "start", "end")
    list_select_related = ("slot__interview", "message")
    search_fields = ("slot__interview__public_id", "key_point")
    date_hierarchy = "message__created_at"

    def interview(self, coverage: Coverage) -> Interview:
        return coverage.slot.interview


@admin.register(LLMCall)
class LLMCallAdmin(ReadOnlyAdmin):
    """The raw reply may quote the candidate, so it stays in its column."""

    hidden = ("raw_reply",)
    list_display = (
        "created_at", "turn", "purpose", "provider", "model_answered", "outcome", "reason", "committed",
        "tokens_in", "tokens_out", "latency_ms", "cost",
    )  # fmt: skip
    list_filter = ("outcome", "purpose", "committed", "provider")
    list_select_related = ("turn",)
    search_fields = ("turn__interview__public_id", "reason")
    date_hierarchy = "created_at"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.report)
        return [path("report/", view, name="interviews_llmcall_report"), *super().get_urls()]

    def report(self, request: HttpRequest) -> HttpResponse:
        """Calls, failures and cost by day and model."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "title": "Model calls", "report": report_calls()}
        return render(request, "admin/interviews/llmcall/report.html", context)
