"""The interview pages as a browser without JavaScript shows them: drafts survive, errors offer one way on."""

import re
from datetime import timedelta
from html import escape, unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interviewprep.testing.factories import (
    NEUTRAL_ANSWER,
    make_bank,
    make_interview,
    make_question,
    make_user,
    new_key,
    reach_question,
    reach_wrap_up,
    say,
)
from interviews import catalogue
from interviews.enums import TurnStatus
from interviews.models import Interview, Turn
from interviews.tests.browsing import Page

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/interviews/new/"
CHOSEN = {
    "track": "product_management", "role": "growth_product_manager", "difficulty": "hard", "adaptive": "on",
    "company_style": "y_combinator", "interviewer": "adaeze", "max_questions": "9", "behavioral_questions_target": "3",
    "max_followups_per_question": "1",
}  # fmt: skip
DRAFT = 'I would start with\n\n\tthe doors – O(n²) 🙂 <b>&amp;</b> "quoted"\n'


@pytest.fixture
def interview(user):
    """An interview whose first question is open."""
    make_bank()
    return reach_question(make_interview(user))


@pytest.fixture
def room(browser, interview):
    """The interview's room, opened."""
    return open_room(browser, interview)


def open_room(browser, interview):
    return Page(browser, browser.get(interview.get_absolute_url()))


def candidate_said(interview):
    return list(interview.messages.filter(speaker="candidate").order_by("seq").values_list("content", "intent"))


def last_said(interview):
    return candidate_said(interview)[-1]


# ------------------------------------------------------------------ before an interview


def test_the_landing_page_is_open_to_all_and_says_how_much_there_is(browser):
    make_bank(own=4, behavioral=3)
    make_question(kind="behavioral", tracks=["behavioral"])
    for client in (Client(), browser):
        response = client.get("/")
        assert response.status_code == 200
        assert "8 original questions, 7 tracks, 12 company styles" in response.content.decode()


def test_the_planner_shows_how_many_questions_there_are(browser):
    make_bank(own=4, behavioral=3)
    make_bank(own=1, behavioral=1, difficulties=["hard"])
    html = browser.get(NEW).content.decode()
    (counts,) = re.findall(r'value="swe_engineer".*?<span class="counts">(.*?)</label>', html, re.DOTALL)
    shown = re.findall(r"(\w+) <strong>(\d+)</strong>", counts)
    assert shown == [("easy", "0"), ("medium", "7"), ("hard", "2")]


def test_an_interview_is_planned_and_started_with_one_click(browser):
    make_bank(track="product_management", difficulties=["hard"], own=6, behavioral=3)
    planner = Page(browser, browser.get(NEW))
    room = planner.click(planner.find("Start the interview"), **CHOSEN)
    created = Interview.objects.get()
    assert room.response.request["PATH_INFO"] == created.get_absolute_url()
    assert {name: str(getattr(created, name)) for name in CHOSEN} == CHOSEN | {"adaptive": "True"}
    assert (created.stage, created.messages.count()) == ("warm_up", 1)


def test_a_role_of_another_track_gives_way_to_the_tracks_own(browser):
    make_bank()
    browser.post(NEW, CHOSEN | {"track": "swe_engineer", "difficulty": "medium", "max_questions": "3"})
    assert Interview.objects.get().role == "backend_engineer"


def test_a_plan_that_the_bank_cannot_serve_keeps_every_choice_and_says_what_is_possible(browser):
    make_bank(track="product_management", difficulties=["hard"], own=2, behavioral=1)
    refused = Page(browser, browser.post(NEW, CHOSEN))
    assert refused.response.status_code == 422
    (form,) = [form for form in refused.forms.values() if "track" in form.fields]
    assert {name: form.fields[name] for name in CHOSEN} == CHOSEN
    assert "Choose fewer questions." in unescape(refused.html)
    told = "There are 3 questions for these choices: choose at most 3."
    described = 'aria-invalid="true" aria-describedby="id_max_questions_helptext id_max_questions_error"'
    assert (refused.html.count(told), described in refused.html) == (2, True)
    assert Interview.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"max_questions": "many"}, {"interviewer": "clippy"}, {"behavioral_questions_target": "10"}, {"track": ""}],
)
def test_a_faulty_plan_keeps_the_other_choices(browser, wrong):
    make_bank(track="product_management", difficulties=["hard"], own=8, behavioral=3)
    refused = Page(browser, browser.post(NEW, CHOSEN | wrong))
    (form,) = [form for form in refused.forms.values() if "max_questions" in form.fields]
    others = {name: value for name, value in CHOSEN.items() if name not in wrong}
    assert (refused.response.status_code, {name: form.fields[name] for name in others}) == (422, others)
    assert 'role="alert"' in refused.html


def test_what_stands_in_the_address_fills_the_planner_and_is_escaped(browser):
    html = browser.get(NEW, {"track": "data_science", "max_questions": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)</script>" not in html
    assert re.search(r'value="data_science" required checked', html)


# ------------------------------------------------------------------ the room


def test_an_interview_that_is_not_started_waits_for_a_click(browser, user):
    make_bank()
    interview = make_interview(user, started=False)
    waiting = open_room(browser, interview)
    started = waiting.click(waiting.find("Start the interview"))
    assert "answer" not in waiting.forms
    assert (started.response.status_code, "answer" in started.forms) == (200, True)
    assert interview.messages.count() == 1


def facts(page):
    aside = page.html.split("</aside>")[0]
    return {name: re.sub("<.*?>", "", value) for name, value in re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", aside)}


def test_the_room_tells_stage_progress_and_the_time_by_the_servers_clock(browser, user, time_machine):
    make_bank()
    time_machine.move_to(timezone.now(), tick=False)
    interview = make_interview(user, company_style="apple", adaptive=True)
    assert facts(open_room(browser, interview)) == {
        "Track": "Software engineer", "Style": "Apple", "Difficulty": "Medium, adapting", "Stage": "Warm-up",
        "Elapsed": "under a minute",
    }  # fmt: skip
    reach_question(interview)
    time_machine.shift(timedelta(minutes=74, seconds=59))
    page = open_room(browser, interview)
    assert (facts(page)["Stage"], facts(page)["Elapsed"]) == ("Question", "1 h 14 min")
    assert 'data-interview="4499" data-question="4499" data-running="1"' in page.html
    assert 'aria-label="Question 1 of 3"' in page.html


def test_the_room_counts_the_time_of_a_question_from_when_it_was_asked(browser, user, time_machine):
    make_bank()
    time_machine.move_to(timezone.now(), tick=False)
    interview = make_interview(user)
    assert 'data-question=""' in open_room(browser, interview).html
    time_machine.shift(timedelta(minutes=2))
    reach_question(interview)
    time_machine.shift(timedelta(seconds=61))
    assert 'data-interview="181" data-question="61"' in open_room(browser, interview).html


def test_the_hint_button_says_which_of_the_questions_hints_is_next(browser, user):
    make_bank()
    page = open_room(browser, reach_question(make_interview(user)))
    labels = []
    for _ in range(4):
        labels.append(
            " ".join(
                re.sub("<.*?>", "", page.html.split('value="hint"')[1].split("</button>")[0]).split(">")[-1].split()
            )
        )
        page = page.click(page.find("Hint"))
    assert labels == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint all 3 given"]


def test_the_clock_stops_with_the_interview(browser, user, time_machine):
    make_bank()
    time_machine.move_to(timezone.now(), tick=False)
    interview = make_interview(user)
    time_machine.shift(timedelta(minutes=20))
    Interview.objects.filter(pk=interview.pk).update(stage="done", finalized_at=timezone.now())
    time_machine.shift(timedelta(days=3))
    page = open_room(browser, interview)
    assert facts(page)["Elapsed"] == "20 min"
    assert 'data-running=""' in page.html


def test_the_answer_form_offers_what_the_stage_allows(browser, user):
    make_bank()
    interview = make_interview(user)

    def intents():
        buttons = open_room(browser, interview).buttons
        return [button.fields["intent"] for button in buttons if "intent" in button.fields]

    assert intents() == ["answer", "skip"]
    reach_question(interview)
    assert intents() == ["answer", "hint", "clarify", "dont_know", "skip"]
    reach_wrap_up(interview)
    assert intents() == []


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Hint", ("Could I have a hint, please?", "hint")),
        ("Skip", ("I'd like to skip this one, please.", "skip")),
        ("I don't know", ("I don't know.", "dont_know")),
    ],
)
def test_a_button_speaks_for_itself_when_nothing_was_typed(room, interview, label, said):
    assert room.click(room.find(label), content=" \n ").response.status_code == 200
    assert last_said(interview) == said


def test_what_can_t_be_sent_leads_back_to_its_field_and_not_to_the_same_error(room):
    refused = room.click(room.find("Send answer"), content="")
    assert 'href="#content"' in refused.html
    assert refused.forms["answer"].fields["content"] == ""
    after = refused.click(refused.find("Send answer"), content=DRAFT)
    assert (after.response.status_code, after.remedies) == (200, [])


@pytest.mark.parametrize(("label", "intent"), [("Skip", "skip"), ("I don't know", "dont_know"), ("Clarify", "clarify")])
def test_what_was_typed_goes_with_the_button(room, interview, label, intent):
    room.click(room.find(label), content="How many doors are there?")
    assert last_said(interview) == ("How many doors are there?", intent)


def test_asking_back_needs_a_question(room, interview):
    before = candidate_said(interview)
    refused = room.click(room.find("Clarify"), content="")
    assert (refused.response.status_code, candidate_said(interview)) == (422, before)
    assert "Write something first." in refused.html


def test_a_hint_leaves_the_draft_where_it_is_until_it_is_sent(browser, room, interview):
    hinted = room.click(room.find("Hint"), content=DRAFT)
    assert hinted.response.redirect_chain
    assert (last_said(interview), hinted.draft) == (("Could I have a hint, please?", "hint"), DRAFT)
    assert open_room(browser, interview).draft == DRAFT
    sent = hinted.click(hinted.find("Send answer"))
    assert (last_said(interview), sent.draft) == ((DRAFT, "answer"), "")


def test_code_is_kept_with_its_language_and_without_one_elsewhere(room, interview):
    after = room.click(room.find("Send answer"), content="select 1", kind="code", language="sql")
    after.click(after.find("Skip"), content="select 2", kind="code", language="sql")
    said = interview.messages.filter(content__startswith="select").order_by("seq")
    assert list(said.values_list("kind", "language")) == [("code", "sql"), ("text", "")]


def test_a_reload_and_a_second_click_say_nothing_twice(room, interview):
    for _ in range(2):
        again = room.click(room.find("Send answer"), content="One cache.")
    assert (again.response.status_code, again.remedies) == (200, [])
    assert [content for content, _ in candidate_said(interview)].count("One cache.") == 1


# ------------------------------------------------------------------ what goes wrong in the room


def run_a_turn(interview):
    Turn.objects.create(
        interview=interview, kind="message", key=new_key(), body_hash="x", status=TurnStatus.ACTIVE, fence=99,
        lease_expires_at=timezone.now() + timedelta(seconds=30),
    )  # fmt: skip


def end_all_turns(interview):
    interview.turns.exclude(status=TurnStatus.DONE).delete()


def await_evaluation(interview):
    Turn.objects.create(
        interview=interview, kind="finalize", key="finalize", body_hash="x", status="retryable", fence=99
    )


def use_key(room, interview):
    say(interview, "Another message.", key=room.forms["answer"].fields["key"])


ERRORS = {
    "a turn runs": (lambda room, i: run_a_turn(i), {}, 409, "Send again"),
    "another tab was first": (lambda room, i: say(i), {}, 409, "Show the latest messages"),
    "the key was used": (use_key, {}, 422, "Send as a new message"),
    "the key is malformed": (lambda room, i: None, {"key": "short"}, 400, "Send as a new message"),
    "the key is missing": (lambda room, i: None, {"key": ""}, 422, "Back to the answer"),
    "it is too long": (lambda room, i: None, {"content": "é" * 8_001}, 422, "Back to the answer"),
    "a control character": (lambda room, i: None, {"content": "bell \x07"}, 422, "Back to the answer"),
    "all was asked": (lambda room, i: reach_wrap_up(i), {}, 409, "Finish and read the evaluation"),
    "it is being evaluated": (lambda room, i: await_evaluation(i), {}, 409, "Ask for the evaluation again"),
}


@pytest.mark.parametrize(("meanwhile", "typed", "status", "remedy"), ERRORS.values(), ids=ERRORS)
def test_an_error_keeps_what_was_typed_and_offers_one_action(room, interview, meanwhile, typed, status, remedy):
    meanwhile(room, interview)
    refused = room.click(room.find("Send answer"), **{"content": DRAFT, **typed})
    assert refused.response.status_code == status
    assert [button.label for button in refused.remedies] == [remedy]
    assert typed.get("content", DRAFT).strip() in unescape(refused.html)
    if "answer" in refused.forms:
        assert refused.draft == typed.get("content", DRAFT)


@pytest.mark.parametrize("name", list(ERRORS)[:4])
def test_the_action_that_is_offered_leads_on_and_keeps_the_draft(room, interview, name):
    meanwhile, typed, _, _ = ERRORS[name]
    meanwhile(room, interview)
    refused = room.click(room.find("Send answer"), **{"content": DRAFT, **typed})
    end_all_turns(interview)
    after = refused.click(refused.remedies[0])
    assert (after.response.status_code, after.remedies) == (200, [])
    assert last_said(interview)[0] == DRAFT or after.draft == DRAFT


@pytest.mark.parametrize(("label", "intent"), [("Skip", "skip"), ("I don't know", "dont_know"), ("Clarify", "clarify")])
def test_sending_again_means_what_was_meant_at_first(room, interview, label, intent):
    run_a_turn(interview)
    typed = "How many doors are there?" if intent == "clarify" else ""
    refused = room.click(room.find(label), content=typed)
    end_all_turns(interview)
    after = refused.click(refused.remedies[0])
    assert after.response.status_code == 200
    assert last_said(interview)[1] == intent


def test_after_an_error_code_is_still_code(room, interview):
    run_a_turn(interview)
    refused = room.click(room.find("Send answer"), content="select 1", kind="code", language="sql")
    form = refused.forms["answer"].fields
    assert (form["kind"], form["language"]) == ("code", "sql")


@pytest.mark.parametrize(
    "draft", ["\n\n  indented", "</textarea><script>alert(1)</script>", "  \tends in spaces  \n\n"]
)
def test_a_draft_comes_back_to_the_letter(room, interview, draft):
    run_a_turn(interview)
    assert room.click(room.find("Send answer"), content=draft).draft == draft


def test_a_message_that_comes_before_the_start_offers_to_start(browser, user):
    make_bank()
    interview = make_interview(user, started=False)
    data = {"key": new_key(), "last_seen_seq": 0, "content": DRAFT, "kind": "text"}
    refused = Page(browser, browser.post(f"{interview.get_absolute_url()}messages/", data))
    assert (refused.response.status_code, [b.label for b in refused.remedies]) == (409, ["Start the interview"])
    started = refused.click(refused.remedies[0])
    assert (started.response.status_code, "answer" in started.forms) == (200, True)


# ------------------------------------------------------------------ what was typed is text


PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "</p></div><script>alert(1)</script>",
    "</code></pre><script>alert(1)</script>", "</textarea><iframe src=javascript:alert(1)>", "{{ 7|add:7 }}{% csrf_token %}",
    "[click](javascript:alert(1))", "&lt;script&gt;alert(1)&lt;/script&gt;", "<!--", "]]><script>alert(1)</script>",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["text", "code"])
def test_a_candidates_words_are_shown_and_never_run(browser, user, kind):
    """All payloads in one interview: each is said, and then left in the draft by asking for a hint."""
    make_bank()
    page = open_room(browser, reach_question(make_interview(user, max_questions=6)))
    for payload in PAYLOADS:
        text = f"I would look at the doors, {payload}, and count again."
        page = page.click(page.find("Send"), content=text, kind=kind)
        page = page.click(page.find("Hint"), content=text)
        assert re.sub(r'<span class="code-\w+">|</span>', "", page.html).count(escape(text)) == 2
        assert "<" not in payload or payload not in page.html


def test_a_candidates_name_is_shown_and_never_run():
    make_bank()
    ada = make_user(name="<script>alert(1)</script>")
    browser = Client()
    browser.force_login(ada)
    html = open_room(browser, make_interview(ada)).html
    assert "<script>alert(1)</script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


# ------------------------------------------------------------------ the end, and the cost


def test_deleting_asks_first(browser, interview):
    path = f"{interview.get_absolute_url()}delete/"
    asked = Page(browser, browser.get(path))
    assert Interview.objects.count() == 1
    kept = asked.click(asked.find("Keep it"))
    assert (kept.response.request["PATH_INFO"], Interview.objects.count()) == ("/interviews/", 1)
    gone = asked.click(asked.find("Delete it for good"))
    assert (gone.response.request["PATH_INFO"], Interview.objects.count()) == ("/interviews/", 0)
    assert browser.get(path).status_code == 404


def test_the_room_costs_the_same_however_much_was_said(browser, interview):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            open_room(browser, interview)
        return len(queries)

    short = cost()
    for _ in range(4):
        say(interview, NEUTRAL_ANSWER)
    interview.refresh_from_db()
    assert (interview.slots.count(), cost()) == (2, short)


def test_every_interviewer_has_a_portrait_of_their_own():
    drawn = {path.stem: path.read_bytes() for path in (settings.BASE_DIR / "static/img/interviewers").glob("*.svg")}
    assert set(drawn) == set(catalogue.interviewers())
    assert len(set(drawn.values())) == len(drawn)
    assert not any(b"<script" in svg or b"href" in svg for svg in drawn.values())


@pytest.mark.parametrize("interviewer", ["maya", "gareth", "adaeze", "hiroshi"])
def test_the_room_and_the_planner_show_the_portrait_beside_the_name(browser, user, interviewer):
    make_bank()
    room = open_room(browser, make_interview(user, interviewer=interviewer)).html
    planner = browser.get(reverse("interviews:new")).content.decode()
    shown = f'<img class="portrait" src="/static/img/interviewers/{interviewer}.svg" alt="" width="48" height="48">'
    assert [re.findall('<img class="portrait".*?>', room), shown in planner] == [[shown], True]
