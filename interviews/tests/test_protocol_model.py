"""The turn protocol, searched exhaustively; wrong protocols, so that the search is known to find what it looks for; and
walks through the model with the real services beside it, so that the model is known to be of our protocol."""

import contextlib
import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from interviewprep.errors import DomainError
from interviewprep.testing.factories import make_bank, make_interview, make_user, reach_question
from interviews import finalizing, offline, turns
from interviews.brief import Said
from interviews.engine import CallReport, Heard
from interviews.enums import Intent
from interviews.tests.doubles import ModelInterviewer
from interviews.tests.protocol_model import (
    At,
    Kind,
    Protocol,
    Stage,
    Status,
    canonical,
    close_turn,
    find_turn,
    sends,
    speak,
)
from interviews.tests.protocol_search import explore, is_live, is_safe
from scoring import services
from scoring.judge import OfflineJudge

# ------------------------------------------------------------------ our protocol


@pytest.mark.parametrize(
    ("requests", "replies_until_wrap_up", "at_least"),
    [
        (("message a", "message a"), 9, 40),
        (("message a", "message a", "message b"), 9, 300),
        (("message a", "message a", "message b"), 1, 60),
        (("finalize x", "finalize y"), 9, 600),
        (("message a", "finalize x", "finalize y"), 9, 2_500),
        (("message a", "message b", "finalize x"), 9, 2_000),
        (("message a", "message b", "finalize x"), 1, 600),
        (("message a", "message b", "finalize x", "finalize y"), 9, 15_000),
        (("message a", "message a", "message b", "message b", "finalize x"), 9, 7_000),
        (("message a", "message a", "message b", "finalize x", "finalize y"), 1, 6_000),
    ],
)
def test_no_interleaving_of_crashes_expiries_and_retries_breaks_the_protocol(requests, replies_until_wrap_up, at_least):
    explored = explore(Protocol(replies_until_wrap_up), sends(*requests))

    assert explored.violation is None
    assert explored.states > at_least
    assert explored.transitions > 3 * at_least


def test_the_search_reaches_every_end_that_it_judges():
    explored = explore(Protocol(), sends("message a", "finalize x"))

    turns_seen = {turn for state in explored.came_from for turn in state.turns}
    stages = {state.stage for state in explored.came_from}
    assert {(turn.kind, turn.attempt) for turn in turns_seen if turn.attempt} == {
        (kind, attempt) for kind in Kind for attempt in (1, 2, 3)
    }
    assert {(turn.kind, turn.status) for turn in turns_seen} == {
        (kind, status) for kind in Kind for status in Status
    } - {(Kind.MESSAGE, Status.RETRYABLE)}
    assert stages == {Stage.QUESTION, Stage.DONE}


# ------------------------------------------------------------------ wrong protocols


class WithoutFence(Protocol):
    """Whoever comes back from the model commits."""

    def may_commit(self, state, process):
        return True


class StatusInsteadOfFence(Protocol):
    """Whoever comes back commits while the turn is active, be it active for somebody else."""

    def may_commit(self, state, process):
        turn = find_turn(state, self.turn_key(process))
        return turn is not None and turn.status == Status.ACTIVE


class FinalizePerKey(Protocol):
    """Each request to finish has a turn of its own."""

    def turn_key(self, process):
        return process.key


class SettlesUnderTheOldFence(Protocol):
    """An orphan is settled, and who held it may still commit."""

    def settle(self, state, turn):
        return super().settle(state, turn)._replace(fence=state.fence)


class TakesOverUnderTheOldFence(Protocol):
    def take_over(self, state, turn, *, calls):
        return super().take_over(state, turn, calls=calls)._replace(fence=state.fence)


class DoneFirst(Protocol):
    """Finishing sets the stage before the model is asked, and sets it back when the model fails."""

    def claim_finalize(self, state, process):
        moves = super().claim_finalize(state, process)
        return [(what, after._replace(stage=Stage.DONE), moved) for what, after, moved in moves]

    def give_back(self, state, process):
        return super().give_back(state, process)._replace(stage=Stage.QUESTION)


class WordsAfterAsking(Protocol):
    """What the candidate said is stored together with the reply to it."""

    def claim_message(self, state, process):
        moves = super().claim_message(state, process)
        return [
            (what, after._replace(messages=state.messages, next_seq=state.next_seq), moved)
            for what, after, moved in moves
        ]

    def reply(self, state, key):
        return super().reply(speak(state, key, "candidate"), key)


class MessagesDropAFailedFinalize(Protocol):
    """A message reopens an interview whose evaluation failed, and whoever was evaluating goes on."""

    def claim_message(self, state, process):
        waiting = [turn for turn in state.turns if turn.kind == Kind.FINALIZE and not turn.is_leased]
        others = tuple(turn for turn in state.turns if turn not in waiting)
        return super().claim_message(state._replace(turns=others), process)

    def may_commit(self, state, process):
        return process.kind == Kind.FINALIZE or super().may_commit(state, process)


class ForgetsTheOrphan(Protocol):
    """Another key closes an abandoned turn without answering it."""

    def settle(self, state, turn):
        return close_turn(state._replace(fence=state.fence + 1), turn.key)


class TriesForEver(Protocol):
    """A turn may be taken over any number of times."""

    def is_spent(self, turn):
        return False


ALL: dict[str, tuple[object, ...]] = {}
SAFETY = {"state_checks": (is_safe,), "step_checks": ()}
LIVENESS = {"state_checks": (is_live,), "step_checks": ()}


@pytest.mark.parametrize(
    ("mutant", "requests", "checks", "sentence"),
    [
        (WithoutFence, ("message a", "message a"), SAFETY, "a done turn has 2 replies"),
        (WithoutFence, ("message a", "message b"), SAFETY, "a done turn has 2 replies"),
        (WithoutFence, ("finalize x", "finalize y"), SAFETY, "there are 2 evaluations"),
        (StatusInsteadOfFence, ("message a", "message a"), ALL, "a claim that was taken over still wrote"),
        (StatusInsteadOfFence, ("finalize x", "finalize y"), ALL, "a claim that was taken over still wrote"),
        (FinalizePerKey, ("finalize x", "finalize y"), SAFETY, "2 turns are open"),
        (SettlesUnderTheOldFence, ("message a", "message b"), SAFETY, "a done turn has 2 replies"),
        (TakesOverUnderTheOldFence, ("message a", "message a"), SAFETY, "a done turn has 2 replies"),
        (DoneFirst, ("finalize x", "finalize y"), SAFETY, "the stage is done with 0 evaluations"),
        (DoneFirst, ("finalize x", "finalize y"), LIVENESS, "a lone finalize never ends in an evaluation"),
        (WordsAfterAsking, ("message a", "message a"), SAFETY, "a message was stored 0 times"),
        (MessagesDropAFailedFinalize, ("message a", "finalize x"), SAFETY, "the evaluation covers 0 of 1 messages"),
        (ForgetsTheOrphan, ("message a", "message b"), SAFETY, "a done turn has 0 replies"),
        (TriesForEver, ("message a", "message b"), SAFETY, "a turn was tried more than 3 times"),
    ],
)
def test_a_wrong_protocol_is_found_out(mutant, requests, checks, sentence):
    explored = explore(mutant(), sends(*requests), **checks)

    assert explored.violation is not None
    assert explored.violation.sentence == sentence


def test_the_path_to_a_violation_is_the_shortest():
    explored = explore(SettlesUnderTheOldFence(), sends("message a", "message b"), **SAFETY)

    assert explored.violation.path == (
        "message a claims",
        "message a hears the model",
        "the lease of a ends",
        "the settler takes a",
        "message a commits",
    )


# ------------------------------------------------------------------ the model and the services, side by side


class Rehearsal:
    """Does to a stored interview what a walk through the model does to its state."""

    def __init__(self, interview, intent):
        self.interview, self.intent = interview, intent
        self.fence, self.turn, self.seq = interview.fence, interview.turns.last().pk, interview.next_seq - 1
        self.claims = {}

    def follow(self, step):
        process = step.process
        if process is None:
            self._end_lease() if step.what.endswith("ends") else turns.settle_expired_turns()
        elif process.at == At.IDLE:
            self.claim(step.mover, process)
        elif step.what.endswith("dies"):
            del self.claims[step.mover]
        elif process.at != At.ASKING:
            self._store(self.claims.pop(step.mover), process)

    def claim(self, index, process):
        """Who is refused, or told what it asked for, holds no claim afterwards."""
        with contextlib.suppress(DomainError):
            claim = self._claim(process)
            if isinstance(claim, (turns.Claim, finalizing.FinalizeClaim)):
                self.claims[index] = claim

    def _claim(self, process):
        if process.kind == Kind.FINALIZE:
            return finalizing.claim_finalize(self.interview.pk)
        sent = turns.Sent(process.key, Said(f"What {process.key} says.", intent=self.intent))
        return turns._claim_message(self.interview.pk, sent, interviewer=ModelInterviewer())

    def _store(self, claim, process):
        with contextlib.suppress(DomainError):
            if process.kind == Kind.MESSAGE:
                turns._commit_message(
                    claim, Heard(offline.read_message(claim.brief), (CallReport(ok=True),)), list(claim.calls)
                )
            elif process.at == At.EMPTY_HANDED:
                finalizing.give_back(claim, settle=lambda *_: None)
            else:
                list(services._evaluate(claim, OfflineJudge(), offline=True))

    def _end_lease(self):
        self.interview.turns.filter(status="active").update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    def look(self):
        """The stored interview in the model's words."""
        self.interview.refresh_from_db()
        spoken = self.interview.messages.filter(seq__gt=self.seq).order_by("seq")
        last = self.interview.next_seq - 1
        return {
            "stage": {"follow_up": "question"}.get(self.interview.stage, self.interview.stage),
            "fence": self.interview.fence - self.fence,
            "turns": [self._look_at(turn) for turn in self.interview.turns.filter(pk__gt=self.turn).order_by("pk")],
            "messages": [pair for pair, _ in itertools.groupby(spoken.values_list("turn__key", "speaker"))],
            "evaluations": [seq == last for seq in self.interview.evaluations.values_list("covers_seq", flat=True)],
            "claims": {index: claim.turn.fence - self.fence for index, claim in self.claims.items()},
            "last attempts": {
                index for index, claim in self.claims.items() if getattr(claim, "is_last_attempt", False)
            },
        }

    def _look_at(self, turn):
        is_leased = turn.lease_expires_at is not None and turn.lease_expires_at > timezone.now()
        calls = turn.llm_calls.count() if turn.kind == Kind.MESSAGE else None
        return turn.key, turn.kind, turn.status, is_leased, turn.attempt, calls


def describe(state):
    """A state of the model as ``Rehearsal.look`` would tell it."""
    at_work = {index: process for index, process in enumerate(state.processes) if process.at != At.IDLE}
    return {
        "stage": state.stage,
        "fence": state.fence,
        "turns": [(*turn[:5], turn.calls if turn.kind == Kind.MESSAGE else None) for turn in state.turns],
        "messages": [(message.key, message.speaker) for message in state.messages],
        "evaluations": [seq == len(state.messages) for seq in state.evaluations],
        "claims": {index: process.fence for index, process in at_work.items()},
        "last attempts": {index for index, process in at_work.items() if process.attempt == 3},
    }


def rehearse(protocol, state, path, rehearsal):
    """Walk a path in both worlds, comparing after each step; then whoever has no move must change nothing when it tries."""
    for planned in path:
        steps = protocol.steps(state)
        step = next(s for s in steps if (s.what, canonical(s.after)) == (planned.what, planned.after))
        rehearsal.follow(step)
        state = step.after
        if step.process and (step.process.kind, step.process.at) == (Kind.FINALIZE, At.IDLE):
            ways = {moved.at for _, _, moved in protocol.moves(step.before, step.process)}
            assert rehearsal.claims[step.mover].may_ask_model == (At.ASKING in ways)
        assert rehearsal.look() == describe(state), [earlier.what for earlier in path]
    for index, process in enumerate(state.processes):
        if process.at == At.IDLE and not protocol.moves(state, process):
            rehearsal.claim(index, process)
            assert rehearsal.look() == describe(state), [earlier.what for earlier in path]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("requests", "intent", "replies_until_wrap_up"),
    [
        (("message a", "message a", "finalize x"), Intent.ANSWER, 9),
        (("message a", "message b"), Intent.SKIP, 1),
        (("finalize x", "finalize y"), Intent.ANSWER, 9),
    ],
)
def test_the_services_do_what_the_model_says(requests, intent, replies_until_wrap_up):
    """Each kind of step, in each attempt, at the end of its shortest path."""
    make_bank()
    user, protocol = make_user(), Protocol(replies_until_wrap_up)
    explored = explore(protocol, sends(*requests))
    plan = {"max_questions": 1 if intent == Intent.SKIP else 3, "behavioral_questions_target": 0}

    assert len(explored.samples) > 20
    walked = set()
    for path in sorted(map(explored.path_of, explored.samples.values()), key=len, reverse=True):
        if path[-1] not in walked:
            interview = reach_question(make_interview(user, **plan))
            rehearse(protocol, sends(*requests), path, Rehearsal(interview, intent))
            walked.update(path)
