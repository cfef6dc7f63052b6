"""The account API: register and sign in for programs."""

from django.contrib.auth import authenticate
from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import RefreshToken

from accounts import services
from accounts.budgets import Budget, budgets_of
from accounts.models import User
from interviewprep.api import StrictSerializer, validated
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
        services.sign_up(services.NewAccount(**body))
        return Response(REGISTERED, status=201)


class TokenView(OpenView):
    """POST auth/token/: an access and a refresh token for an address and its password."""

    def post(self, request: Request) -> Response:
        body = validated(TokenSerializer, request.data)
        user = authenticate(request, username=body["email"], password=body["password"])
        if not isinstance(user, User):
            raise exceptions.AuthenticationFailed("This address and password don't go together.")
        return Response(_token_pair(user))


class TokenRefreshView(OpenView):
    """POST auth/token/refresh/: a new pair for a valid refresh token of an active user."""

    def post(self, request: Request) -> Response:
        try:
            claims = RefreshToken(validated(RefreshSerializer, request.data)["refresh"])
        except TokenError as error:
            raise exceptions.AuthenticationFailed("This refresh token is not valid any more. Sign in again.") from error
        user = User.objects.filter(pk=claims["user_id"], is_active=True).first()
        if user is None:
            raise exceptions.AuthenticationFailed("This refresh token is not valid any more. Sign in again.")
        return Response(_token_pair(user))


def _token_pair(user: User) -> dict[str, str]:
    refresh = RefreshToken.for_user(user)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


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
