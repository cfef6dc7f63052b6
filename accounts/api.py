"""The account API: register and sign in for programs."""

from dataclasses import asdict

from django.conf import settings
from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import api_schema, second_factors, services, sign_ups, tokens
from accounts.budgets import Budget, budgets_of, limits_of_an_interview
from accounts.models import User
from interviewprep.api import CHALLENGE, NothingSerializer, StrictSerializer, validated
from interviewprep.api_schema import operation
from interviewprep.limits import client_network, count_hit, count_mail
from interviewprep.requests import user_id

REGISTERED = "If this address had no account yet, it has one now. Log in with your password."
BEGUN = "A mail with a code is on its way. Send the code to auth/register/confirm/, or enter it on the page that the mail names."
REFUSED = "This address and password don't go together."
REFUSED_OR_NOT_CONFIRMED = f"{REFUSED[:-1]}, or the address is not confirmed yet. Log in on the pages to confirm it."


class RegisterSerializer(StrictSerializer):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)
    name = serializers.CharField(max_length=200, default="", allow_blank=True)


class ConfirmSerializer(StrictSerializer):
    sign_up = serializers.UUIDField()
    code = serializers.CharField(max_length=40)
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)


class ResendSerializer(StrictSerializer):
    sign_up = serializers.UUIDField()


class TokenSerializer(StrictSerializer):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)
    otp = serializers.CharField(max_length=40, default="", allow_blank=True)


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
        return CHALLENGE


class RegisterView(OpenView):
    """POST auth/register/: the same answer whether or not the address has an account.

    ``sign_up`` is what the code in the mail is for; null where this installation sends no mail and the account is there at once.
    """

    @operation(
        "register",
        "Sign up",
        body=RegisterSerializer,
        status=201,
        answer=api_schema.RegisteredSerializer,
        refuses=(services.InvalidAccount,),
    )
    def post(self, request: Request) -> Response:
        body = validated(RegisterSerializer, request.data)
        count_hit(request, "sign_up", client_network(request))
        begun = sign_ups.begin(request, services.NewAccount(**body))
        return Response({"detail": BEGUN if begun else REGISTERED, "sign_up": begun}, status=201)


class ConfirmView(OpenView):
    """POST auth/register/confirm/: the code from the mail, with the password of the sign-up. 204; then a token can be had."""

    @operation(
        "confirmRegistration",
        "Confirm a sign-up with the code from the mail",
        body=ConfirmSerializer,
        status=204,
        refuses=(services.InvalidAccount,),
    )
    def post(self, request: Request) -> Response:
        body = validated(ConfirmSerializer, request.data)
        count_hit(request, "code", client_network(request))
        sign_ups.confirm(body["sign_up"], code=body["code"], password=body["password"])
        return Response(status=204)


class ResendView(OpenView):
    """POST auth/register/resend/: another code; the one before it serves no more. 204, whether or not there is such a sign-up."""

    @operation(
        "resendCode", "Have another code sent; the one before it no longer works", body=ResendSerializer, status=204
    )
    def post(self, request: Request) -> Response:
        body = validated(ResendSerializer, request.data)
        count_hit(request, "sign_up", client_network(request))
        count_mail(request, sign_ups.address_of(body["sign_up"]))
        sign_ups.resend(body["sign_up"])
        return Response(status=204)


class TokenView(OpenView):
    """POST auth/token/: an access and a refresh token for an address, its password, and its second factor where it has one."""

    @operation(
        "createTokens",
        "Log in: a pair of tokens for an address, its password, and its second factor where it has one",
        body=TokenSerializer,
        answer=api_schema.TokenPairSerializer,
        refuses=(second_factors.SecondFactorRequired,),
        checks_credentials=True,
    )
    def post(self, request: Request) -> Response:
        body = validated(TokenSerializer, request.data)
        try:
            return Response(asdict(services.sign_in(request, **body)))
        except services.CredentialsRefused as error:
            told = REFUSED_OR_NOT_CONFIRMED if settings.MAIL_CONFIGURED else REFUSED
            raise exceptions.AuthenticationFailed(told) from error


class TokenRefreshView(OpenView):
    """POST auth/token/refresh/: a new pair. A refresh token serves once; shown again, it ends all that came of it."""

    @operation(
        "refreshTokens",
        "A new pair for a refresh token, which serves once",
        body=RefreshSerializer,
        answer=api_schema.TokenPairSerializer,
        refuses=(tokens.TokenJustUsed,),
        checks_credentials=True,
    )
    def post(self, request: Request) -> Response:
        text = validated(RefreshSerializer, request.data)["refresh"]
        try:
            return Response(asdict(tokens.refresh_pair(text)))
        except tokens.TokenNotValid as error:
            raise exceptions.AuthenticationFailed("This refresh token is not valid any more. Log in again.") from error


class LogOutView(OpenView):
    """POST auth/logout/: the refresh token, and all that came of the same sign-in, serve no more. 204, whatever it was."""

    @operation("logOut", "Log out: the refresh token and all that came of it end", body=LogOutSerializer, status=204)
    def post(self, request: Request) -> Response:
        tokens.revoke(validated(LogOutSerializer, request.data)["refresh"])
        return Response(status=204)


class LogOutEverywhereView(APIView):
    """POST auth/logout-all/: every session and token of this user is dead at once."""

    @operation("logOutEverywhere", "Log out everywhere, at once", body=NothingSerializer, status=204)
    def post(self, request: Request) -> Response:
        validated(NothingSerializer, request.data)
        tokens.end_everything(user_id(request))
        return Response(status=204)


class MeView(APIView):
    """GET, PATCH and DELETE me/: the account itself. What is deleted is gone, with every interview."""

    @operation("getMe", "Who you are", answer=api_schema.MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(_describe_user(services.find_user(user_id(request))))

    @operation(
        "updateMe",
        "Change what you are called",
        body=ProfileSerializer,
        answer=api_schema.MeSerializer,
        refuses=(services.InvalidAccount,),
    )
    def patch(self, request: Request) -> Response:
        changes = validated(ProfileSerializer, request.data)
        return Response(_describe_user(services.change_profile(user_id(request), **changes)))

    @operation("deleteMe", "Delete your account, with every interview", status=204, refuses=(services.NotFromABrowser,))
    def delete(self, request: Request) -> Response:
        is_browser = isinstance(request.successful_authenticator, SessionAuthentication)
        services.delete_account(user_id(request), is_browser=is_browser)
        return Response(status=204)


class ExportView(APIView):
    """GET me/export/: everything that is held about this user, by table."""

    @operation("exportMe", "Everything that is held about you", answer=api_schema.EXPORT)
    def get(self, request: Request) -> Response:
        return Response(services.export_data(user_id(request)))


def _describe_user(user: User) -> dict[str, object]:
    return {"email": user.email, "name": user.name, "is_staff": user.is_staff, "joined_at": user.date_joined}


class UsageView(APIView):
    """GET me/usage/: what was used today, of which limits, and when they begin anew. Money in US dollars, as text."""

    @operation("getUsage", "What you have used today, and of which limits", answer=api_schema.UsageSerializer)
    def get(self, request: Request) -> Response:
        budgets = budgets_of(user_id(request), now=timezone.now())
        described = [_describe(budget) for budget in budgets]
        return Response({"budgets": described, "each_interview": limits_of_an_interview()})


def _describe(budget: Budget) -> dict[str, object]:
    is_money = "money" in budget.name
    used, limit, left = (
        amount if amount is None else str(amount) if is_money else int(amount)
        for amount in (budget.used, budget.limit, budget.left)
    )
    return {"name": budget.name, "used": used, "limit": limit, "left": left, "resets_at": budget.resets_at}
