"""Whom an access token speaks for."""

from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import Token

from accounts.models import User
from accounts.tokens import EPOCH


class EpochAuthentication(JWTAuthentication):
    """An access token of an earlier epoch speaks for nobody: its owner has changed the password, or logged out everywhere."""

    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]  # ours is the one user model
        user = super().get_user(validated_token)
        if not isinstance(user, User) or validated_token.get(EPOCH) != user.auth_epoch:
            raise AuthenticationFailed("Token is not valid any more", code="token_not_valid")
        return user
