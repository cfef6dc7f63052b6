"""The curators' desk: the question bank to be edited. The protocol's rows are in ``admin_protocol``."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce
from django.forms import Textarea
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from interviews import admin_protocol, catalogue  # noqa: F401 - Django looks for admins here
from interviews.admin_forms import (
    HintFormSet,
    KeyPointForm,
    PlacedForm,
    PlacedFormSet,
    ProseField,
    QuestionForm,
    TrackForm,
)
from interviews.bank.checking import Origin, find_faults, publish, retire, tell_origins
from interviews.bank.placing import place_questions
from interviews.enums import QuestionState
from interviews.models import (
    FollowUp,
    Hint,
    InterviewQuestion,
    KeyPoint,
    Question,
    QuestionTrack,
)

PROSE: dict[type[Any], dict[str, Any]] = {
    TextField: {"form_class": ProseField, "widget": Textarea(attrs={"rows": 4, "cols": 80})}
}
ORIGINS = {
    Origin.LOADED: "As loaded from the bank's files; the next load may update it.",
    Origin.EDITED: "Edited here since it was loaded; the next load leaves it alone.",
    Origin.WRITTEN: "Written here; it is in none of the bank's files.",
}


class BreaksTheRules(Exception):
    """A published question was about to be saved in a shape in which it may not be asked."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


# ------------------------------------------------------------------ the parts of a question


class PartInline(InlineModelAdmin):  # type: ignore[type-arg]
    """A part of a question: whoever sees the question sees it, whoever may change the question may change it."""

    extra = 0
    formfield_overrides = PROSE

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, question: Question | None) -> bool:
        return request.user.has_perm("interviews.change_question" if question else "interviews.add_question")


class TrackInline(PartInline, admin.TabularInline):  # type: ignore[type-arg]
    model = QuestionTrack
    form = TrackForm


class KeyPointInline(PartInline, admin.StackedInline):  # type: ignore[type-arg]
    model = KeyPoint
    form = KeyPointForm
    formset = PlacedFormSet
    fields = (("place", "weight", "competency"), "slug", "name", "text", "cues")


class FollowUpInline(PartInline, admin.TabularInline):  # type: ignore[type-arg]
    model = FollowUp
    form = PlacedForm
    formset = PlacedFormSet
    fields = ("place", "aims_at", "text")


class HintInline(PartInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Hint
    formset = HintFormSet
    fields = ("level", "text")
    readonly_fields = ("level",)
    max_num = 3

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_max=True, **kwargs)


# ------------------------------------------------------------------ the bank


class TrackFilter(admin.SimpleListFilter):
    title = "track"
    parameter_name = "track"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(track.id, track.name) for track in catalogue.tracks().values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(tracks__track=self.value()) if self.value() else queryset


class OriginFilter(admin.SimpleListFilter):
    title = "origin"
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (Origin.LOADED, "as loaded"), (Origin.EDITED, "edited by a curator"), (Origin.WRITTEN, "written by a curator"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        origins = tell_origins(Question.objects.all())
        return queryset.filter(pk__in=[pk for pk, origin in origins.items() if origin == self.value()])


def _count(model: type[Model]) -> Coalesce:
    """How many rows of ``model`` a question has."""
    rows = model._default_manager.filter(question=OuterRef("pk")).order_by()  # noqa: SLF001 - generic over models
    return Coalesce(Subquery(rows.values("question").annotate(n=Count("pk")).values("n")), 0)


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A published question always keeps the bank's rules: what would break them is shown again, with the faults."""

    form = QuestionForm
    formfield_overrides = PROSE
    inlines = (TrackInline, KeyPointInline, FollowUpInline, HintInline)
    list_display = ("title", "kind", "difficulty", "in_tracks", "state", "points", "asked")
    list_filter = ("state", "kind", "difficulty", TrackFilter, OriginFilter)
    search_fields = ("slug", "title", "prompt", "tags")
    actions = ("publish_selected", "retire_selected")
    readonly_fields = ("origin", "removal", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "slug", ("state", "kind", "difficulty"), "tags", "companies")}),
        ("What is asked", {"fields": ("prompt", "clarifications")}),
        ("What is judged", {"fields": ("model_answer", "red_flags")}),
        ("What is run", {"fields": ("cases",)}),
        ("In the bank", {"fields": ("origin", "removal", "created_at", "updated_at")}),
    )
    save_on_top = True

    # what is shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counts = {"point_count": _count(KeyPoint), "asked_count": _count(InterviewQuestion)}
        questions: QuerySet[Any] = super().get_queryset(request).prefetch_related("tracks").annotate(**counts)
        return questions

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj)[: None if obj else -1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The slug ties a question to its file, so it is chosen once."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("title",)}

    @admin.display(description="tracks")
    def in_tracks(self, question: Question) -> str:
        return ", ".join(sorted(part.track for part in question.tracks.all()))

    @admin.display(description="key points", ordering="point_count")
    def points(self, question: Any) -> int:
        return int(question.point_count)

    @admin.display(description="times asked", ordering="asked_count")
    def asked(self, question: Any) -> int:
        return int(question.asked_count)

    def origin(self, question: Question) -> str:
        return ORIGINS[tell_origins(Question.objects.filter(pk=question.pk))[question.pk]]

    @admin.display(description="removing it")
    def removal(self, question: Question) -> str:
        return _why_kept(question) or "It was never asked, so it can be deleted."

    # what is refused

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and _why_kept(obj))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        question = self.get_object(request, object_id)
        reason = _why_kept(question) if question else ""
        if reason and super().has_delete_permission(request, question):
            self.message_user(request, reason, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:interviews_question_change", args=[object_id]))
        return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest) -> Any:
        """Deleting goes one by one."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Saving a published question that breaks the rules is rolled back, and the page shown again with the faults."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BreaksTheRules as refused:
            request.bank_faults = refused.faults  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"faults": getattr(request, "bank_faults", ())})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        place_questions(Question.objects.filter(pk=form.instance.pk))
        if form.instance.state == QuestionState.PUBLISHED and (faults := find_faults(form.instance)):
            raise BreaksTheRules(faults)

    # what is done to many

    @admin.action(description="Publish", permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        for question in queryset.exclude(state=QuestionState.PUBLISHED):
            if faults := publish(question.pk):
                self.message_user(request, f"“{question}” was not published: {'; '.join(faults)}.", messages.ERROR)
            else:
                self.log_change(request, question, "Published.")
                self.message_user(request, f"“{question}” was published.", messages.SUCCESS)

    @admin.action(description="Retire", permissions=["change"])
    def retire_selected(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        for question in queryset.exclude(state=QuestionState.RETIRED):
            retire(question.pk)
            self.log_change(request, question, "Retired.")
            self.message_user(request, f"“{question}” was retired.", messages.SUCCESS)


def _why_kept(question: Question) -> str:
    """Why a question can't be deleted; empty when it can."""
    if question.slots.exists():
        return "Interviews have asked this question and keep it: retire it instead of deleting it."
    if question.loaded_hash:
        return "This question comes from the bank's files, so the next load would bring it back: retire it instead."
    return ""
