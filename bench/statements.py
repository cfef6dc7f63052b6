"""How many SQL statements one message costs, by what the turn was, and what an evaluation costs."""

import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from bench.candidates import Candidate, fill_bank, model_answers, new_user
from bench.counting import Tally, counted
from bench.figure import Place
from bench.tables import Cell, Line, Measured
from interviewprep.testing.factories import make_interview, new_key
from interviews import catalogue, offline, turns
from interviews.brief import Brief
from interviews.engine import CallReport, Heard, Interviewer, Listening, OfflineInterviewer
from interviews.enums import SPEAKING_STAGES, Intent, MessageKind, QuestionState, Source, Stage
from interviews.models import Interview, Question
from scoring.judge import OfflineJudge
from scoring.services import finalize

TITLE = "SQL statements per message"
ABOUT = """\
Statements sent to the database for one call of turns.send_message, BEGIN and COMMIT not counted, as min / median / max over
all turns of that kind; transactions are counted by their BEGIN. Played from start to finish by seeded candidates: every
track once, by turns at a fixed and an adaptive difficulty, 7 questions each. Then the unusual: a candidate who goes on
until every question of a cell was seen, a model behind the interviewer (scripted, it always answers), and an adaptive
interview whose bank a curator thins to one behavioural cell when it has begun. Limit: 16 statements in 2 transactions."""
LIMIT = 16
QUESTIONS = 7
OFFLINE = OfflineInterviewer()
BUTTONS = {Intent.DONT_KNOW: "don't know"}
FINALIZE = "finalize: the whole evaluation, once an interview"
RETURNS = 4  # interviews of one candidate in one cell: the bank's own questions are seen up in the third


class ScriptedModel:
    """Reads as the offline interviewer does, but is called as a model is."""

    def wants_model(self, brief: Brief) -> bool:
        return True

    def listen(self, brief: Brief, *, may_ask_again: bool) -> Listening:
        yield from ()
        return Heard(replace(offline.read_message(brief), source=Source.LLM), (CallReport(ok=True),))


class Book:
    """Tallies by what they were of."""

    def __init__(self) -> None:
        self.tallies: defaultdict[str, list[Tally]] = defaultdict(list)

    def lines(self) -> Iterator[Line]:
        """The kinds of turn by name, then finalize, then the unusual interviews."""
        for what in sorted(self.tallies, key=lambda name: (name.startswith("any"), name == FINALIZE, name)):
            sent = [tally.statements for tally in self.tallies[what]]
            cells: dict[str, Cell] = {
                "turns": len(sent),
                "min / median / max": f"{min(sent)} / {statistics.median(sent):.0f} / {max(sent)}",
                f"> {LIMIT}": "–" if what == FINALIZE else sum(n > LIMIT for n in sent),
                "transactions": " or ".join(sorted({str(tally.transactions) for tally in self.tallies[what]})),
            }
            yield Line(what, cells)


def measure(place: Place) -> Measured:
    bank = fill_bank()
    book, answers = Book(), model_answers()
    # Django asks a database once a process what it can do; those questions are nobody's message.
    play(make_interview(new_user(), max_questions=1, behavioral_questions_target=0), Candidate(0, answers), Book())
    for n, track in enumerate(catalogue.tracks()):
        interview = plan_interview(track, adaptive=n % 2 == 1)
        play(interview, Candidate(n, answers), book)
        evaluate(interview, book)
    play_the_unusual(answers, book)
    return Measured(TITLE, ABOUT, list(book.lines()), notes=[bank])


def plan_interview(track: str, *, adaptive: bool = False) -> Interview:
    """A started interview of a new candidate."""
    behavioral = 0 if catalogue.tracks()[track].kinds == ("behavioral",) else 2
    return make_interview(
        new_user(), track=track, adaptive=adaptive, max_questions=QUESTIONS, behavioral_questions_target=behavioral
    )


def play_the_unusual(answers: dict[str, str], book: Book) -> None:
    user = new_user()
    for n in range(RETURNS):
        again = make_interview(user, track="swe_engineer", max_questions=QUESTIONS, behavioral_questions_target=2)
        play(again, Candidate(n, answers), book, "any, a candidate's 1st to 4th interview in one cell")
    modelled = plan_interview("swe_engineer")
    play(modelled, Candidate(0, answers), book, "any, a scripted model reads", interviewer=ScriptedModel())
    thinned = plan_interview("swe_engineer", adaptive=True)
    kept = Question.objects.filter(kind="behavioral", difficulty="hard")
    Question.objects.exclude(pk__in=kept.values("pk")).update(state=QuestionState.RETIRED)
    play(thinned, Candidate(1, answers), book, "any, a curator thins the bank meanwhile")


def play(
    interview: Interview,
    candidate: Candidate,
    book: Book,
    what: str = "",
    *,
    interviewer: Interviewer = OFFLINE,
) -> None:
    """Sit the interview to its wrap-up and tally each turn, under ``what`` or else by its kind."""
    stage = Stage(interview.stage)
    while stage in SPEAKING_STAGES:
        sent = turns.Sent(new_key(), candidate.speak(stage))
        with counted() as tally:
            result = turns.send_message(interview.pk, sent, interviewer=interviewer)
        book.tallies[what or name_turn(stage, result)].append(tally)
        for message in result.messages:
            candidate.hear(message.kind, message.content)
        stage = Stage(result.turn.stage_after)


def evaluate(interview: Interview, book: Book) -> None:
    with counted() as tally:
        finalize(interview.pk, judge=OfflineJudge())
    book.tallies[FINALIZE].append(tally)


def name_turn(before: Stage, result: turns.TurnResult) -> str:
    """What sort of turn it was: from the stage, the candidate's button and the interviewer's reply."""
    asked, *reply = result.messages
    kinds = {message.kind for message in reply}
    if MessageKind.WRAP_UP in kinds:
        return "wrap-up"
    advances = MessageKind.QUESTION in kinds
    if before == Stage.WARM_UP:
        return "warm-up, on to the first question" if advances else "warm-up"
    if asked.intent == Intent.ANSWER:
        other = "answer that is probed" if MessageKind.PROBE in kinds else "answer with a follow-up"
        return "answer that advances" if advances else other
    button = BUTTONS.get(Intent(asked.intent), asked.intent)
    return f"{button}, on to the next question" if advances else button
