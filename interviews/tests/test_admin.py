"""The curators' desk: what they see, what they may change, and what is refused to them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from interviewprep.testing.factories import make_question, make_user
from interviewprep.testing.staff import sign_in
from interviews.bank.checking import find_faults
from interviews.bank.curators import make_group
from interviews.bank.loading import content_of_row
from interviews.models import (
    Coverage,
    Hint,
    Interview,
    InterviewQuestion,
    KeyPoint,
    LLMCall,
    Message,
    Observation,
    Question,
    QuestionTrack,
    Turn,
)
from interviews.tests.desk import (
    WORDS,
    change,
    count_queries,
    load,
    make_curator,
    make_sitting,
    make_superuser,
    notices,
    registered,
    url_of,
)
from interviews.tests.entries import ENTRY, make_entry

pytestmark = pytest.mark.django_db

PROTOCOL = [Interview, InterviewQuestion, Turn, Message, Observation, Coverage, LLMCall]
QUESTIONS = url_of(Question, "changelist")
ADD = url_of(Question, "add")
FROM_FILES = "This question comes from the bank's files, so the next load would bring it back: retire it instead."
ASKED = "Interviews have asked this question and keep it: retire it instead of deleting it."


@pytest.fixture
def question():
    """A question that keeps every rule, published from its file."""
    return load(make_entry())[0]


@pytest.fixture
def desk():
    """The browser of a curator who may do what curators do, and nothing else."""
    return sign_in(make_curator("view", "add", "change", "delete"))


@pytest.fixture
def root():
    """The browser of a superuser."""
    return sign_in(make_superuser())


def act(client, action, *questions):
    data = {"action": action, "_selected_action": [question.pk for question in questions]}
    return client.post(QUESTIONS, data, follow=True)


def state_of(question):
    return Question.objects.values_list("state", flat=True).get(pk=question.pk)


def shown(client, query):
    return [question.slug for question in client.get(f"{QUESTIONS}?{query}").context["cl"].result_list]


# ------------------------------------------------------------------ who gets in


@pytest.mark.parametrize("model", registered("interviews", "scoring", "accounts"), ids=lambda m: m.__name__)
def test_only_staff_get_in(client, browser, user, model):
    make_sitting(user)
    row = model.objects.all()[0].pk
    urls = [
        url_of(model, "changelist"),
        url_of(model, "add"),
        *(url_of(model, p, row) for p in ("change", "delete", "history")),
    ]
    assert {(url, client.get(url).url) for url in urls} == {(url, f"/log-in/?next={url}") for url in urls}
    assert {(url, browser.get(url, follow=True).status_code) for url in urls} == {(url, 403) for url in urls}


def test_the_curators_group_that_loading_makes_is_for_the_bank_and_stays_as_it_was_left(user):
    make_group()
    curator = make_user(is_staff=True)
    curator.groups.add(Group.objects.get(name="Curators"))
    desk = sign_in(curator)
    make_sitting(user)
    assert [app["app_label"] for app in desk.get("/admin/").context["app_list"]] == ["interviews"]
    assert desk.get(QUESTIONS).status_code == desk.get(ADD).status_code == 200
    assert {desk.get(url_of(model, "changelist")).status_code for model in PROTOCOL} == {403}
    curator.groups.get().permissions.clear()
    make_group()
    assert sign_in(curator).get(QUESTIONS).status_code == 403


def test_a_curator_sees_the_bank_and_nothing_else(desk, user):
    make_sitting(user)
    (app,) = desk.get("/admin/").context["app_list"]
    assert [model["object_name"] for model in app["models"]] == ["Question"]
    for model in (*PROTOCOL, *registered("scoring", "accounts", "auth")):
        assert desk.get(url_of(model, "changelist")).status_code == 403


def test_a_curator_edits_every_part_of_a_question(desk, question):
    page = change(
        desk, question, title="Letters that went out again", companies="amazon\r\n", **{"key_points-3-cues": "alarm\r\n\r\n  alert \r\npager\r\ndashboard", "tracks-0-track": "data_science",
        "follow_ups-0-text": "Two clerks are quick. And then?", "hints-1-text": "Think of a diary for the job."},
    )  # fmt: skip
    expected = content_of_row(question) | {"title": "Letters that went out again", "companies": ["amazon"]}
    expected["tracks"] = ["data_science", "devops_cloud"]
    expected["hints"][1] = "Think of a diary for the job."
    expected["follow_up"][0]["text"] = "Two clerks are quick. And then?"
    expected["key_point"][3]["cues"] = ["alarm", "alert", "pager", "dashboard"]
    assert page.status_code == 200
    assert content_of_row(Question.objects.get()) == expected


def test_who_may_only_view_a_question_gets_no_form_and_no_actions(question):
    viewer = sign_in(make_curator("view"))
    url = url_of(Question, "change", question.pk)
    page = viewer.get(url)
    assert (page.status_code, b"advisory lock" in page.content, b"<textarea" in page.content) == (200, True, False)
    assert viewer.post(url, {"title": "Mine"}).status_code == 403
    act(viewer, "retire_selected", question)
    assert (Question.objects.get().title, state_of(question)) == (ENTRY["title"], "published")


# ------------------------------------------------------------------ the list


def test_the_list_shows_what_a_question_is_and_how_often_it_was_asked(desk, question, user):
    make_sitting(user)
    make_sitting(user)
    (row,) = desk.get(QUESTIONS).context["cl"].result_list
    model_admin = desk.get(QUESTIONS).context["cl"].model_admin
    columns = [getattr(model_admin, name, None) for name in model_admin.list_display]
    values = [
        column(row) if column else getattr(row, name)
        for name, column in zip(model_admin.list_display, columns, strict=True)
    ]
    assert values == [ENTRY["title"], "conceptual", "medium", "devops_cloud, swe_engineer", "published", 5, 2]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["edited", "loaded", "written"]),
        ("state__exact=retired", ["edited"]),
        ("kind__exact=coding", ["written"]),
        ("difficulty__exact=hard", ["loaded"]),
        ("track=data_science", ["written"]),
        ("track=devops_cloud", ["edited", "loaded"]),
        ("origin=loaded", ["loaded"]),
        ("origin=edited", ["edited"]),
        ("origin=written", ["written"]),
        ("q=oade", ["loaded"]),
        ("q=museum", ["written"]),
        ("q=TOWN+library", ["edited", "loaded"]),
        ("q=tortoise", ["edited"]),
        ("q=sundial", ["loaded"]),
    ],
)
def test_filters_and_search_find_questions(desk, query, slugs):
    load(make_entry(slug="loaded", difficulty="hard", tags=["sundial"]), make_entry(slug="edited"))
    Question.objects.filter(slug="edited").update(title="The tortoise", state="retired")
    Question.objects.filter(pk=make_question(tracks=["data_science"], kind="coding").pk).update(slug="written")
    assert shown(desk, query) == slugs


@pytest.mark.parametrize("query", ["", "origin=edited", "origin=loaded", "track=swe_engineer", "q=letters"])
def test_the_question_list_takes_as_many_statements_for_30_rows_as_for_3(desk, query):
    entries = [make_entry(slug=f"letters-{n:02}") for n in range(30)]
    load(*entries[:3])
    Question.objects.filter(slug="letters-00").update(title="Edited letters")
    few = count_queries(desk, f"{QUESTIONS}?{query}")
    load(*entries)
    Question.objects.filter(slug__lt="letters-15").update(title="Edited letters")
    assert count_queries(desk, f"{QUESTIONS}?{query}") == few


# ------------------------------------------------------------------ publishing, retiring, deleting


def test_publishing_lets_the_good_ones_through_and_says_which_rules_the_others_break(desk, question):
    bad, _ = load(make_entry(slug="bad", title="A prompt too short"))
    Question.objects.update(state="draft")
    Question.objects.filter(pk=bad.pk).update(prompt="Too short.")
    QuestionTrack.objects.filter(question=bad).delete()
    page = act(desk, "publish_selected", question, bad)
    faults = "tracks: Tuple should have at least 1 item after validation, not 0; prompt: String should have at least 120 characters"
    assert sorted(notices(page)) == [
        ("error", f"“A prompt too short” was not published: {faults}."),
        ("success", f"“{ENTRY['title']}” was published."),
    ]
    assert (state_of(question), state_of(bad)) == ("published", "draft")
    assert list(LogEntry.objects.values_list("object_id", "change_message")) == [(str(question.pk), "Published.")]


def test_retiring_takes_a_question_out_of_use_and_is_written_down(desk, question):
    page = act(desk, "retire_selected", question)
    assert notices(page) == [("success", f"“{ENTRY['title']}” was retired.")]
    assert state_of(question) == "retired"
    assert list(LogEntry.objects.values_list("object_id", "change_message")) == [(str(question.pk), "Retired.")]


@pytest.mark.parametrize(("action", "state"), [("publish_selected", "published"), ("retire_selected", "retired")])
def test_what_is_so_already_is_left_alone(desk, question, action, state):
    Question.objects.update(state=state)
    before = Question.objects.values().get()
    assert notices(act(desk, action, question)) == []
    assert Question.objects.values().get() == before


def test_a_fault_of_one_key_point_is_not_told_as_a_list_that_is_too_short(question):
    KeyPoint.objects.exclude(slug__in=["noticed", "one-run", "said-sorry"]).update(cues=[])
    assert find_faults(question) == [
        "key_point 1 cues: Tuple should have at least 4 items after validation, not 0",
        "key_point 2 cues: Tuple should have at least 4 items after validation, not 0",
    ]


@pytest.mark.parametrize(("asked", "reason"), [(True, ASKED), (False, FROM_FILES)])
def test_a_question_that_interviews_or_files_hold_is_not_deleted_and_the_page_says_why(
    desk, question, user, asked, reason
):
    if asked:
        make_sitting(user)
    page = desk.get(url_of(Question, "change", question.pk))
    assert (page.context["has_delete_permission"], reason in page.content.decode().replace("&#x27;", "'")) == (
        False,
        True,
    )
    gone = desk.post(url_of(Question, "delete", question.pk), {"post": "yes"}, follow=True)
    assert (notices(gone), Question.objects.count()) == ([("error", reason)], 1)
    assert "delete_selected" not in dict(desk.get(QUESTIONS).context["action_form"].fields["action"].choices)


def test_a_question_that_was_written_here_and_never_asked_is_deleted_with_its_parts(desk, question):
    Question.objects.update(loaded_hash="")
    desk.post(url_of(Question, "delete", question.pk), {"post": "yes"})
    assert (Question.objects.count(), KeyPoint.objects.count(), Hint.objects.count()) == (0, 0, 0)


# ------------------------------------------------------------------ the protocol's rows


def test_every_table_of_the_protocol_is_in_the_admin_and_no_part_of_a_question_by_itself():
    assert set(registered("interviews")) == {Question, *PROTOCOL}


@pytest.mark.parametrize("model", PROTOCOL, ids=lambda m: m.__name__)
def test_a_row_of_the_protocol_is_looked_at_and_never_touched(root, user, model):
    make_sitting(user)
    before = list(model.objects.values())
    row = before[0]["id"]
    seen = [root.get(url).status_code for url in (url_of(model, "changelist"), url_of(model, "change", row))]
    tried = [
        root.post(url, {"post": "yes"}).status_code
        for url in (url_of(model, "add"), *(url_of(model, p, row) for p in ("change", "delete")))
    ]
    root.post(url_of(model, "changelist"), {"action": "delete_selected", "_selected_action": [row], "post": "yes"})
    assert (seen, tried, list(model.objects.values())) == ([200, 200], [403, 403, 403], before)


@pytest.mark.parametrize("model", PROTOCOL, ids=lambda m: m.__name__)
def test_what_a_candidate_said_is_shown_with_its_message_only(root, user, model):
    make_sitting(user)
    row = model.objects.get().pk
    pages = [
        root.get(url_of(model, page, *args))
        for page, args in (("changelist", ()), ("change", (row,)), ("history", (row,)))
    ]
    assert [WORDS in page.content.decode() for page in pages] == [False, model is Message, False]


@pytest.mark.parametrize("model", PROTOCOL, ids=lambda m: m.__name__)
def test_a_protocol_list_takes_as_many_statements_for_30_rows_as_for_3(root, user, model):
    for _ in range(3):
        make_sitting(user)
    few = count_queries(root, url_of(model, "changelist"))
    for _ in range(27):
        make_sitting(make_user())
    assert count_queries(root, url_of(model, "changelist")) == few


@pytest.mark.parametrize("model", PROTOCOL, ids=lambda m: m.__name__)
def test_support_finds_the_rows_of_an_interview_by_its_public_id(root, user, model):
    interview = make_sitting(user).interview
    make_sitting(user)
    page = root.get(url_of(model, "changelist"), {"q": str(interview.public_id)})
    assert page.context["cl"].result_count == 1


def test_an_interview_leads_to_its_own_rows(root, user):
    interview = make_sitting(user).interview
    make_sitting(user)
    page = root.get(url_of(type(interview), "change", interview.pk)).content.decode()
    for name in ("interviewquestion", "turn", "message"):
        link = f"/admin/interviews/{name}/?interview__id__exact={interview.pk}"
        assert f'href="{link}"' in page
        assert root.get(link).context["cl"].result_count == 1
