"""Staff as the admin wants them: logged in, with a second factor just shown."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from accounts.models import User


def sign_in(user: User) -> Client:
    """A browser in which the user is logged in and has shown a second factor; who is no member of staff gains nothing by it."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "id": 0, "at": time.time()}]
    session.save()
    return client
