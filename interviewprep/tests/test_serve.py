"""Starting the server by hand."""

import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from interviewprep.management.commands import serve
from interviewprep.management.commands.serve import _refuse_taken_port


def test_a_taken_port_is_said_before_the_server_is_promised(settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.HOST, settings.PORT = other.getsockname()
        with pytest.raises(CommandError, match="is taken"):
            _refuse_taken_port()


@pytest.fixture
def free_port(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.HOST, settings.PORT = probe.getsockname()


@pytest.mark.usefixtures("free_port")
def test_a_free_port_is_accepted():
    _refuse_taken_port()


@pytest.mark.usefixtures("free_port", "db")
@pytest.mark.parametrize(("options", "prepares"), [([], ["prepare"]), (["--prepared"], [])])
def test_what_is_prepared_already_is_left_alone(monkeypatch, settings, tmp_path, options, prepares):
    settings.STATIC_ROOT = tmp_path
    called, became = [], []
    monkeypatch.setattr(serve, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(serve.os, "execv", lambda _, command: became.append(command[1:4]))
    call_command("serve", *options)
    assert (called, became) == (prepares, [["-m", "gunicorn", "interviewprep.wsgi"]])


@pytest.mark.usefixtures("free_port", "db")
@pytest.mark.parametrize(("pending", "static"), [(1, "."), (0, "nowhere")])
def test_what_is_not_prepared_is_not_served(monkeypatch, settings, tmp_path, pending, static):
    settings.STATIC_ROOT = tmp_path / Path(static)
    monkeypatch.setattr(serve, "count_pending_migrations", lambda: pending)
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        call_command("serve", "--prepared")
