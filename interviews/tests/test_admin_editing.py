"""Curators at a question: what is saved, what is refused with its reasons and shown again, and where parts stand."""

import pytest
from django.contrib.admin.models import LogEntry

from interviewprep.testing.staff import sign_in
from interviews.bank.loading import LoadReport, content_of_row
from interviews.models import Hint, KeyPoint, Question
from interviews.tests.desk import change, load, make_curator, make_superuser, read_form, told, url_of
from interviews.tests.entries import ENTRY, make_entry

pytestmark = pytest.mark.django_db

ADD = url_of(Question, "add")
PARTS = ("tracks", "key_points", "follow_ups", "hints")


@pytest.fixture
def question():
    """A question that keeps every rule, published from its file."""
    return load(make_entry())[0]


@pytest.fixture
def desk():
    """The browser of a curator."""
    return sign_in(make_curator("view", "add", "change", "delete"))


def copy_of(question, **edits):
    """The filled-in form of a new question that says the same as another."""
    filled = read_form(sign_in(make_superuser()).get(url_of(Question, "change", question.pk)))
    fresh = {name: "" if name.endswith(("-id", "-question")) else value for name, value in filled.items()}
    return fresh | {f"{part}-INITIAL_FORMS": "0" for part in PARTS} | {"slug": "mine", **edits}


# ------------------------------------------------------------------ saving


def test_saving_a_question_unchanged_is_no_edit(desk, question):
    page = change(desk, question)
    assert page.status_code == 200
    assert load(make_entry(red_flags=ENTRY["red_flags"][::-1]))[1] == LoadReport(updated=[ENTRY["slug"]])


def test_a_curators_edit_is_never_overwritten_by_the_next_load(desk, question):
    change(
        desk, question, **{"key_points-0-cues": "record of each letter\r\nunique constraint\r\nsent table\r\nledger"}
    )
    edited = content_of_row(Question.objects.get())
    assert edited["key_point"][0]["cues"][-1] == "ledger"
    assert load(make_entry(title="A title from the file"))[1] == LoadReport(kept=[ENTRY["slug"]])
    assert content_of_row(Question.objects.get()) == edited


@pytest.mark.parametrize(
    ("edits", "origin"),
    [
        ({}, "As loaded from the bank's files; the next load may update it."),
        ({"title": "Letters, and again"}, "Edited here since it was loaded; the next load leaves it alone."),
    ],
    ids=["unchanged", "edited"],
)
def test_the_page_says_whether_the_next_load_may_change_the_question(desk, question, edits, origin):
    change(desk, question, **edits)
    assert origin in desk.get(url_of(Question, "change", question.pk)).content.decode().replace("&#x27;", "'")


@pytest.mark.page
@pytest.mark.parametrize(
    ("edits", "faults"),
    [
        ({"prompt": "Too short."}, ["prompt: String should have at least 120 characters"]),
        ({"red_flags": ""}, ["red_flags: Tuple should have at least 2 items after validation, not 0"]),
        ({"hints-2-DELETE": "on"}, ["hints: Tuple should have at least 3 items after validation, not 2"]),
        ({"key_points-4-cues": "sorry\r\nregret"}, ["key_point 5 cues: Tuple should have at least 4 items after validation, not 2"]),
        ({"key_points-4-slug": "elsewhere", "follow_ups-0-aims_at": "said-sorry"}, ["follow-up aims at unknown key point 'said-sorry'"]),
        ({"follow_ups-0-text": "Would you take an advisory lock?"}, ["the follow-up at one-run says it: 'Would you take an advisory lock'"]),
    ],
    ids=["prompt", "red flags", "hints", "cues", "aim", "follow-up"],
)  # fmt: skip
def test_a_published_question_is_not_saved_in_a_shape_that_breaks_the_rules_and_the_edit_is_kept(
    desk, question, edits, faults
):
    before = (content_of_row(question), Question.objects.values().get())
    page = change(desk, question, title="My new title", **edits)
    assert told(page) == faults
    assert (
        read_form(page).items()
        >= {"title": "My new title", **{k: v for k, v in edits.items() if "DELETE" not in k}}.items()
    )
    assert (content_of_row(question), Question.objects.values().get()) == before
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_question_that_nobody_can_be_asked_may_break_the_rules(desk, question, state):
    assert change(desk, question, state=state, prompt="Unfinished.").status_code == 200
    assert Question.objects.values_list("state", "prompt").get() == (state, "Unfinished.")


@pytest.mark.page
@pytest.mark.parametrize(
    ("edits", "faults"),
    [
        ({"clarifications": '[{"ask": '}, ["This is not valid JSON: Expecting value at line 1, column 9."]),
        ({"clarifications": '[{"ask": "door", "say": "No."}]'}, ["Entry 1, ask: Input should be a valid tuple.", "Entry 1, say: String should have at least 12 characters."]),
        ({"clarifications": '{"ask": ["door"]}'}, ['Write a list of entries like {"ask": ["stem", "another stem"], "say": "The fact."}.']),
        ({"clarifications": "[" * 100_000}, ["This is not valid JSON: it is nested too deeply."]),
        ({"companies": "google\r\ninitech"}, ["Unknown: initech. Known are general"]),
        ({"tags": "a\x00b"}, ["Null characters are not allowed."]),
        ({"key_points-0-weight": "4"}, ["Ensure this value is less than or equal to 3."]),
        ({"tracks-0-track": "poetry"}, ["Select a valid choice. poetry is not one of the available choices."]),
        ({"tracks-1-track": "swe_engineer"}, ["Please correct the duplicate data for track."]),
        ({"key_points-1-slug": "record-of-letters"}, ["Please correct the duplicate data for slug."]),
    ],
    ids=["JSON", "shape", "no list", "depth", "company", "null", "weight", "track", "track twice", "slug twice"],
)  # fmt: skip
def test_a_field_in_the_wrong_shape_is_named_and_kept_whatever_the_state(desk, question, edits, faults):
    page = change(desk, question, state="draft", **edits)
    assert [fault[: len(expected)] for fault, expected in zip(told(page), faults, strict=False)] == faults
    assert read_form(page).items() >= edits.items()
    assert Question.objects.get().state == "published"


def test_a_new_question_can_be_published_at_once_only_when_it_keeps_the_rules(desk, question):
    page = desk.post(ADD, copy_of(question, title="A new one", prompt="Too short."))
    assert told(page) == ["prompt: String should have at least 120 characters"]
    assert list(Question.objects.values_list("slug", flat=True)) == [ENTRY["slug"]]
    desk.post(ADD, copy_of(question, title="A new one"))
    made = Question.objects.get(slug="mine")
    assert (content_of_row(made), made.loaded_hash) == (
        content_of_row(question) | {"slug": "mine", "title": "A new one"},
        "",
    )


def test_who_may_only_add_writes_a_whole_question_and_may_not_change_it_then(question):
    writer = sign_in(make_curator("view", "add"))
    writer.post(ADD, copy_of(question))
    made = Question.objects.get(slug="mine")
    assert content_of_row(made) == content_of_row(question) | {"slug": "mine"}
    assert writer.post(url_of(Question, "change", made.pk), copy_of(question)).status_code == 403


def test_a_draft_begins_with_little(desk):
    begun = {
        "title": "Begun",
        "slug": "begun",
        "state": "draft",
        "kind": "coding",
        "difficulty": "easy",
        "prompt": "Once…",
    }
    desk.post(ADD, read_form(desk.get(ADD)) | begun | {"model_answer": "Later."})
    expected = begun | {"model_answer": "Later."}
    expected |= {name: [] for name in ("companies", "tags", "clarifications", "red_flags")}
    assert Question.objects.values(*expected).get() == expected


def test_the_slug_is_chosen_once(desk, question):
    assert change(desk, question, slug="another").status_code == 200
    assert Question.objects.get().slug == ENTRY["slug"]


# ------------------------------------------------------------------ the order of parts


@pytest.mark.parametrize(
    ("edits", "order"),
    [
        ({}, "01234"),
        ({"key_points-3-place": "1"}, "30124"),
        ({"key_points-0-place": "3"}, "12034"),
        ({"key_points-0-place": "5", "key_points-4-place": "1"}, "41230"),
        ({"key_points-1-place": ""}, "02341"),
        ({"key_points-2-DELETE": "on", "key_points-4-place": "1"}, "4013"),
        ({"key_points-0-place": "99"}, "12340"),
    ],
)  # fmt: skip
def test_a_key_point_moves_to_the_place_it_is_given(desk, question, edits, order):
    change(desk, question, state="draft", **edits)
    slugs = [point["slug"] for point in ENTRY["key_point"]]
    assert [
        str(slugs.index(slug)) for slug in KeyPoint.objects.order_by("order").values_list("slug", flat=True)
    ] == list(order)
    assert list(KeyPoint.objects.order_by("order").values_list("order", flat=True)) == list(range(len(order)))


def added(prefix, number, **values):
    return {
        f"{prefix}-TOTAL_FORMS": str(number + 1),
        **{f"{prefix}-{number}-{name}": value for name, value in values.items()},
    }


@pytest.mark.parametrize(("place", "at"), [("", 5), ("2", 1)])
def test_a_new_key_point_stands_where_it_is_put_else_last(desk, question, place, at):
    change(desk, question, **added(
        "key_points", 5, place=place, weight="1", competency="ownership", slug="owned", name="an owner", text="Names an owner for it.",
        cues="owner\r\nresponsible\r\nin charge\r\nanswers for it", question=str(question.pk), id="",
    ))  # fmt: skip
    slugs = [point["slug"] for point in ENTRY["key_point"]]
    assert list(KeyPoint.objects.order_by("order").values_list("slug", flat=True)) == [
        *slugs[:at],
        "owned",
        *slugs[at:],
    ]


def test_a_new_hint_takes_the_level_that_is_free(desk, question):
    change(
        desk,
        question,
        **{"hints-1-DELETE": "on"},
        **added("hints", 3, text="Think of a diary for the job.", question=str(question.pk), id=""),
    )
    assert list(Hint.objects.values_list("level", "text")) == [
        (1, ENTRY["hints"][0]), (2, "Think of a diary for the job."), (3, ENTRY["hints"][2]),
    ]  # fmt: skip


def test_a_fourth_hint_is_refused(desk, question):
    page = change(
        desk, question, **added("hints", 3, text="One too many for a ladder.", question=str(question.pk), id="")
    )
    assert (told(page), Hint.objects.count()) == (["Please submit at most 3 forms."], 3)
