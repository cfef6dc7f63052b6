"""Where the gallery lives: real servers over one real database, a model, a voice and a mail server beside them, and the people in it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

from interviewprep.testing.mail_server import MailServer, running_mail_server
from interviewprep.testing.model_server import Behaviour, ModelServer
from interviewprep.testing.ports import find_free_port
from interviewprep.testing.prepared import ROOT
from interviewprep.testing.server import START_SECONDS, RealServer, running_server
from interviewprep.testing.speech_server import SpeechServer

PLAIN, LED, BROKEN = "plain", "led", "broken"
TRIES_AT_THE_DOOR = 3


@dataclass(frozen=True, slots=True)
class House:
    """``urls`` of its servers: ``plain`` has neither model nor mail nor voice, ``led`` has all, ``broken`` has lost its database.

    The rest is as ``people`` made it.
    """

    urls: dict[str, str]
    model: ModelServer
    voice: SpeechServer
    mail: MailServer
    sessions: dict[str, str]
    interviews: dict[str, str]
    codes: list[str]
    lost: Path

    def break_database(self) -> None:
        """Where the broken server looks for its database, there is something else."""
        self.lost.write_text("This is no database.\n" * 100)


@contextlib.contextmanager
def fresh_server() -> Iterator[RealServer]:
    """A server without a model and without mail, on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="interviewprep-gallery-") as folder, running_server(Path(folder)) as server:
        yield server


@contextlib.contextmanager
def open_house(plain: RealServer) -> Iterator[House]:
    """The others started beside it, on its data; everybody made."""
    with (
        ModelServer(behaviour=Behaviour(action="advance")) as model,
        SpeechServer() as voice,
        running_mail_server() as mail,
    ):
        led = {
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "PUBLIC_URL": "http://localhost",
            "LLM_BASE_URL": model.url,
            "LLM_MODEL": "stand-in",
            "SPEECH_BASE_URL": voice.url,
            "SPEECH_SYNTHESIS_MODEL": "stand-in",
            "RATE_LIMIT_LOG_IN": f"{TRIES_AT_THE_DOOR}/h",
            "RATE_LIMIT_MAILBOX": "1000000/h",
        }
        lost = plain.folder / "lost.sqlite3"
        without = {"DATABASE_URL": f"sqlite:///{lost}"}
        with _beside(plain, led) as led_url, _beside(plain, without) as broken_url:
            made = _invite({**plain.environment(), **led})
            urls = {PLAIN: _named(plain.url), LED: led_url, BROKEN: broken_url}
            yield House(urls, model, voice, mail, lost=lost, **made)


@contextlib.contextmanager
def _beside(first: RealServer, env: Mapping[str, str]) -> Iterator[str]:
    """One more server on the data of the first, which has prepared everything."""
    port = find_free_port()
    address = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "interviewprep.wsgi", "--bind", address, "--worker-class", "gthread"]
    environment = {**first.environment(), **env}
    with (first.folder / "beside.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--threads", "8"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_for(f"http://{address}/livez")
        yield _named(f"http://{address}")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _named(url: str) -> str:
    """By name: a passkey belongs to one, and no number will do."""
    return url.replace("127.0.0.1", "localhost")


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(URLError, OSError), urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
            return
        time.sleep(0.1)
    raise RuntimeError("A server beside the first did not start.")


def _invite(environment: Mapping[str, str]) -> dict[str, Any]:
    """Make the people in the servers' database, by the application's own services."""
    program = "import django; django.setup(); from interviewprep.testing.gallery import people; people.main()"
    settings = {**environment, "DJANGO_SETTINGS_MODULE": "interviewprep.settings"}
    made = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=settings, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(made.stdout)
    return found
