"""Starting the server by hand."""

import socket

import pytest
from django.core.management import CommandError

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
