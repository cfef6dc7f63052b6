"""The turn protocol in the small, for exhaustive search: every interleaving of its transactions, crashes and retries.

A step is one transaction (the interview's lock makes it whole) or one thing that happens to a process between two of
them. A lease may end at any moment, processes may die at any step, models may fail, and candidates may repeat themselves
for ever: nothing is bounded, so safety leans neither on clocks nor on luck. The search ends because fences are only ever
compared with the newest one, so ``canonical`` may forget all else about them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MAX_ATTEMPTS = 3
FINALIZE = "finalize"


class Kind(StrEnum):
    MESSAGE = "message"
    FINALIZE = "finalize"


class Status(StrEnum):
    ACTIVE = "active"
    RETRYABLE = "retryable"
    DONE = "done"


class Stage(StrEnum):
    QUESTION = "question"
    WRAP_UP = "wrap_up"
    DONE = "done"


class Speaker(StrEnum):
    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"


class At(StrEnum):
    """Where a process is. ``IDLE`` is also a dead one: its client will send the same key again, or never."""

    IDLE = "idle"
    ASKING = "asking"
    READY = "ready"  # with a reply or an evaluation, from the model or offline
    EMPTY_HANDED = "empty_handed"


class Turn(NamedTuple):
    key: str
    kind: Kind
    status: Status = Status.ACTIVE
    is_leased: bool = True
    attempt: int = 1
    calls: int = 1


class Message(NamedTuple):
    seq: int
    key: str
    speaker: Speaker


class Process(NamedTuple):
    """Somebody answering a request; ``fence``, ``attempt`` and ``covers`` are what its claim gave it."""

    kind: Kind
    key: str
    at: At = At.IDLE
    fence: int = 0
    attempt: int = 0
    covers: int = 0


class State(NamedTuple):
    processes: tuple[Process, ...]
    stage: Stage = Stage.QUESTION
    fence: int = 0
    next_seq: int = 1
    messages: tuple[Message, ...] = ()
    turns: tuple[Turn, ...] = ()
    evaluations: tuple[int, ...] = ()  # each by the last seq that it covers


Move = tuple[str, State, Process]


class Step(NamedTuple):
    """One transition; ``mover`` says whose it is, and is none for a lease's end and for the settler."""

    what: str
    before: State
    mover: int | None
    after: State

    @property
    def process(self) -> Process | None:
        """Who made it, as they were before."""
        return None if self.mover is None else self.before.processes[self.mover]


def sends(*requests: str) -> State:
    """An interview at its first question; ``message a`` and ``finalize x`` are requests with their keys."""
    parts = [request.split() for request in requests]
    return State(tuple(Process(Kind(kind), key) for kind, key in parts))


def canonical(state: State) -> State:
    """The same state without what can never matter again: old fences, attempts at finished turns, who of equals is who."""
    processes = sorted(p._replace(fence=int(p.at != At.IDLE and p.fence == state.fence)) for p in state.processes)
    turns = tuple(t._replace(attempt=0, calls=0) if t.status == Status.DONE else t for t in state.turns)
    return state._replace(fence=1, processes=tuple(processes), turns=turns)


# ------------------------------------------------------------------ the protocol


@dataclass(frozen=True, slots=True)
class Protocol:
    """The rules as ``turns`` and ``finalizing`` have them. A mutant overrides one."""

    replies_until_wrap_up: int = 9

    def steps(self, state: State) -> Iterator[Step]:
        """Everything that can happen next."""
        for index, process in enumerate(state.processes):
            moves = self.moves(state, process)
            if process.at != At.IDLE:
                moves.append(("dies", state, Process(process.kind, process.key)))
            for what, after, moved in moves:
                processes = (*state.processes[:index], moved, *state.processes[index + 1 :])
                yield Step(f"{process.kind} {process.key} {what}", state, index, after._replace(processes=processes))
        for turn in state.turns:
            if turn.is_leased:
                yield Step(f"the lease of {turn.key} ends", state, None, replace_turn(state, end_lease(turn)))
            elif turn.status == Status.ACTIVE:
                yield Step(f"the settler takes {turn.key}", state, None, self.settle_expired(state, turn))

    def moves(self, state: State, process: Process) -> list[Move]:
        """What a process may do. One that is refused, or told what it asked for, changes nothing and makes no move."""
        match process.at:
            case At.IDLE if process.kind == Kind.MESSAGE:
                return self.claim_message(state, process)
            case At.IDLE:
                return self.claim_finalize(state, process)
            case At.ASKING:
                return [self._hear(state, process), self._fail(state, process)]
            case _:
                return [self._store(state, process)]

    # -------------------------------------------------------------- claim

    def claim_message(self, state: State, process: Process) -> list[Move]:
        mine, other = find_turn(state, process.key), find_open(state)
        if mine is not None:
            return self._resume(state, process, mine)
        if other is not None:
            if other.is_leased or other.kind == Kind.FINALIZE:
                return []
            state = self.settle(state, other)
        if state.stage != Stage.QUESTION:
            return [("settles the orphan and is refused", state, process)] if other else []
        state = speak(state, process.key, Speaker.CANDIDATE)
        state = state._replace(fence=state.fence + 1, turns=(*state.turns, Turn(process.key, process.kind)))
        return [("claims", state, process._replace(at=At.ASKING, fence=state.fence))]

    def _resume(self, state: State, process: Process, mine: Turn) -> list[Move]:
        if mine.status == Status.DONE or mine.is_leased:
            return []
        if self.is_spent(mine):
            return [("settles its spent turn", self.settle(state, mine), process)]
        state = self.take_over(state, mine, calls=1)
        return [("takes over", state, process._replace(at=At.ASKING, fence=state.fence))]

    def claim_finalize(self, state: State, process: Process) -> list[Move]:
        if state.stage == Stage.DONE:
            return []
        mine, other = find_turn(state, self.turn_key(process)), find_open(state)
        if (mine and mine.is_leased) or (other and other.kind == Kind.MESSAGE and other.is_leased):
            return []
        if mine is not None:
            asking = self._evaluates(self.take_over(state, mine, calls=1), process, "takes over")
            estimating = self._estimates(self.take_over(state, mine, calls=0), process, "takes over to estimate")
            return [estimating] if self.is_spent(mine) else [asking, estimating]
        if other is not None and other.kind == Kind.MESSAGE:
            state = self.settle(state, other)
        state = state._replace(fence=state.fence + 1)
        turn = Turn(self.turn_key(process), Kind.FINALIZE)
        uncalled = turn._replace(calls=0)
        return [
            self._evaluates(state._replace(turns=(*state.turns, turn)), process, "claims"),
            self._estimates(state._replace(turns=(*state.turns, uncalled)), process, "claims to estimate"),
        ]

    def _evaluates(self, state: State, process: Process, what: str) -> Move:
        turn = find_turn(state, self.turn_key(process))
        claimed = process._replace(at=At.ASKING, fence=state.fence, covers=state.next_seq - 1)
        return what, state, claimed._replace(attempt=turn.attempt if turn else 0)

    def _estimates(self, state: State, process: Process, what: str) -> Move:
        """Without the model: the candidate asked for it, or its attempts are spent."""
        what, state, claimed = self._evaluates(state, process, what)
        return what, state, claimed._replace(at=At.READY)

    def is_spent(self, turn: Turn) -> bool:
        return turn.attempt >= MAX_ATTEMPTS

    def turn_key(self, process: Process) -> str:
        """A message has a turn of its own key; finalize is one turn, whoever asks."""
        return process.key if process.kind == Kind.MESSAGE else FINALIZE

    # -------------------------------------------------------------- ask

    def _hear(self, state: State, process: Process) -> Move:
        return "hears the model", state, process._replace(at=At.READY)

    def _fail(self, state: State, process: Process) -> Move:
        """A message is answered offline and a last attempt ends in an estimate; another evaluation will be given back."""
        is_given_back = process.kind == Kind.FINALIZE and process.attempt < MAX_ATTEMPTS
        return "hears nothing", state, process._replace(at=At.EMPTY_HANDED if is_given_back else At.READY)

    # -------------------------------------------------------------- commit

    def _store(self, state: State, process: Process) -> Move:
        idle = Process(process.kind, process.key)
        if not self.may_commit(state, process):
            return "is stale", state, idle
        if process.kind == Kind.MESSAGE:
            return "commits", self.reply(state, process.key), idle
        if process.at == At.EMPTY_HANDED:
            return "gives back", self.give_back(state, process), idle
        return "commits", self.finish(state, process), idle

    def may_commit(self, state: State, process: Process) -> bool:
        return process.fence == state.fence

    def reply(self, state: State, key: str) -> State:
        """The reply, the turn done and the stage, in one transaction."""
        state = close_turn(speak(state, key, Speaker.INTERVIEWER), key)
        replies = sum(message.speaker == Speaker.INTERVIEWER for message in state.messages)
        is_over = state.stage == Stage.QUESTION and replies >= self.replies_until_wrap_up
        return state._replace(stage=Stage.WRAP_UP) if is_over else state

    def finish(self, state: State, process: Process) -> State:
        state = close_turn(state, self.turn_key(process))
        return state._replace(stage=Stage.DONE, evaluations=(*state.evaluations, process.covers))

    def give_back(self, state: State, process: Process) -> State:
        turn = find_turn(state, self.turn_key(process))
        return self.release(state, turn) if turn else state

    # -------------------------------------------------------------- take over, settle

    def take_over(self, state: State, turn: Turn, *, calls: int) -> State:
        attempt = min(turn.attempt + 1, MAX_ATTEMPTS)
        taken = turn._replace(status=Status.ACTIVE, is_leased=True, attempt=attempt, calls=turn.calls + calls)
        return replace_turn(state, taken)._replace(fence=state.fence + 1)

    def settle(self, state: State, turn: Turn) -> State:
        """Answer an orphaned message with the offline interviewer."""
        return self.reply(state._replace(fence=state.fence + 1), turn.key)

    def release(self, state: State, turn: Turn) -> State:
        given = turn._replace(status=Status.RETRYABLE, is_leased=False)
        return replace_turn(state, given)._replace(fence=state.fence + 1)

    def settle_expired(self, state: State, turn: Turn) -> State:
        return self.settle(state, turn) if turn.kind == Kind.MESSAGE else self.release(state, turn)


def find_turn(state: State, key: str) -> Turn | None:
    return next((turn for turn in state.turns if turn.key == key), None)


def find_open(state: State) -> Turn | None:
    return next((turn for turn in state.turns if turn.status != Status.DONE), None)


def replace_turn(state: State, turn: Turn) -> State:
    return state._replace(turns=tuple(turn if old.key == turn.key else old for old in state.turns))


def close_turn(state: State, key: str) -> State:
    closed = (t._replace(status=Status.DONE, is_leased=False) if t.key == key else t for t in state.turns)
    return state._replace(turns=tuple(closed))


def end_lease(turn: Turn) -> Turn:
    return turn._replace(is_leased=False)


def speak(state: State, key: str, speaker: Speaker) -> State:
    message = Message(state.next_seq, key, speaker)
    return state._replace(messages=(*state.messages, message), next_seq=state.next_seq + 1)
