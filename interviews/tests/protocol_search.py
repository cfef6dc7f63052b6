"""What must be true in every state of the protocol model, and the search for a state in which it is not."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from interviews.tests.protocol_model import (
    MAX_ATTEMPTS,
    At,
    Kind,
    Process,
    Protocol,
    Speaker,
    Stage,
    State,
    Status,
    Step,
    canonical,
    end_lease,
    find_open,
    find_turn,
)

PATIENCE = 6 * MAX_ATTEMPTS  # steps after which a client that is alone must have its answer

# ------------------------------------------------------------------ what must be true


def is_answered_once(state: State) -> str:
    said = Counter((message.key, message.speaker) for message in state.messages)
    for turn in state.turns:
        if turn.kind == Kind.MESSAGE:
            words, replies = said[turn.key, Speaker.CANDIDATE], said[turn.key, Speaker.INTERVIEWER]
            if words != 1:
                return f"a message was stored {words} times"
            if replies != (turn.status == Status.DONE):
                return f"a {turn.status} turn has {replies} replies"
    return ""


def is_in_order(state: State) -> str:
    if [message.seq for message in state.messages] != list(range(1, state.next_seq)):
        return "seqs are not contiguous"
    for earlier, later in pairwise(state.messages):
        if earlier.speaker == later.speaker:
            return f"the {later.speaker} spoke twice in a row"
        if later.speaker == Speaker.INTERVIEWER and earlier.key != later.key:
            return "a reply stands after another message"
    return ""


def is_claimed_once(state: State) -> str:
    opened = sum(turn.status != Status.DONE for turn in state.turns)
    if opened > 1:
        return f"{opened} turns are open"
    if any(turn.attempt > MAX_ATTEMPTS or turn.calls > MAX_ATTEMPTS for turn in state.turns):
        return f"a turn was tried more than {MAX_ATTEMPTS} times"
    return ""


def is_durable_before_asking(state: State) -> str:
    stored = {message.key for message in state.messages}
    asking = {process.key for process in state.processes if process.kind == Kind.MESSAGE and process.at != At.IDLE}
    return "the model is asked about words that are not stored" if asking - stored else ""


def is_evaluated_once(state: State) -> str:
    if len(state.evaluations) > 1:
        return f"there are {len(state.evaluations)} evaluations"
    if (state.stage == Stage.DONE) != bool(state.evaluations):
        return f"the stage is {state.stage} with {len(state.evaluations)} evaluations"
    if state.evaluations and state.evaluations[0] != len(state.messages):
        return f"the evaluation covers {state.evaluations[0]} of {len(state.messages)} messages"
    return ""


INVARIANTS: tuple[Callable[[State], str], ...] = (
    is_answered_once,
    is_in_order,
    is_claimed_once,
    is_durable_before_asking,
    is_evaluated_once,
)


def broken_by(state: State) -> str:
    return next((sentence for holds in INVARIANTS if (sentence := holds(state))), "")


def keeps_the_past(step: Step) -> str:
    """What a candidate has read must stay: messages, evaluations and finished turns are only ever added to."""
    before, after = step.before, step.after
    if after.messages[: len(before.messages)] != before.messages:
        return "a message was changed"
    if after.evaluations[: len(before.evaluations)] != before.evaluations:
        return "an evaluation was changed"
    if any(turn.status == Status.DONE and turn not in after.turns for turn in before.turns):
        return "a finished turn was reopened"
    return ""


def drops_what_is_stale(step: Step) -> str:
    """Who was overtaken while asking leaves everything as it is: somebody newer is at work, or has finished."""
    process, before, after = step.process, step.before, step.after
    if process is None or process.at == At.IDLE or process.fence == before.fence:
        return ""
    is_untouched = after._replace(processes=(), fence=0) == before._replace(processes=(), fence=0)
    return "" if is_untouched else "a claim that was taken over still wrote"


# ------------------------------------------------------------------ liveness


@cache
def stuck_after(protocol: Protocol, state: State) -> str:
    """What never ends when everybody is gone and every model is down; empty when one retry of each request ends it."""
    requests = sorted({(process.kind, process.key) for process in state.processes}, reverse=True)
    gone = state._replace(processes=(), turns=tuple(map(end_lease, state.turns)))
    settled = gone
    for turn in gone.turns:
        if turn.status == Status.ACTIVE:
            settled = protocol.settle_expired(settled, turn)
    if any(turn.status == Status.ACTIVE for turn in settled.turns):
        return "the settler leaves a turn active"
    return next((f for left in (settled, gone) if (f := _stuck_for(protocol, left, requests))), "")


def _stuck_for(protocol: Protocol, state: State, requests: Iterable[tuple[Kind, str]]) -> str:
    wanted = [Process(kind, key) for kind, key in requests]
    for process in [*wanted, Process(Kind.FINALIZE, "last")]:
        state = _run_alone(protocol, state, process)
        turn = find_turn(state, process.key)
        if turn is not None and turn.status != Status.DONE:
            return f"a lone retry leaves its {turn.kind} {turn.status}"
    if state.stage != Stage.DONE or not state.evaluations:
        return "a lone finalize never ends in an evaluation"
    return broken_by(state)


def _run_alone(protocol: Protocol, state: State, process: Process) -> State:
    """One client repeats its request until it makes no more move, and no model ever answers it."""
    for _ in range(PATIENCE):
        moves = protocol.moves(state, process)
        if not moves:
            break
        _, state, process = moves[-1] if process.at == At.ASKING else moves[0]
    return state


# ------------------------------------------------------------------ search


@dataclass(frozen=True, slots=True)
class Violation:
    """What is broken, and the shortest way there."""

    sentence: str
    path: tuple[str, ...]


@dataclass(slots=True)
class Exploration:
    """What a search has seen; ``violation`` is the first one found, and so has the shortest path.

    ``samples`` has, for each kind of step by who is where and each attempt it can be made in, the one with the shortest path.
    """

    came_from: dict[State, Step | None]
    transitions: int = 0
    samples: dict[tuple[str, At | None, int], Step] = field(default_factory=dict)
    violation: Violation | None = None

    @property
    def states(self) -> int:
        return len(self.came_from)

    def add(self, step: Step) -> bool:
        """Whether the step leads to a state not seen before."""
        opened = find_open(step.before)
        at = step.process.at if step.process else None
        self.samples.setdefault((step.what, at, opened.attempt if opened else 0), step)
        self.transitions += 1
        if step.after in self.came_from:
            return False
        self.came_from[step.after] = step
        return True

    def path_of(self, step: Step) -> list[Step]:
        """The shortest way from the start to a step, with the step at its end."""
        path = [step]
        while (earlier := self.came_from[path[-1].before]) is not None:
            path.append(earlier)
        return path[::-1]


StateCheck = Callable[[Protocol, State], str]
StepCheck = Callable[[Step], str]


def is_safe(protocol: Protocol, state: State) -> str:
    return broken_by(state)


def is_live(protocol: Protocol, state: State) -> str:
    return stuck_after(protocol, state._replace(processes=tuple(Process(p.kind, p.key) for p in state.processes)))


def explore(
    protocol: Protocol,
    start: State,
    *,
    state_checks: Sequence[StateCheck] = (is_safe, is_live),
    step_checks: Sequence[StepCheck] = (keeps_the_past, drops_what_is_stale),
) -> Exploration:
    """Every state that can be reached, breadth first, up to the first violation."""
    first = canonical(start)
    seen = Exploration({first: None})
    waiting = deque([first])
    while waiting:
        for raw in protocol.steps(waiting.popleft()):
            step = raw._replace(after=canonical(raw.after))
            faults = [check(step) for check in step_checks]
            if seen.add(step):
                waiting.append(step.after)
                faults += [check(protocol, step.after) for check in state_checks]
            if fault := next(filter(None, faults), ""):
                seen.violation = Violation(fault, tuple(earlier.what for earlier in seen.path_of(step)))
                return seen
    return seen
