"""The limits of an interview: what follows from a message, how hard it gets, and that it ends."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews import plan
from interviews.answers import JUNK, AnswerKind
from interviews.brief import Action, Brief, Line, Move, Observed, Reading, Said, Setup, Slot
from interviews.coverage import Covered
from interviews.enums import Difficulty, Intent, Outcome, Source, Speaker, Stage
from interviews.plan import Skill
from interviews.snapshot import FollowUp, KeyPoint, QuestionSnapshot

NAMES = ("alpha", "beta", "gamma", "delta")
LONG = "I would first talk to the people who use it every day and write down what they tell me."

SETUP = Setup(
    track="swe_engineer",
    role="backend_engineer",
    company_style="general",
    interviewer="maya",
    difficulty=Difficulty.MEDIUM,
    adaptive=True,
    behavioral_questions_target=0,
    max_questions=3,
    max_followups_per_question=2,
    seed=1,
)


def make_snapshot(n=1, **fields):
    """Four key points with one cue each (``alphaN`` …), three follow-ups, three hints."""
    given = {
        "slug": f"question-{n}",
        "title": f"Question {n}",
        "kind": "conceptual",
        "difficulty": "medium",
        "prompt": f"Situation {n}: a museum counts its visitors at {n} doors and the sums never agree. What do you do?",
        "clarifications": (),
        "red_flags": (),
        "model_answer": "",
        "key_points": tuple(
            KeyPoint(slug=m, name=f"the {m} of {n}", text=m, competency="correctness", weight=w, cues=(f"{m}{n}",))
            for m, w in zip(NAMES, (3, 2, 2, 1), strict=True)
        ),
        "follow_ups": tuple(FollowUp(aims_at=m, text=f"And what of the {m} side of {n}?") for m in NAMES[1:]),
        "hints": tuple(f"Hint {level} of {n}." for level in (1, 2, 3)),
    }
    return QuestionSnapshot(**{**given, **fields})


def make_slot(n=1, **fields):
    given = {
        "position": n - 1,
        "kind": "conceptual",
        "difficulty": Difficulty.MEDIUM,
        "outcome": Outcome.OPEN,
        "followups_used": 0,
        "hints_used": 0,
        "next_follow_up": 0,
        "snapshot": make_snapshot(n),
    }
    return Slot(**{"id": n, **given, **fields})


def make_brief(*, said=LONG, stage=Stage.QUESTION, slots=None, setup=SETUP, transcript=()):
    slots = (make_slot(),) if slots is None else slots
    return Brief(setup, stage, Said(said), tuple(slots), tuple(transcript), ())


def answered(*covered):
    return Reading(Intent.ANSWER, AnswerKind.ANSWER, tuple(Covered(name, 0, 1) for name in covered))


def meant(intent):
    return Reading(intent, AnswerKind.ANSWER)


class Sitting:
    """An interview without a database: what the services would store is kept in lists."""

    def __init__(self, setup, questions):
        self.setup, self.stage = setup, Stage.WARM_UP
        self.questions = list(questions)
        self.slots, self.transcript, self.observed, self.moves = [], [], [], []

    def hear(self, speaker, content, slot=None):
        self.transcript.append(Line(len(self.transcript) + 1, speaker, slot, content))

    def brief(self, said):
        """What the interviewer knows once the candidate has said this."""
        open_slot = next((slot for slot in self.slots if slot.outcome == Outcome.OPEN), None)
        self.hear(Speaker.CANDIDATE, said.content, open_slot and open_slot.id)
        return Brief(self.setup, self.stage, said, tuple(self.slots), tuple(self.transcript), tuple(self.observed))

    def take(self, brief, reading):
        """Choose the move and store what it changes, as ``replies.write_reply`` does."""
        move = plan.choose_move(brief, reading)
        if move.action == Action.ADVANCE and not self.questions:
            move = plan.wrap_up_instead(move)
        slot = brief.open_slot
        if slot:
            self.slots[-1] = self._changed(slot, reading, move)
            self.observed += [Observed(slot.id, o.competency, o.level) for o in reading.observations]
        if move.action == Action.ADVANCE:
            self.slots.append(make_slot(len(self.slots) + 1, snapshot=self.questions.pop(0)))
        self.stage = move.stage
        self.moves.append(move)
        return move

    def _changed(self, slot, reading, move):
        return replace(
            slot,
            followups_used=move.followups_used,
            hints_used=move.hints_used,
            next_follow_up=move.next_follow_up,
            outcome=move.closes or Outcome.OPEN,
            covered=slot.covered | {c.key_point for c in reading.covered},
        )


# ------------------------------------------------------------------ one move


@pytest.mark.parametrize(
    ("stage", "intents"),
    [
        (Stage.INTRO, ()),
        (Stage.WARM_UP, (Intent.ANSWER, Intent.SKIP)),
        (Stage.QUESTION, tuple(Intent)),
        (Stage.FOLLOW_UP, tuple(Intent)),
        (Stage.WRAP_UP, ()),
        (Stage.DONE, ()),
    ],
)
def test_each_stage_allows_its_own_intents(stage, intents):
    assert plan.allowed_intents(stage) == intents


@pytest.mark.parametrize("exchanges", [1, 2])
def test_the_warm_up_is_two_exchanges_long(exchanges):
    lines = [Line(n, Speaker.CANDIDATE, None, "Fine.") for n in range(exchanges)]
    move = plan.choose_move(make_brief(stage=Stage.WARM_UP, slots=(), transcript=lines), answered())
    wanted = {1: Move(Action.CHAT, Stage.WARM_UP), 2: Move(Action.ADVANCE, Stage.QUESTION)}
    assert move == wanted[exchanges]


def test_a_skipped_warm_up_goes_straight_to_the_first_question():
    lines = [Line(1, Speaker.CANDIDATE, None, "Let us begin.")]
    brief = make_brief(stage=Stage.WARM_UP, slots=(), transcript=lines)
    assert plan.choose_move(brief, meant(Intent.SKIP)) == Move(Action.ADVANCE, Stage.QUESTION)


def test_an_answer_is_followed_up_where_a_point_is_missing():
    move = plan.choose_move(make_brief(), answered("alpha", "beta"))
    assert move == Move(Action.FOLLOW_UP, Stage.FOLLOW_UP, None, followups_used=1, hints_used=0, next_follow_up=2)


def test_a_follow_up_that_was_asked_is_not_asked_again():
    slot = make_slot(followups_used=1, next_follow_up=1)
    move = plan.choose_move(make_brief(slots=(slot,), stage=Stage.FOLLOW_UP), answered())
    assert move == Move(Action.FOLLOW_UP, Stage.FOLLOW_UP, None, followups_used=2, hints_used=0, next_follow_up=2)


def test_points_covered_earlier_are_not_asked_for_again():
    slot = make_slot(covered=frozenset({"beta"}), followups_used=1, hints_used=2, next_follow_up=0)
    move = plan.choose_move(make_brief(slots=(slot,), stage=Stage.FOLLOW_UP), answered("gamma"))
    assert move == Move(Action.FOLLOW_UP, Stage.FOLLOW_UP, None, followups_used=2, hints_used=2, next_follow_up=3)


def test_an_answer_with_everything_in_it_closes_the_question():
    move = plan.choose_move(make_brief(), answered(*NAMES))
    assert move == Move(Action.ADVANCE, Stage.QUESTION, Outcome.ANSWERED)


def test_spent_follow_ups_close_the_question():
    slot = make_slot(followups_used=2, next_follow_up=1)
    move = plan.choose_move(make_brief(slots=(slot,), stage=Stage.FOLLOW_UP), answered())
    assert move == Move(Action.ADVANCE, Stage.QUESTION, Outcome.ANSWERED, followups_used=2, next_follow_up=1)


def test_a_short_answer_is_asked_for_more_when_no_planned_follow_up_is_left():
    slot = make_slot(snapshot=make_snapshot(follow_ups=()))
    short = plan.choose_move(make_brief(said="A mutex.", slots=(slot,)), answered())
    assert short == Move(Action.ASK_MORE, Stage.FOLLOW_UP, None, followups_used=1)
    assert plan.choose_move(make_brief(said=LONG, slots=(slot,)), answered()).action == Action.ADVANCE
    assert plan.choose_move(make_brief(said="All.", slots=(slot,)), answered(*NAMES)).action == Action.ADVANCE


@pytest.mark.parametrize("kind", sorted(JUNK))
@pytest.mark.parametrize("stage", [Stage.QUESTION, Stage.FOLLOW_UP])
def test_junk_is_probed_and_changes_nothing(kind, stage):
    slot = make_slot(followups_used=1, hints_used=1, next_follow_up=1)
    move = plan.choose_move(make_brief(slots=(slot,), stage=stage), Reading(Intent.ANSWER, kind))
    assert move == Move(Action.PROBE, stage, None, followups_used=1, hints_used=1, next_follow_up=1)


@pytest.mark.parametrize(("stage", "closes"), [(Stage.QUESTION, Outcome.SKIPPED), (Stage.FOLLOW_UP, Outcome.ANSWERED)])
def test_a_skip_closes_the_question_as_what_it_was(stage, closes):
    assert plan.choose_move(make_brief(stage=stage), meant(Intent.SKIP)) == Move(Action.ADVANCE, Stage.QUESTION, closes)


def test_not_knowing_brings_one_hint_and_then_the_next_question():
    first = plan.choose_move(make_brief(), meant(Intent.DONT_KNOW))
    assert first == Move(Action.HINT, Stage.QUESTION, hints_used=1)
    again = plan.choose_move(make_brief(slots=(make_slot(hints_used=1),)), meant(Intent.DONT_KNOW))
    assert again == Move(Action.ADVANCE, Stage.QUESTION, Outcome.SKIPPED, hints_used=1)
    in_follow_up = plan.choose_move(make_brief(stage=Stage.FOLLOW_UP), meant(Intent.DONT_KNOW))
    assert in_follow_up == Move(Action.ADVANCE, Stage.QUESTION, Outcome.ANSWERED)


@pytest.mark.parametrize(
    ("used", "action", "after"), [(0, Action.HINT, 1), (2, Action.HINT, 3), (3, Action.HINTS_SPENT, 3)]
)
def test_there_are_three_hints_to_a_question(used, action, after):
    move = plan.choose_move(make_brief(slots=(make_slot(hints_used=used),)), meant(Intent.HINT))
    assert move == Move(action, Stage.QUESTION, hints_used=after)


def test_a_question_with_one_hint_has_no_second():
    slot = make_slot(hints_used=1, snapshot=make_snapshot(hints=("The only hint.",)))
    move = plan.choose_move(make_brief(slots=(slot,)), meant(Intent.HINT))
    assert move == Move(Action.HINTS_SPENT, Stage.QUESTION, hints_used=1)


def test_a_question_back_leaves_everything_as_it_was():
    slot = make_slot(followups_used=1, hints_used=2, next_follow_up=1)
    move = plan.choose_move(make_brief(slots=(slot,), stage=Stage.FOLLOW_UP), meant(Intent.CLARIFY))
    assert move == Move(Action.CLARIFY, Stage.FOLLOW_UP, None, followups_used=1, hints_used=2, next_follow_up=1)


def test_after_the_last_question_the_interview_wraps_up():
    closed = [make_slot(n, outcome=Outcome.ANSWERED, snapshot=None) for n in (1, 2)]
    brief = make_brief(slots=(*closed, make_slot(3)))
    assert plan.questions_left(brief) == 0
    assert plan.choose_move(brief, meant(Intent.SKIP)) == Move(Action.WRAP_UP, Stage.WRAP_UP, Outcome.SKIPPED)


def test_an_exhausted_bank_wraps_up_with_the_same_closing():
    move = Move(Action.ADVANCE, Stage.QUESTION, Outcome.ANSWERED, followups_used=1, hints_used=2, next_follow_up=3)
    assert plan.wrap_up_instead(move) == replace(move, action=Action.WRAP_UP, stage=Stage.WRAP_UP)


# ------------------------------------------------------------------ whole interviews

READINGS = st.one_of(
    st.sampled_from([meant(intent) for intent in Intent]),
    st.sampled_from([Reading(Intent.ANSWER, kind) for kind in AnswerKind if kind != AnswerKind.DONT_KNOW]),
    st.sets(st.sampled_from(NAMES)).map(lambda names: answered(*names)),
)
SETUPS = st.builds(
    replace, st.just(SETUP), max_questions=st.integers(1, 6), max_followups_per_question=st.integers(0, 4)
)


def assert_within_limits(sitting):
    assert len(sitting.slots) <= sitting.setup.max_questions
    assert sum(slot.outcome == Outcome.OPEN for slot in sitting.slots) <= 1
    for slot in sitting.slots:
        assert slot.followups_used <= sitting.setup.max_followups_per_question
        assert slot.hints_used <= 3
        assert slot.next_follow_up <= len(slot.snapshot.follow_ups)


@settings(deadline=None)
@given(SETUPS, st.integers(0, 6), st.lists(st.tuples(READINGS, st.sampled_from(["Redis", LONG])), max_size=80))
def test_whatever_is_said_the_limits_hold_and_skipping_ends_it(setup, bank, said):
    sitting = Sitting(setup, map(make_snapshot, range(1, bank + 1)))
    skips = [(meant(Intent.SKIP), "Next.")] * (setup.max_questions + 1)
    for reading, content in [*said, *skips]:
        if sitting.stage == Stage.WRAP_UP:
            break
        before = [slot.outcome for slot in sitting.slots]
        move = sitting.take(sitting.brief(Said(content)), reading)
        assert_within_limits(sitting)
        if before and reading.answer in JUNK and reading.intent == Intent.ANSWER:
            assert (move.action, [slot.outcome for slot in sitting.slots]) == (Action.PROBE, before)
    assert sitting.stage == Stage.WRAP_UP
    assert all(slot.outcome != Outcome.OPEN for slot in sitting.slots)
    assert len(sitting.slots) == min(bank, setup.max_questions)


@settings(deadline=None)
@given(SETUPS, st.lists(st.sets(st.sampled_from(NAMES)), min_size=40, max_size=40))
def test_answers_alone_end_an_interview_after_its_follow_ups(setup, answers):
    sitting = Sitting(setup, map(make_snapshot, range(1, 7)))
    for names in answers:
        if sitting.stage != Stage.WRAP_UP:
            sitting.take(sitting.brief(Said("Redis")), answered(*names))
    assert sitting.stage == Stage.WRAP_UP
    assert len(sitting.moves) <= plan.WARM_UP_EXCHANGES + setup.max_questions * (1 + setup.max_followups_per_question)
    assert [slot.outcome for slot in sitting.slots] == [Outcome.ANSWERED] * setup.max_questions


@settings(deadline=None)
@given(SETUPS, st.integers(1, 12), st.lists(READINGS, min_size=12, max_size=12))
def test_the_last_message_that_an_interview_may_take_ends_it_whatever_it_says(setup, most, said):
    sitting = Sitting(replace(setup, max_turns=most), map(make_snapshot, range(1, 7)))
    for reading in said:
        if sitting.stage != Stage.WRAP_UP:
            sitting.take(sitting.brief(Said("Redis")), reading)
    assert len(sitting.moves) <= most
    assert (sitting.stage, sitting.moves[-1].action) == (Stage.WRAP_UP, Action.WRAP_UP)
    assert all(slot.outcome != Outcome.OPEN for slot in sitting.slots)


LAST = replace(SETUP, max_turns=1)
HEARD = (Line(1, Speaker.CANDIDATE, 1, LONG),)


@pytest.mark.parametrize(
    ("reading", "stage", "closes"),
    [
        (answered(), Stage.QUESTION, Outcome.ANSWERED),
        (meant(Intent.SKIP), Stage.QUESTION, Outcome.SKIPPED),
        (meant(Intent.HINT), Stage.QUESTION, Outcome.SKIPPED),
        (meant(Intent.CLARIFY), Stage.FOLLOW_UP, Outcome.ANSWERED),
        (Reading(Intent.ANSWER, AnswerKind.GIBBERISH), Stage.QUESTION, Outcome.SKIPPED),
        (replace(answered(), is_aside=True), Stage.QUESTION, Outcome.SKIPPED),
        (replace(answered(), source=Source.LLM, proposes=Action.FOLLOW_UP), Stage.QUESTION, Outcome.ANSWERED),
    ],
)
def test_the_last_message_closes_the_open_question_as_what_it_was(reading, stage, closes):
    brief = make_brief(stage=stage, setup=LAST, transcript=HEARD)
    assert plan.choose_move(brief, reading) == Move(Action.WRAP_UP, Stage.WRAP_UP, closes)


@pytest.mark.parametrize("slots", [(), None], ids=["warm-up", "question"])
def test_before_the_last_message_a_model_may_do_as_ever_and_with_it_only_wrap_up(slots):
    told = make_brief(slots=slots, stage=Stage.WARM_UP if slots == () else Stage.QUESTION, setup=LAST, transcript=HEARD)
    earlier = replace(told, setup=replace(LAST, max_turns=2))
    assert plan.allowed_actions(told) == (Action.WRAP_UP,)
    assert Action.WRAP_UP not in plan.allowed_actions(earlier)


# ------------------------------------------------------------------ what is asked


def test_exactly_as_many_positions_are_behavioural_as_were_chosen():
    for questions in range(1, 51):
        for target in range(questions + 1):
            places = [plan.is_behavioral_position(p, target=target, questions=questions) for p in range(questions)]
            assert sum(places) == target, (questions, target)
            assert places[0] == (target > 0), (questions, target)


def test_behavioural_questions_are_spread_evenly():
    places = {
        target: [p for p in range(6) if plan.is_behavioral_position(p, target=target, questions=6)]
        for target in (1, 2, 3, 6)
    }
    assert places == {1: [0], 2: [0, 3], 3: [0, 2, 4], 6: [0, 1, 2, 3, 4, 5]}


def test_the_next_follow_up_is_the_first_one_whose_point_is_missing():
    snapshot = make_snapshot()
    assert plan.find_follow_up(snapshot, start=0, covered=frozenset()) == 0
    assert plan.find_follow_up(snapshot, start=0, covered=frozenset({"beta"})) == 1
    assert plan.find_follow_up(snapshot, start=2, covered=frozenset({"beta"})) == 2
    assert plan.find_follow_up(snapshot, start=1, covered=frozenset({"gamma", "delta"})) is None
    assert plan.find_follow_up(snapshot, start=3, covered=frozenset()) is None


# ------------------------------------------------------------------ skills and difficulty


def test_skills_are_folded_from_what_was_observed():
    observed = [
        Observed(1, "speed", 2),
        Observed(1, "depth", 1),
        Observed(2, "speed", 0),
        Observed(2, "speed", 5),
        Observed(3, "depth", 1),
        Observed(4, "speed", 4),
    ]
    assert plan.fold_skills(observed) == {
        "speed": Skill("speed", 3, 4, pytest.approx(0.4 * 4 + 0.6 * (0.4 * 5 + 0.6 * 2)), 2, 0),
        "depth": Skill("depth", 2, 1, pytest.approx(1), 0, 2),
    }
    assert plan.fold_skills([]) == {}


def test_a_streak_ends_with_a_level_in_between():
    observed = [Observed(n, "speed", level) for n, level in enumerate((5, 4, 2, 1))]
    skill = plan.fold_skills(observed)["speed"]
    assert (skill.strong_streak, skill.weak_streak) == (0, 1)
    middling = plan.fold_skills(observed[:3])["speed"]
    assert (middling.strong_streak, middling.weak_streak) == (0, 0)


def test_the_weakest_competency_has_the_lowest_average_and_ties_go_by_name():
    assert plan.find_weakest({}) is None
    assert plan.find_weakest(plan.fold_skills([Observed(1, "b", 3), Observed(1, "c", 2), Observed(1, "a", 3)])) == "c"
    assert plan.find_weakest(plan.fold_skills([Observed(1, "b", 2), Observed(1, "a", 2)])) == "a"


EASY, MEDIUM, HARD = Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD


@pytest.mark.parametrize(
    ("last", "levels", "then"),
    [
        (EASY, (5, 5), MEDIUM),
        (MEDIUM, (4, 3), HARD),
        (HARD, (5, 5), HARD),
        (MEDIUM, (3, 3), MEDIUM),
        (MEDIUM, (2, 2), MEDIUM),
        (HARD, (2, 1), MEDIUM),
        (MEDIUM, (0, 0), EASY),
        (EASY, (0, 0), EASY),
    ],
)
def test_an_adaptive_interview_steps_both_ways_and_stays_on_the_scale(last, levels, then):
    slots = [make_slot(1, outcome=Outcome.ANSWERED, difficulty=last)]
    observed = [Observed(1, f"competency {n}", level) for n, level in enumerate(levels)]
    assert plan.difficulty_now(SETUP, slots, observed) == then
    assert plan.difficulty_now(replace(SETUP, adaptive=False), slots, observed) == MEDIUM


def test_only_the_last_question_counts_for_the_next_step():
    slots = [make_slot(n, outcome=Outcome.ANSWERED, difficulty=d) for n, d in ((2, MEDIUM), (1, EASY))]
    observed = [Observed(1, "depth", 5), Observed(2, "speed", 0), Observed(2, "speed", 3)]
    assert plan.difficulty_now(SETUP, slots, observed) == MEDIUM


def test_a_question_without_anything_shown_changes_nothing():
    skipped = [make_slot(1, outcome=Outcome.SKIPPED, difficulty=HARD)]
    assert plan.difficulty_now(SETUP, skipped, [Observed(1, "speed", 0)]) == HARD
    unread = [make_slot(1, outcome=Outcome.ANSWERED, difficulty=EASY)]
    assert plan.difficulty_now(SETUP, unread, []) == EASY
    assert plan.difficulty_now(replace(SETUP, difficulty=HARD), [make_slot(1)], []) == HARD


@pytest.mark.parametrize(
    ("wanted", "order"),
    [(EASY, (EASY, MEDIUM, HARD)), (MEDIUM, (MEDIUM, EASY, HARD)), (HARD, (HARD, MEDIUM, EASY))],
)
def test_the_nearest_difficulty_comes_next_and_the_easier_one_first(wanted, order):
    assert plan.nearest_difficulties(wanted) == order
