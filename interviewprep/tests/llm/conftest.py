"""What must hold after every call, whatever was tested: no thread is left, no word of the provider's was logged."""

import logging
import threading

import pytest

from interviewprep.tests.llm.asking import KEY
from interviewprep.tests.llm.fault_server import MARK


def own_threads():
    return {each for each in threading.enumerate() if each.name != "fault-server"}


@pytest.fixture(autouse=True)
def _no_thread_stays():
    before = own_threads()
    yield
    assert own_threads() <= before  # what another test left may end meanwhile


@pytest.fixture(autouse=True)
def _nothing_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    yield
    for phase in ("setup", "call"):
        for record in caplog.get_records(phase):
            assert MARK not in record.getMessage()
            assert KEY not in record.getMessage()
