"""Whether the pages that list things ask the database as often for 300 rows as for 3."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from bench.candidates import new_user
from bench.counting import counted
from bench.figure import Place
from bench.tables import Line, Measured
from interviewprep.testing.factories import make_question
from interviews.enums import Outcome, Stage
from interviews.models import Interview, InterviewQuestion, Question
from interviews.pool import load_snapshot
from scoring.models import Evaluation

TITLE = "Statements of list pages"
ABOUT = """\
Statements for one request by a logged-in user, session and user included, when there are 3 rows and when there are 300 (of
which a page shows its first 20, the admin's 100, the API up to 100 when asked). Interviews have 2 questions and an evaluation;
questions have all their parts. Every request is made twice and the second one counted. The two must be equal."""
FEW, MANY = 3, 300


def measure(place: Place) -> Measured:
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their static files by content
    curator, beginner, veteran = User.objects.create_superuser("curator@example.org"), new_user(), new_user()
    add_questions(FEW)
    add_interviews(beginner, FEW)
    add_interviews(veteran, MANY)
    few = {what: ask() for what, ask in pages_of(curator, beginner).items()}
    add_questions(MANY - FEW)
    many = {what: ask() for what, ask in pages_of(curator, veteran).items()}
    lines = [
        Line(
            what,
            {f"at {FEW}": few[what], f"at {MANY}": many[what], "equal": "yes" if few[what] == many[what] else "NO"},
        )
        for what in few
    ]
    return Measured(TITLE, ABOUT, lines)


def pages_of(curator: User, candidate: User) -> dict[str, Callable[[], int]]:
    """Each list page in words, and how to count the statements of one request to it."""
    history, interviews, questions, progress = map(
        reverse,
        ("scoring:history", "interviews-api:interviews", "interviews-api:questions", "scoring-api:progress"),
    )
    bank = reverse("admin:interviews_question_changelist")
    return {
        "history page": lambda: statements(_browser(candidate), history),
        "practice page": lambda: statements(_browser(candidate), reverse("interviews:practice")),
        "practice page, words looked for": lambda: statements(_browser(candidate), f"{reverse('interviews:practice')}?search=museum"),
        "history page, second page": lambda: statements(_browser(candidate), f"{history}?page=2"),
        "dashboard": lambda: statements(_browser(candidate), reverse("scoring:dashboard")),
        "progress page": lambda: statements(_browser(candidate), reverse("scoring:progress")),
        "API, progress": lambda: statements(_program(candidate), progress),
        "API, interviews": lambda: statements(_program(candidate), interviews),
        "API, interviews, 100 a page": lambda: statements(_program(candidate), f"{interviews}?page_size=100"),
        "API, questions": lambda: statements(_program(candidate), questions),
        "API, questions, 100 a page": lambda: statements(_program(candidate), f"{questions}?page_size=100"),
        "admin, questions": lambda: statements(_browser(curator), bank),
        "admin, questions of one track": lambda: statements(_browser(curator), f"{bank}?track=swe_engineer"),
    }  # fmt: skip


def statements(client: Client, path: str) -> int:
    """Statements of the second of two requests."""
    for _ in range(2):
        with counted() as tally:
            response = client.get(path)
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {response.status_code}.")
    return tally.statements


def _browser(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _program(user: User) -> Client:
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {AccessToken.for_user(user)}"})


def add_questions(number: int) -> None:
    with transaction.atomic():
        for n in range(number):
            make_question(kind=("conceptual", "coding", "behavioral")[n % 3])


def add_interviews(user: User, number: int) -> None:
    """Finished interviews with two questions each and an evaluation."""
    questions = list(Question.objects.order_by("pk")[:2])
    snapshots = [load_snapshot(question.pk).model_dump(mode="json") for question in questions]
    interviews = Interview.objects.bulk_create([_interview(user) for _ in range(number)])
    InterviewQuestion.objects.bulk_create(
        InterviewQuestion(
            interview=interview, position=n, question=question, snapshot=snapshots[n], outcome=Outcome.ANSWERED
        )
        for interview in interviews
        for n, question in enumerate(questions)
    )
    Evaluation.objects.bulk_create(
        Evaluation(
            interview=interview, overall=60, source="offline", covers_seq=1, rubric_version="1", formula_version=1,
            level="mid", level_label="Solid", summary="A summary.", tier="enterprise", hire_signal="yes", confidence="low",
        )
        for interview in interviews
    )  # fmt: skip


def _interview(user: User) -> Interview:
    return Interview(
        user=user, track="swe_engineer", role="backend_engineer", company_style="general", difficulty="medium",
        interviewer="maya", behavioral_questions_target=0, max_questions=2, max_followups_per_question=0,
        stage=Stage.DONE, finalized_at=timezone.now(),
    )  # fmt: skip
