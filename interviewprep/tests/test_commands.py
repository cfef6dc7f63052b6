"""The management commands a person runs by hand."""

import json
import logging
import re
import sys
from io import StringIO

import pytest
from django.core.management import call_command

from interviewprep.logging import JSONFormatter, request_id
from interviewprep.testing.factories import make_bank, make_interview, new_key


def output_of(*command):
    written = StringIO()
    call_command(*command, stdout=written)
    return written.getvalue()


def test_show_limits_prints_every_limit_with_its_unit(settings):
    """Edge case 19: no magic numbers."""
    settings.MESSAGE_BUDGET_SECONDS = 33
    shown = output_of("show_limits")
    assert "MESSAGE_BUDGET_SECONDS            33\n" in shown
    assert "characters per message            8,000\n" in shown
    assert "hints per question                3\n" in shown


@pytest.mark.django_db(transaction=True)
def test_settle_turns_says_how_many_it_settled():
    assert output_of("settle_turns") == "0 abandoned turns settled.\n"


@pytest.mark.django_db(transaction=True)
def test_refused_input_is_on_record_without_its_content(api, user, caplog):
    """Edge case 17: the predecessor did not log invalid input."""
    make_bank()
    interview = make_interview(user)
    caplog.set_level(logging.INFO, logger="interviewprep.errors")

    api.post(
        f"/api/v1/interviews/{interview.public_id}/messages/",
        {"content": "a secret canary \x00"},
        format="json",
        headers={"Idempotency-Key": new_key()},
    )

    (record,) = [r for r in caplog.records if r.message == "request_refused"]
    line = json.loads(JSONFormatter().format(record))
    assert (line["user_id"], line["code"], line["fields"]) == (user.pk, "invalid_message", ["content"])
    assert "canary" not in json.dumps(line)


def test_a_log_line_is_json_with_the_request_s_id():
    token = request_id.set("abc12345")
    try:
        record = logging.makeLogRecord({"msg": "turn_settled", "levelname": "INFO", "name": "x", "interview": 7})
        line = json.loads(JSONFormatter().format(record))
    finally:
        request_id.reset(token)
    assert (line["event"], line["request_id"], line["interview"]) == ("turn_settled", "abc12345", 7)


def test_an_exception_is_logged_by_types_and_places_and_so_is_what_it_came_of():
    """A database names the values of the row: Key (email)=(ada@example.org) already exists."""
    try:
        try:
            {}["ada@example.org\nDETAIL: a canary\nand more"]
        except KeyError as error:
            raise ValueError("a canary\nin two lines") from error
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "event", (), sys.exc_info())
    line = json.loads(JSONFormatter().format(record))
    assert line["exception"] == "ValueError"
    assert [re.sub(r"^.*/|:\d+ \w+$", "", step) for step in line["traceback"]] == [
        "ValueError",
        "test_commands.py",
        "KeyError",
        "test_commands.py",
    ]
