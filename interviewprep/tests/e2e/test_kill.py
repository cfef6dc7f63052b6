"""kill -9 of the real server in the middle of its work: what was acknowledged is there, word for word, afterwards."""

import random
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from interviewprep.management.commands.serve import GRACE_SECONDS
from interviewprep.testing.factories import NEUTRAL_ANSWER, PASSWORD
from interviewprep.testing.server import running_server, server_from_nothing

pytestmark = pytest.mark.e2e

CANDIDATES = 6
ROUNDS = 3
SECONDS_BETWEEN_KILLS = 1.5
PATIENCE = 90.0  # a loaded machine is slow; a server that is dead is noticed at once
END_LEASES = (
    "from datetime import timedelta; from django.utils import timezone; from interviews.models import Turn; "
    "Turn.objects.filter(status='active').update(lease_expires_at=timezone.now() - timedelta(seconds=1))"
)


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path) as server:
        yield server


class Candidate:
    """Somebody who sends messages until the server is gone, and notes what was acknowledged."""

    def __init__(self, server):
        self.server = server
        self.acknowledged: dict[str, tuple[dict, bytes]] = {}
        self.unanswered: dict[str, dict] = {}
        email = f"{secrets.token_hex(8)}@example.org"
        with httpx2.Client(base_url=f"{server.url}/api/v1", timeout=PATIENCE) as http:
            assert http.post("/auth/register/", json={"email": email, "password": PASSWORD}).status_code == 201
            tokens = http.post("/auth/token/", json={"email": email, "password": PASSWORD}).json()
            self.headers = {"Authorization": f"Bearer {tokens['access']}"}
            plan = {
                "track": "devops_cloud",
                "difficulty": "easy",
                "adaptive": True,
                "max_questions": 20,
                "max_followups_per_question": 5,
            }
            created = http.post("/interviews/", json=plan, headers=self.headers)
            assert created.status_code == 201, created.text
            self.path = f"/interviews/{created.json()['id']}"
            assert http.post(f"{self.path}/start/", headers=self.headers).status_code == 200

    def talk(self, stop: threading.Event) -> None:
        with httpx2.Client(base_url=f"{self.server.url}/api/v1", timeout=PATIENCE) as http:
            while not stop.is_set():
                key, body = secrets.token_urlsafe(18), {"content": f"{NEUTRAL_ANSWER} {secrets.token_hex(4)}"}
                self.unanswered[key] = body
                try:
                    answer = self.send(http, key, body)
                except httpx2.TransportError:
                    return
                if answer.status_code != 200:
                    del self.unanswered[key]
                    return
                self.acknowledged[key] = (self.unanswered.pop(key), answer.content)

    def send(self, http, key, body):
        return http.post(f"{self.path}/messages/", json=body, headers={**self.headers, "Idempotency-Key": key})

    def check_nothing_is_lost(self) -> None:
        with httpx2.Client(base_url=f"{self.server.url}/api/v1", timeout=PATIENCE) as http:
            for key, (body, before) in self.acknowledged.items():
                again = self.send(http, key, body)
                assert (again.status_code, again.content) == (200, before)
                assert again.headers["Idempotency-Replayed"] == "true"
            for key, body in list(self.unanswered.items()):
                answer = self.send(http, key, body)
                assert answer.status_code in (200, 409), answer.text
                if answer.status_code == 200:
                    self.acknowledged[key] = (self.unanswered.pop(key), answer.content)
            stored = [m["content"] for m in http.get(f"{self.path}/messages/", headers=self.headers).json()["results"]]
        for body, _ in self.acknowledged.values():
            assert stored.count(body["content"]) == 1


def test_every_acknowledged_message_survives_kill_minus_nine(server):
    candidates = [Candidate(server) for _ in range(CANDIDATES)]
    for _ in range(ROUNDS):
        stop = threading.Event()
        with ThreadPoolExecutor(CANDIDATES) as threads:
            talks = [threads.submit(candidate.talk, stop) for candidate in candidates]
            time.sleep(SECONDS_BETWEEN_KILLS * (0.6 + random.random() * 0.8))
            server.kill()
            stop.set()
        for talk in talks:
            talk.result()
        assert not server.is_alive()
        server.start()
        server.manage("shell", "-c", END_LEASES)
        for candidate in candidates:
            candidate.check_nothing_is_lost()
    server.manage("check_integrity")
    assert sum(len(candidate.acknowledged) for candidate in candidates) > 3 * CANDIDATES


def test_ctrl_c_ends_all_that_the_server_started_and_a_second_start_keeps_the_data(tmp_path):
    with server_from_nothing(tmp_path) as server:
        candidate = Candidate(server)

        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < GRACE_SECONDS + 10  # a request that is being answered may take its grace
        assert not server.is_alive()

        server.start()
        with httpx2.Client(base_url=f"{server.url}/api/v1") as http:
            assert http.get(f"{candidate.path}/", headers=candidate.headers).json()["stage"] == "warm_up"
        assert "http://127.0.0.1:" in server.log()
