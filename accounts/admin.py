"""Accounts: made and opened up here, closed by unticking "active". Deleting one is the candidate's own to do."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import OutgoingMail, User
from accounts.tokens import bump_epoch, end_everything

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class NewUserForm(BaseUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class EditUserForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta(UserChangeForm.Meta):
        model = User

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        """As on the page of the user's own: every session and token of before is dead."""
        user: User = super().save(commit)
        end_everything(user.pk)
        user.refresh_from_db()
        return user


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Only a superuser gives powers, and edits those who have some."""

    form = EditUserForm
    add_form = NewUserForm
    change_password_form = NewPasswordForm
    list_display = ("email", "name", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    date_hierarchy = "date_joined"
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "is_active")}),
        ("Powers", {"fields": POWERS}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if _is_superuser(request) else (*self.readonly_fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        has_powers = bool(obj and (obj.is_staff or obj.is_superuser))
        return super().has_change_permission(request, obj) and (_is_superuser(request) or not has_powers)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """Closed, an account has no session or token that comes to life when it is opened again; moved, it has left its mailbox."""
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data:
            bump_epoch(obj.pk)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


class ClosedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SecondFactorAdmin(ClosedAdmin):
    """For whoever has lost a phone and all recovery codes: a superuser may remove a factor, never see or make one."""

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__email",)

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """Whoever came in with it is out."""
        super().delete_model(request, obj)
        bump_epoch(obj.user_id)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        for factor in queryset:
            self.delete_model(request, factor)


class WaitingMailAdmin(ClosedAdmin):
    """Mail that could not be sent yet, without what it says."""

    list_display = ("to", "subject", "created_at", "due_at", "attempts", "last_fault")
    fields = ("to", "subject", "created_at", "due_at", "attempts", "last_fault")


for model in (Authenticator, EmailAddress, UserSession):
    admin.site.unregister(model)
admin.site.register(Authenticator, SecondFactorAdmin)
admin.site.register(OutgoingMail, WaitingMailAdmin)
