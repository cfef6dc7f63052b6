"""Signing up and out, and the account page. Logging in and its steps are allauth's, in ``allauth_urls``."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.stagekit import unstash_login
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.renderers import JSONRenderer

from accounts import services, sign_ups, tokens
from accounts.budgets import budgets_of, limits_of_an_interview
from accounts.forms import ChangePasswordForm, CodeForm, DeleteAccountForm, ProfileForm, SignUpForm
from interviewprep.limits import RateLimited, client_network, count_mail, limited, refuse
from interviewprep.logging import log_security
from interviewprep.requests import user_id

BACKEND = "django.contrib.auth.backends.ModelBackend"
BEGUN_HERE = "sign_ups_begun"
READY = "If this address had no account yet, it has one now. Log in with your password."

Page = Callable[..., HttpResponseBase]


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@limited("sign_up", by=client_network)
def sign_up(request: HttpRequest) -> HttpResponse:
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = sign_ups.begin(request, services.NewAccount(**form.cleaned_data))
        except RateLimited as error:
            return refuse(request, error)
        except services.InvalidAccount as error:
            add_faults(form, error)
        else:
            return _go_on(request, begun)
    return render(request, "accounts/sign_up.html", {"form": form}, status=422 if form.is_bound else 200)


def _go_on(request: HttpRequest, begun: UUID | None) -> HttpResponse:
    if begun is None:
        messages.success(request, READY)
        return redirect("account_login")
    request.session[BEGUN_HERE] = str(begun)
    return redirect("accounts:confirm_sign_up", begun)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@limited("code", by=client_network)
def confirm_sign_up(request: HttpRequest, sign_up_id: UUID) -> HttpResponse:
    """Ask for the code; of another browser than the one that signed up, for the password too."""
    is_here = request.session.get(BEGUN_HERE) == str(sign_up_id)
    form = CodeForm(request.POST or None, asks_for_password=not is_here)
    if request.method == "POST" and form.is_valid():
        code, password = form.cleaned_data["code"], form.cleaned_data.get("password")
        try:
            user = sign_ups.confirm(sign_up_id, code=code, password=password)
        except services.InvalidAccount as error:
            add_faults(form, error)
        else:
            request.session.pop(BEGUN_HERE, None)
            answer: HttpResponse = perform_login(
                request, user, email_verification="none", redirect_url=reverse("interviews:new")
            )
            return answer
    context = {"form": form, "sign_up_id": sign_up_id, "email": sign_ups.address_of(sign_up_id) if is_here else None}
    return render(request, "accounts/confirm_sign_up.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_not_required
@limited("sign_up", by=client_network)
def resend_code(request: HttpRequest, sign_up_id: UUID) -> HttpResponse:
    try:
        count_mail(request, sign_ups.address_of(sign_up_id))
    except RateLimited as error:
        return refuse(request, error)
    sign_ups.resend(sign_up_id)
    messages.success(request, "Another code is on its way. The one before it no longer works.")
    return redirect("accounts:confirm_sign_up", sign_up_id)


def account_and_address(request: HttpRequest) -> str:
    """One account from one address: its owner still gets in from elsewhere."""
    return f"{request.POST.get('login', '').strip().lower()[:254]} {client_network(request)}"


def asked_mailbox(request: HttpRequest) -> str:
    return request.POST.get("email", "").strip().lower()[:254]


def mailbox_and_address(request: HttpRequest) -> str:
    return f"{asked_mailbox(request)}\n{client_network(request)}"


def asked_again(request: HttpRequest) -> str:
    """Who is signed in and shows again who they are; counted apart from who logs in, lest an open browser keep its owner out."""
    return f"again {request.user.pk}"


def pending_user(request: HttpRequest) -> object:
    """Who has shown a password and owes a second factor; the client's address where nobody has."""
    pending = unstash_login(request, peek=True)
    return pending.user.pk if pending and pending.user else client_network(request)


def needs_mail(page: Page) -> Page:
    """A page that says so where this installation sends no mail."""

    @wraps(page)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.MAIL_CONFIGURED:
            return page(request, *args, **kwargs)
        return render(request, "accounts/no_mail.html")

    return handle


class LogOut(LogoutView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        log_security("logged_out", user_id=request.user.pk)
        return empty_browser(super().post(request, *args, **kwargs))


def empty_browser(response: HttpResponse) -> HttpResponse:
    """What this browser keeps of whoever was signed in goes with them: drafts and speech, on a machine that others may use."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _account_page(request)


@require_POST
def change_profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST)
    if form.is_valid():
        try:
            services.change_profile(user_id(request), **form.cleaned_data)
        except services.InvalidAccount as error:
            add_faults(form, error)
        else:
            messages.success(request, "Your name is saved.")
            return redirect("accounts:account")
    return _account_page(request, profile=form)


@require_POST
@limited("second_factor", by=asked_again)
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; everybody else who is signed in as this user is not any more."""
    form = ChangePasswordForm(request.POST)
    if form.is_valid():
        try:
            user = services.change_password(user_id(request), **form.cleaned_data)
        except services.InvalidAccount as error:
            add_faults(form, error)
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, "Your password is changed, and every other device is logged out.")
            return redirect("accounts:account")
    return _account_page(request, password=form)


@require_POST
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    tokens.end_everything(user_id(request))
    logout(request)
    return empty_browser(redirect("account_login"))


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is held about this user, as a JSON file."""
    content = JSONRenderer().render(services.export_data(user_id(request)), "application/json; indent=2")
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="interviewprep-my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@limited("second_factor", by=asked_again)
def delete_account(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then delete everything."""
    form = DeleteAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.delete_account(user_id(request), password=form.cleaned_data["password"], is_browser=True)
        except services.InvalidAccount as error:
            add_faults(form, error)
        else:
            logout(request)
            return empty_browser(redirect("landing"))
    return render(request, "accounts/delete.html", {"form": form}, status=422 if form.is_bound else 200)


def _account_page(
    request: HttpRequest, *, profile: ProfileForm | None = None, password: ChangePasswordForm | None = None
) -> HttpResponse:
    user = services.find_user(user_id(request))
    context = {
        "account": user,
        "profile": profile or ProfileForm(initial={"name": user.name}),
        "password": password or ChangePasswordForm(),
    }
    return render(request, "accounts/account.html", context, status=422 if profile or password else 200)


def add_faults(form: Form, error: services.InvalidAccount) -> None:
    for field, faults in error.fields.items():
        form.add_error(field, faults)


@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """What was used today, and when it begins anew."""
    budgets = budgets_of(user_id(request), now=timezone.now())
    return render(request, "accounts/usage.html", {"budgets": budgets, "each_interview": limits_of_an_interview()})
