"""Alive and ready: what a load balancer asks, and what it is told when something is wrong."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from interviewprep.testing.factories import make_bank, make_interview, make_user
from interviews.models import Turn

pytestmark = pytest.mark.django_db


def test_a_live_process_says_so_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_ready_process_says_what_it_is_ready_with(client, settings):
    settings.MESSAGE_BUDGET_SECONDS, settings.LEASE_MARGIN_SECONDS = 45, 20
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {
            "status": "ok",
            "database": connection.vendor,
            "pending_migrations": 0,
            "oldest_expired_lease_seconds": 0,
            "lease_seconds": 65,
        },
    )


def make_turn(user, *, lease_over_for):
    return Turn.objects.create(
        interview=make_interview(user, started=False),
        kind="message",
        key="k" * 20,
        body_hash="x",
        status="active",
        fence=1,
        lease_expires_at=timezone.now() - timedelta(seconds=lease_over_for),
    )


def test_the_oldest_abandoned_turn_tells_how_long_it_has_waited(client, time_machine):
    time_machine.move_to("2030-01-01 12:00:00+00:00", tick=False)
    make_bank()
    for seconds in (30, 90, -40):
        make_turn(make_user(), lease_over_for=seconds)
    assert client.get("/readyz").json()["oldest_expired_lease_seconds"] == 90


def test_a_process_with_migrations_to_apply_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("scoring", "0001_initial")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
    assert response.json()["pending_migrations"] == 1


def test_a_process_without_its_database_is_alive_but_not_ready():
    def fail(execute, sql, params, many, context):
        raise OperationalError("could not connect to server at 10.0.0.7")

    client = Client()
    with connection.execute_wrapper(fail):
        alive, ready = client.get("/livez"), client.get("/readyz")
    assert alive.status_code == 200
    assert (ready.status_code, ready.json()) == (503, {"status": "unavailable", "database": "unreachable"})


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_open_never_cached_and_read_only(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
