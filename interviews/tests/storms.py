"""A storm: many threads do to one interview everything that candidates, tabs and retries do, all at once."""

import random
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import Error as DatabaseFault
from django.db import connection
from rest_framework.renderers import JSONRenderer

from interviewprep.errors import DomainError
from interviewprep.testing.factories import make_interview, new_key, reach_question
from interviews import turns
from interviews.brief import Said
from interviews.enums import Intent, Speaker
from interviews.exceptions import LLMUnavailable, TurnInProgress
from interviews.models import Interview
from interviews.serializers import describe_turn
from interviews.tests.doubles import ModelInterviewer, ModelJudge, Weather
from scoring.integrity import find_violations
from scoring.services import finalize

THREADS = 16
MESSAGES = 6
TABS = 3
FINALIZES = 2
PATIENCE_SECONDS = 20.0


@dataclass(slots=True)
class Outcome:
    """What the threads were told, and what broke. ``told`` has every answer to a key; they must all be the same."""

    told: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    evaluations: list[tuple[int, int | None]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Storm:
    """One seeded storm over one interview with leases of ``lease_seconds``."""

    seed: int
    user: Any
    lease_seconds: float
    outcome: Outcome = field(default_factory=Outcome)

    def rage(self) -> Interview:
        """Run all threads to their end, then tidy up as the settler and a returning candidate would."""
        interview = reach_question(make_interview(self.user, max_questions=4, behavioral_questions_target=1))
        weather = Weather(self.seed, overdue_seconds=self.lease_seconds * 1.5)
        jobs = self._jobs()
        with ThreadPoolExecutor(THREADS) as threads:
            done = [threads.submit(self._guarded, job, interview.pk, argument, weather) for job, argument in jobs]
        for each in done:
            each.result()  # what nobody foresaw is raised here, not lost with its thread
        time.sleep(self.lease_seconds)
        turns.settle_expired_turns()
        finalize(interview.pk, judge=ModelJudge())
        interview.refresh_from_db()
        return interview

    def violations(self, interview: Interview) -> list[str]:
        """Everything wrong: faults of threads, broken invariants, differing answers, lost acknowledged words."""
        differing = [
            f"key {key} was answered in {len(set(v))} ways" for key, v in self.outcome.told.items() if len(set(v)) > 1
        ]
        several = [f"evaluations {set(self.outcome.evaluations)}"] if len(set(self.outcome.evaluations)) > 1 else []
        stored = set(interview.turns.filter(messages__speaker=Speaker.CANDIDATE).values_list("key", flat=True))
        lost = [f"acknowledged key {key} is not stored" for key in self.outcome.told if key not in stored]
        return [*self.outcome.faults, *find_violations(interview), *differing, *several, *lost]

    def _jobs(self) -> list[tuple[Any, Any]]:
        draws = random.Random(self.seed)
        intents = [*Intent, Intent.ANSWER, Intent.ANSWER, Intent.ANSWER]
        sent = [
            turns.Sent(new_key(), Said(f"Answer {n} of seed {self.seed}.", intent=draws.choice(intents)))
            for n in range(MESSAGES)
        ]
        jobs: list[tuple[Any, Any]] = [(self._send, message) for message in sent for _ in range(TABS)]
        draws.shuffle(jobs)
        late = [len(jobs) - draws.randrange(len(jobs) // 2) for _ in range(FINALIZES)]
        for at in late:
            jobs.insert(at, (self._finish, None))
        return jobs

    def _guarded(self, job: Any, interview_id: int, argument: Any, weather: Weather) -> None:
        """A thread may be refused by the domain; anything the database says is a fault."""
        try:
            self._persist(lambda: job(interview_id, argument, weather))
        except (DatabaseFault, AssertionError, LookupError, RuntimeError) as fault:
            self.outcome.faults.append(f"{type(fault).__name__}: {fault}")
        finally:
            connection.close()

    def _persist(self, attempt: Any) -> None:
        """Try again while a turn runs, as a client does; any other refusal ends it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                attempt()
            except (TurnInProgress, LLMUnavailable):
                time.sleep(0.01 + random.random() * 0.02)
            except DomainError:
                return
            else:
                return
        self.outcome.faults.append(f"{threading.current_thread().name} was never answered")

    def _send(self, interview_id: int, sent: turns.Sent, weather: Weather) -> None:
        result = turns.send_message(interview_id, sent, interviewer=ModelInterviewer(weather.strike))
        self.outcome.told[sent.key].append(JSONRenderer().render(describe_turn(result)))

    def _finish(self, interview_id: int, argument: None, weather: Weather) -> None:
        evaluation = finalize(interview_id, judge=ModelJudge(weather.strike))
        self.outcome.evaluations.append((evaluation.pk, evaluation.overall))
