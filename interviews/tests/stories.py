"""Everything that candidates, models, clocks and curators can do to an interview, in any order, for Hypothesis to tell.

Before each step the teller works out from rows what must come of it; after each step every invariant is checked.
"""

from collections import Counter
from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from interviewprep.errors import DomainError
from interviewprep.testing.factories import NEUTRAL_ANSWER, make_interview, make_user, new_key
from interviews import plan, turns
from interviews.brief import Said
from interviews.engine import OfflineInterviewer
from interviews.enums import SPEAKING_STAGES, Intent, MessageKind, Speaker, Stage, TurnKind, TurnOutcome, TurnStatus
from interviews.exceptions import (
    FinalizePending,
    IdempotencyKeyReused,
    InterviewDeleted,
    InterviewFinished,
    InterviewWrappedUp,
    InvalidMessage,
    LLMUnavailable,
    NotStarted,
    StaleView,
    TurnInProgress,
)
from interviews.models import Interview, Message, Question, Turn
from interviews.services import delete_interview
from interviews.tests.doubles import ModelInterviewer, ModelJudge, fail
from interviews.tests.story_parts import LETTERS, MODELS, OVERTAKERS, PLANS, WORDS, Letter, can_be_stored
from interviews.turns import Sent, TurnResult
from scoring.integrity import find_violations
from scoring.judge import OfflineJudge
from scoring.models import Evaluation
from scoring.services import finalize

ATTEMPTS = 3
ENOUGH = 6  # messages, before anybody thinks of ending it
CLOSED = {Stage.INTRO: NotStarted, Stage.WRAP_UP: InterviewWrappedUp, Stage.DONE: InterviewFinished}


class Crash(Exception):
    """The process is gone while the model is being asked."""


def crash():
    raise Crash


LUCK = {"answers": lambda: None, "fails": fail, "dies": crash}


def attempt(act, *arguments, **options):
    """What comes of it: a result, or the refusal or the crash instead of one."""
    try:
        return act(*arguments, **options)
    except (DomainError, Crash) as failure:
        return failure


def is_leased(turn):
    return turn.status == TurnStatus.ACTIVE and turn.lease_expires_at > timezone.now()


class Stories(RuleBasedStateMachine):
    endings: Counter[str] = Counter()

    @initialize(choices=PLANS)
    def sit_down(self, choices):
        self.user, self.letters = make_user(), []
        self.begin(**choices)

    def begin(self, **choices):
        self.accepted, self.told, self.evaluation, self.transcript = {}, {}, None, []
        self.letters = self.letters[-1:]  # one may still be on its way to the interview before
        self.interview = make_interview(self.user, **choices)

    def teardown(self):
        self.user.delete()
        Question.objects.update(state="published")

    # -------------------------------------------------------------- rules

    @precondition(lambda self: self.interview.stage in SPEAKING_STAGES)
    @rule(points=st.integers(0, 4), model=MODELS)
    def answer(self, points, model):
        self.deliver(self.write(points), model)

    @precondition(lambda self: self.interview.stage in SPEAKING_STAGES)
    @rule(words=WORDS, kind=st.sampled_from(["text", "code"]), model=MODELS)
    def say_anything(self, words, kind, model):
        self.deliver(self.write(words, kind=kind), model)

    @precondition(lambda self: self.interview.stage != Stage.INTRO)
    @rule(intent=st.sampled_from(Intent), model=MODELS)
    def press_a_button(self, intent, model):
        self.deliver(self.write(0, intent=intent), model)

    @precondition(lambda self: self.interview.stage != Stage.INTRO)
    @rule(behind=st.sampled_from([0, 0, 1]))
    def answer_from_a_page(self, behind):
        last_seen = self.interview.next_seq - 1 - behind
        self.deliver(self.write(1, last_seen_seq=last_seen), "offline")

    @precondition(lambda self: self.interview.stage in SPEAKING_STAGES)
    @rule(points=st.integers(0, 4), by=OVERTAKERS, fails=st.booleans())
    def answer_and_be_overtaken(self, points, by, fails):
        self.deliver(self.write(points), "fails" if fails else "answers", by=by)
        self.begin_again_if_gone()

    @precondition(lambda self: self.letters)
    @rule(letter=LETTERS, model=MODELS)
    def send_again(self, letter, model):
        self.deliver(letter, model)

    @precondition(lambda self: self.letters)
    @rule(letter=LETTERS, points=st.integers(0, 4))
    def use_a_key_again(self, letter, points):
        self.deliver(self.write(points, key=letter.sent.key), "offline")

    @precondition(lambda self: self.interview.stage in SPEAKING_STAGES)
    @rule(points=st.integers(0, 4), times=st.integers(1, 4))
    def die_again_and_again(self, points, times):
        letter = self.write(points)
        for _ in range(times):
            self.deliver(letter, "dies")
            self.end_leases()

    @precondition(lambda self: len(self.transcript) > ENOUGH)
    @rule(model=MODELS, wish=st.booleans())
    def end(self, model, wish):
        self.finish(model, wish=wish)

    @precondition(lambda self: len(self.transcript) > ENOUGH)
    @rule(lucks=st.lists(st.sampled_from(["dies", "fails"]), min_size=1, max_size=4))
    def end_again_and_again(self, lucks):
        for model in lucks:
            self.finish(model)
            self.end_leases()

    @precondition(lambda self: len(self.transcript) > ENOUGH)
    @rule(by=OVERTAKERS, fails=st.booleans())
    def end_and_be_overtaken(self, by, fails):
        self.finish("fails" if fails else "answers", by=by)
        self.begin_again_if_gone()

    @precondition(lambda self: self.interview.stage == Stage.INTRO)
    @rule(times=st.integers(1, 2))
    def start(self, times):
        for _ in range(times):
            result = turns.start_interview(self.interview.pk)
            assert [message.seq for message in result.messages] == [1]

    @precondition(lambda self: self.is_busy)
    @rule()
    def end_leases(self):
        over = timezone.now() - timedelta(seconds=1)
        Turn.objects.filter(interview=self.interview, status=TurnStatus.ACTIVE).update(lease_expires_at=over)

    @precondition(lambda self: self.is_busy)
    @rule()
    def settle(self):
        expired = Turn.objects.filter(status=TurnStatus.ACTIVE, lease_expires_at__lt=timezone.now()).count()
        assert turns.settle_expired_turns() == expired
        assert turns.settle_expired_turns() == 0

    @precondition(lambda self: self.interview.stage == Stage.DONE)
    @rule(choices=PLANS)
    def delete_and_begin_again(self, choices):
        self.delete()
        Question.objects.update(state="published")
        self.begin(**choices)

    @precondition(lambda self: len(self.transcript) > ENOUGH)
    @rule(kind=st.sampled_from(["behavioral", "conceptual"]))
    def retire_questions(self, kind):
        Question.objects.filter(kind=kind).update(state="retired")

    # -------------------------------------------------------------- invariants

    @invariant()
    def every_invariant_holds(self):
        assert find_violations(self.interview) == []

    @invariant()
    def the_past_stays(self):
        self.interview.refresh_from_db()
        self.is_busy = self.open_turn() is not None
        rows = list(self.interview.messages.order_by("seq").values_list("pk", "seq", "speaker", "kind", "content"))
        assert rows[: len(self.transcript)] == self.transcript
        self.transcript = rows
        current = Evaluation.objects.filter(interview=self.interview, current=True)
        assert self.evaluation in (None, *current.values_list("pk", "overall", "provisional"))

    @invariant()
    def accepted_words_are_stored_as_they_were_sent(self):
        said = self.interview.messages.filter(speaker=Speaker.CANDIDATE)
        stored = dict(said.values_list("turn__key", "content"))
        assert stored == {key: said.content for key, (said, _) in self.accepted.items()}

    # -------------------------------------------------------------- messages

    def write(self, words, *, intent=Intent.ANSWER, kind="text", key="", last_seen_seq=None):
        self.interview.refresh_from_db()
        said = Said(self.compose(words), MessageKind(kind), Intent(intent))
        letter = Letter(self.interview.pk, Sent(key or new_key(), said, "", last_seen_seq))
        self.letters.append(letter)
        return letter

    def compose(self, words):
        if isinstance(words, str):
            return words
        slot = self.interview.slots.filter(outcome="open").first()
        cues = [point["cues"][0] for point in slot.snapshot["key_points"][:words]] if slot else []
        return f"I would look at {' and at '.join(cues)} before anything else." if cues else NEUTRAL_ANSWER

    def deliver(self, letter, model, *, by="nobody"):
        """Send a letter and compare what comes of it with what must."""
        refusal, orphan = self.refusal_of(letter), self.orphan_before(letter)
        mine, before = self.turn_of(letter), self.look()
        double = ModelInterviewer(lambda: self.interrupt(by, LUCK[model], letter))
        interviewer = OfflineInterviewer() if model == "offline" else double
        outcome = attempt(turns.send_message, letter.interview_id, letter.sent, interviewer=interviewer)
        if refusal is None and mine is None:
            refusal = self.refusal_at_the_door(letter.sent, before, orphan)
        self.endings[type(outcome).__name__] += 1
        if refusal is not None:
            assert type(outcome) is refusal
            assert double.asked == 0
            assert orphan is not None or self.look() == before
        else:
            self.check_accepted(letter, outcome, model=model, mine=mine, asked=double.asked)

    def refusal_of(self, letter):
        """What refuses a letter whatever the stage."""
        if not can_be_stored(letter.sent.said.content):
            return InvalidMessage
        if letter.interview_id != self.interview.pk:
            return InterviewDeleted
        mine, opened = self.turn_of(letter), self.open_turn()
        if mine is not None and self.accepted[mine.key] != letter.body:
            return IdempotencyKeyReused
        if mine is not None:
            return TurnInProgress if is_leased(mine) else None
        if opened is not None and is_leased(opened):
            return TurnInProgress
        return FinalizePending if opened is not None and opened.kind == TurnKind.FINALIZE else None

    def refusal_at_the_door(self, sent, before, orphan):
        """What refuses a new message, once an orphan before it has been settled."""
        stage, last = Stage(before["stage"]), before["next_seq"] - 1
        if orphan is not None and Turn.objects.filter(pk=orphan.pk).exists():
            orphan.refresh_from_db()
            stage, last = Stage(orphan.stage_after), orphan.messages.last().seq
        if stage in CLOSED:
            return CLOSED[stage]
        if sent.last_seen_seq not in (None, last):
            return StaleView
        return None if sent.said.intent in plan.allowed_intents(stage) else InvalidMessage

    def check_accepted(self, letter, outcome, *, model, mine, asked):
        key, is_replay = letter.sent.key, mine is not None and mine.status == TurnStatus.DONE
        is_spent = mine is not None and mine.attempt >= ATTEMPTS
        assert asked == (model != "offline" and not is_replay and not is_spent)
        if not Interview.objects.filter(pk=letter.interview_id).exists():
            assert type(outcome) is InterviewDeleted
            return
        self.accepted[key] = letter.body
        if asked and model == "dies":
            assert type(outcome) is Crash
            assert is_leased(self.open_turn())
            return
        assert type(outcome) is TurnResult
        assert outcome.turn.outcome == TurnOutcome.SETTLED or is_replay or not is_spent
        assert outcome.messages[0].content == letter.sent.said.content
        told = [message.pk for message in outcome.messages], str(outcome.turn.stage_after), outcome.asked
        assert self.told.setdefault(key, told) == told

    # -------------------------------------------------------------- the end

    def finish(self, model, *, wish=False, by="nobody"):
        """Ask for the evaluation and compare what comes of it with what must."""
        before, opened = self.look(), self.open_turn()
        refusal = self.refusal_to_finish(before, opened)
        attempts = opened.attempt if opened and opened.kind == TurnKind.FINALIZE else 0
        judge = ModelJudge(lambda: self.interrupt(by, LUCK[model], None))
        asks = not refusal and self.evaluation is None and model != "offline" and not wish and attempts < ATTEMPTS
        chosen = OfflineJudge() if model == "offline" else judge
        outcome = attempt(finalize, self.interview.pk, judge=chosen, offline=wish)
        self.endings[type(outcome).__name__] += 1
        assert judge.asked == asks
        is_last = attempts >= ATTEMPTS - 1
        expected = refusal or (what_becomes_of(model, by=by, is_last=is_last) if asks else Evaluation)
        assert type(outcome) is expected
        if refusal:
            assert self.look() == before
        if type(outcome) is Evaluation:
            self.check_evaluation(outcome, is_provisional=model != "offline" and (not asks or model == "fails"))

    def refusal_to_finish(self, before, opened):
        if before["stage"] == Stage.INTRO:
            return NotStarted
        return TurnInProgress if opened is not None and is_leased(opened) else None

    def check_evaluation(self, evaluation, *, is_provisional):
        """The first to finish decides; everybody later is told the same."""
        if self.evaluation is None:
            assert evaluation.provisional == is_provisional
            self.evaluation = (evaluation.pk, evaluation.overall, evaluation.provisional)
        assert self.evaluation == (evaluation.pk, evaluation.overall, evaluation.provisional)

    # -------------------------------------------------------------- meanwhile

    def interrupt(self, by, luck, letter):
        """While a model is being asked, somebody else comes; then the model answers, fails, or dies with its process."""
        if letter is not None:
            self.accepted[letter.sent.key] = letter.body
        if by == "impatience":
            self.be_impatient(letter)
        elif by == "deletion":
            self.delete()
        elif by != "nobody":
            self.end_leases()
            self.overtake(by, letter)
        luck()

    def be_impatient(self, letter):
        self.deliver(self.write(2), "answers")
        self.finish("answers")
        self.settle()
        if letter is not None:
            self.deliver(letter, "answers")

    def overtake(self, by, letter):
        if by == "settler":
            self.settle()
        elif by == "itself" and letter is not None:
            self.deliver(letter, "answers")
        elif by == "another":
            self.deliver(self.write(1), "fails")
        else:
            self.finish("answers", wish=True)

    def delete(self):
        delete_interview(self.interview.pk)
        assert not Message.objects.filter(interview=self.interview.pk).exists()

    def begin_again_if_gone(self):
        if not Interview.objects.filter(pk=self.interview.pk).exists():
            Question.objects.update(state="published")
            self.begin()

    # -------------------------------------------------------------- looking

    def open_turn(self):
        return Turn.objects.filter(interview=self.interview.pk).exclude(status=TurnStatus.DONE).first()

    def turn_of(self, letter):
        return Turn.objects.filter(interview=letter.interview_id, key=letter.sent.key).first()

    def orphan_before(self, letter):
        opened = self.open_turn()
        is_orphan = opened is not None and opened.kind == TurnKind.MESSAGE and not is_leased(opened)
        return opened if is_orphan and opened.key != letter.sent.key else None

    def look(self):
        """All that a refused request must leave as it was."""
        row = Interview.objects.filter(pk=self.interview.pk).values("stage", "next_seq", "fence").get()
        columns = ("pk", "status", "fence", "attempt", "outcome", "lease_expires_at")
        return {
            **row,
            "turns": list(Turn.objects.filter(interview=self.interview.pk).order_by("pk").values_list(*columns)),
        }


def what_becomes_of(model, *, by, is_last):
    """How asking a judge ends, by its luck and by who came meanwhile."""
    if model == "dies":
        return Crash
    if by == "deletion":
        return InterviewDeleted
    if model == "fails" and not is_last:
        return LLMUnavailable
    return TurnInProgress if by == "settler" else Evaluation
