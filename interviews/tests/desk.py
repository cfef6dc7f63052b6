"""What the tests of the admin share: a sitting as rows, forms as a browser sends them, pages counted in statements."""

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutgoingMail
from interviewprep.testing.factories import make_question, make_user, new_key
from interviews.bank.loading import load_bank
from interviews.bank.schema import QuestionEntry
from interviews.models import Coverage, Interview, InterviewQuestion, LLMCall, Message, Observation, Question, Turn
from interviews.pool import load_snapshot
from scoring.models import AgreementReport, Evaluation, Evidence, Rating, Reanswer, SelfAssessment

WORDS = "Quite privately, the vermilion heron told me that one."


def make_sitting(user):
    """The candidate's one message of an interview, with a row of every table beside it; each text column says ``WORDS``."""
    question = Question.objects.order_by("pk").first() or make_question()
    interview = Interview.objects.create(
        user=user, track="swe_engineer", role="backend_engineer", company_style="general", difficulty="medium",
        interviewer="maya", job_description=WORDS, max_questions=1, behavioral_questions_target=0, max_followups_per_question=1,
    )  # fmt: skip
    slot = InterviewQuestion.objects.create(
        interview=interview, position=0, question=question, snapshot=load_snapshot(question.pk).model_dump(mode="json")
    )
    turn = Turn.objects.create(
        interview=interview, kind="message", key=new_key(), body_hash="0" * 64, status="done", fence=1, outcome="llm",
        stage_after="question",
    )  # fmt: skip
    message = Message.objects.create(
        interview=interview, turn=turn, seq=1, speaker="candidate", kind="text", content=WORDS, intent="answer", slot=slot,
        source="candidate",
    )  # fmt: skip
    Observation.objects.create(message=message, competency="correctness", level=3, quote=WORDS, source="llm")
    Coverage.objects.create(slot=slot, key_point="heron", message=message, start=0, end=len(WORDS), quote=WORDS)
    LLMCall.objects.create(turn=turn, fence=1, purpose="turn", raw_reply=WORDS, outcome="ok", committed=True)
    _evaluate(interview, message)
    OutgoingMail.objects.create(user=user, to=user.email, subject="Your code", body=WORDS)
    return message


def _evaluate(interview, message):
    evaluation = Evaluation.objects.create(
        interview=interview, overall=60, source="llm", covers_seq=1, rubric_version="swe_engineer-1", formula_version=1,
        level="mid", level_label="Mid-level", summary=WORDS, strengths=[WORDS], weaknesses=[WORDS], next_steps=[WORDS],
        question_results=[{"title": WORDS}], patterns=[WORDS], moments=[{"why": WORDS}], tier="enterprise", hire_signal="yes",
        confidence="low",
    )  # fmt: skip
    rating = Rating.objects.create(evaluation=evaluation, competency="correctness", level=3, score=6)
    Evidence.objects.create(rating=rating, message=message, start=0, end=len(WORDS), quote=WORDS)
    SelfAssessment.objects.create(interview=interview)
    AgreementReport.objects.create(file_name="rated.csv", answers=1, figures=[])
    if message.slot is not None:
        Reanswer.objects.create(
            slot=message.slot, number=1, key="k" * 20, body_hash="", content=WORDS, result={"did_well": WORDS}, source="llm",
            rubric_version="1",
        )  # fmt: skip


def make_superuser():
    return make_user(is_staff=True, is_superuser=True)


def make_curator(*verbs):
    """Staff with these permissions on questions, and no others."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"{verb}_question" for verb in verbs]))
    return user


def load(*entries):
    """The first of these entries as a question, and what the loader says."""
    report = load_bank(tuple(QuestionEntry.model_validate(entry) for entry in entries))
    return Question.objects.get(slug=entries[0]["slug"]), report


def change(client, question, **edits):
    """Open the question's page, edit it and press save."""
    url = url_of(Question, "change", question.pk)
    return client.post(url, read_form(client.get(url)) | edits, follow=True)


def url_of(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def registered(*labels):
    return [model for model in admin.site._registry if model._meta.app_label in labels]


def read_form(page):
    """What a browser sends when the form of a change page is submitted as it is."""
    inlines = [inline.formset for inline in page.context["inline_admin_formsets"]]
    forms = [
        page.context["adminform"].form,
        *(f.management_form for f in inlines),
        *(form for f in inlines for form in f.forms),
    ]
    fields = {
        field.html_name: field.value() for form in forms for field in form if not field.html_name.endswith("DELETE")
    }
    return {
        name: str("" if value is None else value).replace("\r\n", "\n").replace("\n", "\r\n")
        for name, value in fields.items()
    }


def told(page):
    """Every complaint that a page makes, in one list."""
    return [
        str(fault) for faults in page.context["errors"] for fault in ([faults] if isinstance(faults, str) else faults)
    ]


def notices(page):
    return [(notice.level_tag, notice.message) for notice in page.context["messages"]]


def count_queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
