"""Fixtures that every app's tests may use. Loaded by pytest.ini before Django is set up, so they import late."""
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client
    from rest_framework.test import APIClient

    from accounts.models import User


@pytest.fixture
def user(db: Any) -> User:
    """The candidate of a test."""
    from interviewprep.testing.factories import make_user

    return make_user()


@pytest.fixture
def browser(user: User) -> Client:
    """A browser in which the candidate is logged in."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def api(user: User) -> APIClient:
    """A program that acts for the candidate."""
    from rest_framework.test import APIClient

    client = APIClient()
    client.force_authenticate(user)
    return client
