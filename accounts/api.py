"""The account API: register and sign in for programs."""

from dataclasses import asdict

from django.contrib.auth import authenticate
from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services, tokens
from accounts.budgets import Budget, budgets_of
from accounts.models import User
from accounts.personal_data import collect
from interviewprep.api import StrictSerializer, validated
from interviewprep.limits import client_address, count_hit
from interviewprep.logging import log_security
from interviewprep.requests import user_id

REGISTERED = {"detail": "If this address had no account yet, it has one now. Sign in with your password."}


class RegisterSerializer(StrictSerializer):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)
    name = serializers.CharField(max_length=200, default="", allow_blank=True)


class TokenSerializer(StrictSerializer):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)


class RefreshSerializer(StrictSerializer):
    refresh = serializers.CharField(max_length=2_000)


class LogOutSerializer(StrictSerializer):
    refresh = serializers.CharField(max_length=2_000, default="", allow_blank=True)


class ProfileSerializer(StrictSerializer):
    name = serializers.CharField(max_length=200, allow_blank=True)


class OpenView(APIView):
    """An endpoint for those who are not signed in: credentials come in the body only."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class RegisterView(OpenView):
    """POST auth/register/: the same answer whether or not the address has an account."""

    def post(self, request: Request) -> Response:
        body = validated(RegisterSerializer, request.data)
        count_hit(request, "sign_up", client_address(request))
        services.sign_up(services.NewAccount(**body))
        return Response(REGISTERED, status=201)


class TokenView(OpenView):
    """POST auth/token/: an access and a refresh token for an address and its password."""

    def post(self, request: Request) -> Response:
        body = validated(TokenSerializer, request.data)
        count_hit(request, "log_in_address", client_address(request))
        count_hit(request, "log_in", f"{body['email'].strip().lower()} {client_address(request)}")
        user = authenticate(request, username=body["email"], password=body["password"])
        if not isinstance(user, User):
            log_security("token_issued", user_id=None, outcome="refused")
            raise exceptions.AuthenticationFailed("This address and password don't go together.")
        log_security("token_issued", user_id=user.pk)
        return Response(asdict(tokens.open_family(user)))


class TokenRefreshView(OpenView):
    """POST auth/token/refresh/: a new pair. A refresh token serves once; shown again, it ends all that came of it."""

    def post(self, request: Request) -> Response:
        text = validated(RefreshSerializer, request.data)["refresh"]
        try:
            return Response(asdict(tokens.refresh_pair(text)))
        except tokens.TokenNotValid as error:
            raise exceptions.AuthenticationFailed("This refresh token is not valid any more. Sign in again.") from error


class LogOutView(OpenView):
    """POST auth/logout/: the refresh token, and all that came of the same sign-in, serve no more. 204, whatever it was."""

    def post(self, request: Request) -> Response:
        tokens.revoke(validated(LogOutSerializer, request.data)["refresh"])
        return Response(status=204)


class LogOutEverywhereView(APIView):
    """POST auth/logout-all/: every session and token of this user is dead at once."""

    def post(self, request: Request) -> Response:
        validated(StrictSerializer, request.data)
        tokens.end_everything(user_id(request))
        return Response(status=204)


class MeView(APIView):
    """GET, PATCH and DELETE me/: the account itself. What is deleted is gone, with every interview."""

    def get(self, request: Request) -> Response:
        return Response(_describe_user(services.find_user(user_id(request))))

    def patch(self, request: Request) -> Response:
        changes = validated(ProfileSerializer, request.data)
        return Response(_describe_user(services.change_profile(user_id(request), **changes)))

    def delete(self, request: Request) -> Response:
        services.delete_account(user_id(request))
        return Response(status=204)


class ExportView(APIView):
    """GET me/export/: everything that is held about this user, by table."""

    def get(self, request: Request) -> Response:
        log_security("data_exported", user_id=request.user.pk)
        return Response(collect(services.find_user(user_id(request))))


def _describe_user(user: User) -> dict[str, object]:
    return {"email": user.email, "name": user.name, "is_staff": user.is_staff, "joined_at": user.date_joined}


class UsageView(APIView):
    """GET me/usage/: what was used today, of which limits, and when they begin anew. Money in US dollars, as text."""

    def get(self, request: Request) -> Response:
        budgets = budgets_of(user_id(request), now=timezone.now())
        return Response({"budgets": [_describe(budget) for budget in budgets]})


def _describe(budget: Budget) -> dict[str, object]:
    is_money = "money" in budget.name
    used, limit, left = (
        amount if amount is None else str(amount) if is_money else int(amount)
        for amount in (budget.used, budget.limit, budget.left)
    )
    return {"name": budget.name, "used": used, "limit": limit, "left": left, "resets_at": budget.resets_at}
