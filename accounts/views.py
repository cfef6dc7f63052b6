"""Sign up, log in, log out."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods

from accounts import services
from accounts.budgets import budgets_of
from accounts.forms import LogInForm, SignUpForm
from interviewprep.requests import user_id

TAKEN = "If this address has no account yet, check it for typing errors; if it has one, log in instead."


@require_http_methods(["GET", "POST"])
@login_not_required
def sign_up(request: HttpRequest) -> HttpResponse:
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.sign_up(services.NewAccount(**form.cleaned_data))
        except services.InvalidAccount as error:
            for field, faults in error.fields.items():
                form.add_error(field, faults)
        else:
            if user is not None:
                login(request, user)
                return redirect("interviews:new")
            form.add_error(None, TAKEN)
    return render(request, "accounts/sign_up.html", {"form": form}, status=422 if form.is_bound else 200)


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    template_name = "accounts/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True


class LogOut(LogoutView):
    pass


@require_GET
def usage(request: HttpRequest) -> HttpResponse:
    """What was used today, and when it begins anew."""
    return render(request, "accounts/usage.html", {"budgets": budgets_of(user_id(request), now=timezone.now())})
