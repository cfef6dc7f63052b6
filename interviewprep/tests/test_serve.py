"""Starting the server by hand."""

import socket

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


def test_a_free_port_is_accepted(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.HOST, settings.PORT = probe.getsockname()
    _refuse_taken_port()


@pytest.mark.parametrize(("options", "prepares"), [([], ["prepare"]), (["--prepared"], [])])
def test_what_is_prepared_already_is_left_alone(monkeypatch, settings, options, prepares):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.HOST, settings.PORT = probe.getsockname()
    called, became = [], []
    monkeypatch.setattr(serve, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(serve.os, "execv", lambda _, command: became.append(command[1:4]))
    call_command("serve", *options)
    assert (called, became) == (prepares, [["-m", "gunicorn", "interviewprep.wsgi"]])
