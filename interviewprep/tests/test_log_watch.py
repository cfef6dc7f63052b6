"""What is logged: the security events, and none of the canaries that the whole suite is seeded with."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.services import change_password, delete_account
from accounts.tokens import GRACE
from interviewprep.testing.factories import NEUTRAL_ANSWER, PASSWORD, make_user
from interviewprep.testing.log_watch import LogWatch

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("all is well", set()),
        (f"tried {PASSWORD}", {"x logged a password"}),
        ("with sk-canary", {"x logged the key of a model"}),
        (f"said {NEUTRAL_ANSWER}", {"x logged a candidate's words"}),
        ("eyJhbGciOiJIUzI1.eyJ0b2tlbl90eXBl.abc", {"x logged a token"}),
    ],
)
def test_the_watch_knows_a_canary_in_a_message_in_an_extra_and_in_an_exception(text, found):
    records = [
        logging.LogRecord("x", logging.INFO, "", 0, text, (), None),
        logging.LogRecord("x", logging.INFO, "", 0, "%s", (text,), None),
    ]
    records.append(logging.LogRecord("x", logging.INFO, "", 0, "event", (), None))
    records[-1].__dict__["detail"] = text
    for record in records:
        seen = set()
        LogWatch(seen).emit(record)
        assert seen == found


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["alone", "with a worker"])
def test_a_run_in_which_a_secret_is_logged_fails_though_every_test_passes(tmp_path, workers):
    test = tmp_path / "test_leak.py"
    test.write_text(
        "import logging\nfrom interviewprep.testing.factories import PASSWORD\n\n\n"
        "def test_leak():\n    logging.getLogger('leaky').warning('tried %s', PASSWORD)\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "pytest_django.plugin",
        "-p",
        "xdist.plugin",
        "-c",
        str(ROOT / "pytest.ini"),
        "--rootdir",
        str(ROOT),
        *workers,
        str(test),
    ]
    # The other plugins take longer to import than the test to run.
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TEST_SCRATCH_DIR": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "1 passed" in done.stdout) == (1, True), done.stdout + done.stderr
    assert "What no log may hold: leaky logged a password" in done.stderr


@pytest.mark.django_db(transaction=True)
def test_each_security_event_is_on_record_with_ids_and_outcome_alone(caplog, time_machine):
    caplog.set_level(logging.INFO)
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    user, browser, api = make_user("ada@example.org"), Client(), APIClient()
    for password in ("wrong", PASSWORD):
        browser.post("/log-in/", {"login": "ada@example.org", "password": password})
        pair = api.post("/api/v1/auth/token/", {"email": "ada@example.org", "password": password}, format="json").json()
    for _ in range(2):
        api.post("/api/v1/auth/token/refresh/", {"refresh": pair["refresh"]}, format="json")
        time_machine.shift(2 * GRACE)
    browser.get("/account/export/")
    browser.post("/log-out/")
    change_password(user.pk, old=PASSWORD, new="another staple of the battery")
    delete_account(user.pk)
    found = [
        (record.getMessage(), record.user_id, record.outcome)
        for record in caplog.records
        if record.name == "interviewprep.security"
    ]
    assert found == [
        ("logged_in", None, "refused"),
        ("token_issued", None, "refused"),
        ("logged_in", user.pk, "done"),
        ("token_issued", user.pk, "done"),
        ("token_replayed", user.pk, "family_revoked"),
        ("data_exported", user.pk, "done"),
        ("logged_out", user.pk, "done"),
        ("password_changed", user.pk, "done"),
        ("account_deleted", user.pk, "done"),
    ]
    assert "ada@example.org" not in caplog.text
