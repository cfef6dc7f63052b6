"""Sign up, log in, log out."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.renderers import JSONRenderer

from accounts import services, tokens
from accounts.budgets import budgets_of
from accounts.forms import ChangePasswordForm, DeleteAccountForm, LogInForm, ProfileForm, SignUpForm
from accounts.personal_data import collect
from interviewprep.limits import client_address, limited
from interviewprep.logging import log_security
from interviewprep.requests import user_id

BACKEND = "django.contrib.auth.backends.ModelBackend"
TAKEN = "If this address has no account yet, check it for typing errors; if it has one, log in instead."


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@limited("sign_up", by=client_address)
def sign_up(request: HttpRequest) -> HttpResponse:
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.sign_up(services.NewAccount(**form.cleaned_data))
        except services.InvalidAccount as error:
            add_faults(form, error)
        else:
            if user is not None:
                login(request, user)
                return redirect("interviews:new")
            form.add_error(None, TAKEN)
    return render(request, "accounts/sign_up.html", {"form": form}, status=422 if form.is_bound else 200)


def _account_and_address(request: HttpRequest) -> str:
    """One account from one address: its owner still gets in from elsewhere."""
    return f"{request.POST.get('username', '').strip().lower()[:254]} {client_address(request)}"


@method_decorator(login_not_required, name="dispatch")
@method_decorator(limited("log_in", by=_account_and_address), name="dispatch")
@method_decorator(limited("log_in_address", by=client_address), name="dispatch")
class LogIn(LoginView):
    template_name = "accounts/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        log_security("logged_in", user_id=form.get_user().pk)
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        log_security("logged_in", user_id=None, outcome="refused")
        return super().form_invalid(form)


class LogOut(LogoutView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        log_security("logged_out", user_id=request.user.pk)
        return super().post(request, *args, **kwargs)


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
            messages.success(request, "That is how you will be called.")
            return redirect("accounts:account")
    return _account_page(request, profile=form)


@require_POST
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
    return redirect("accounts:log_in")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is held about this user, as a JSON file."""
    log_security("data_exported", user_id=request.user.pk)
    content = JSONRenderer().render(collect(services.find_user(user_id(request))), "application/json; indent=2")
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="interviewprep-my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then delete everything."""
    form = DeleteAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if services.find_user(user_id(request)).check_password(form.cleaned_data["password"]):
            services.delete_account(user_id(request))
            logout(request)
            return redirect("landing")
        form.add_error("password", "This is not your password.")
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
    return render(request, "accounts/usage.html", {"budgets": budgets_of(user_id(request), now=timezone.now())})
