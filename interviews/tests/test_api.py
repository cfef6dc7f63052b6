"""The interview API to the letter of its contract."""

import itertools
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interviewprep.testing.factories import (
    NEUTRAL_ANSWER,
    count_statements,
    make_bank,
    make_interview,
    new_key,
    reach_question,
    reach_wrap_up,
    say,
)
from interviews.enums import Intent, TurnStatus
from interviews.models import Interview, Turn

pytestmark = pytest.mark.django_db

INTERVIEWS = "/api/v1/interviews/"
PLAN = {"track": "swe_engineer", "difficulty": "medium", "max_questions": 3, "behavioral_questions_target": 1}
in_earnest = pytest.mark.django_db(transaction=True)


@pytest.fixture
def interview(user):
    """An interview whose first question is open."""
    make_bank()
    return reach_question(make_interview(user))


def of(interview, name="interview"):
    return reverse(f"interviews-api:{name}", args=[interview.public_id])


def send(api, interview, content=NEUTRAL_ANSWER, *, key=None, **fields):
    headers = {} if key == "" else {"Idempotency-Key": key or new_key()}
    return api.post(of(interview, "messages"), {"content": content, **fields}, format="json", headers=headers)


# ------------------------------------------------------------------ planning


def test_an_interview_is_planned_with_the_defaults_of_the_contract(api):
    make_bank(own=5, behavioral=2)
    response = api.post(INTERVIEWS, {"track": "swe_engineer", "difficulty": "medium"}, format="json")
    body = response.json()
    created = Interview.objects.get()
    assert (response.status_code, uuid.UUID(body.pop("id"))) == (201, created.public_id)
    assert body.pop("created_at") == created.created_at.isoformat().replace("+00:00", "Z")
    assert body == {
        "track": "swe_engineer",
        "role": "backend_engineer",
        "company_style": "general",
        "difficulty": "medium",
        "adaptive": False,
        "interviewer": "maya",
        "behavioral_questions_target": 2,
        "max_questions": 7,
        "max_followups_per_question": 2,
        "job_description": "",
        "questions": [],
        "stage": "intro",
        "progress": {"asked": 0, "max": 7, "slots": []},
        "skill_state": {"weakest": None, "competencies": {}},
        "allowed_intents": [],
        "started_at": None,
        "finalized_at": None,
    }


def test_an_interview_is_planned_as_chosen(api):
    make_bank(own=3, behavioral=0)
    chosen = {
        "track": "swe_engineer",
        "role": "mobile_engineer",
        "company_style": "amazon",
        "difficulty": "medium",
        "adaptive": True,
        "interviewer": "hiroshi",
        "behavioral_questions_target": 0,
        "max_questions": 1,
        "max_followups_per_question": 0,
        "job_description": "Größe zählt: O(n²)\n",
    }
    body = api.post(INTERVIEWS, chosen, format="json").json()
    assert {name: body[name] for name in chosen} == chosen
    assert api.get(f"{INTERVIEWS}{body['id']}/").json() == body


FAULTS = {
    "no track": ({"track": ""}, "track"),
    "an unknown track": ({"track": "astrology"}, "track"),
    "an unknown company": ({"company_style": "acme"}, "company_style"),
    "an unknown difficulty": ({"difficulty": "brutal"}, "difficulty"),
    "an unknown interviewer": ({"interviewer": "clippy"}, "interviewer"),
    "an interviewer of one's own": ({"interviewer": {"name": "Eve", "prompt": "x" * 10_000}}, "interviewer"),
    "a role of another track": ({"role": "people_lead"}, "role"),
    "no questions": ({"max_questions": 0, "behavioral_questions_target": 0}, "max_questions"),
    "51 questions": ({"max_questions": 51}, "max_questions"),
    "minus one question": ({"max_questions": -1, "behavioral_questions_target": 0}, "max_questions"),
    "half a question": ({"max_questions": 1.5}, "max_questions"),
    "very many questions": ({"max_questions": 10**19}, "max_questions"),
    "more behavioural ones than questions": ({"behavioral_questions_target": 4}, "behavioral_questions_target"),
    "too many follow-ups": ({"max_followups_per_question": 6}, "max_followups_per_question"),
    "a long job description": ({"job_description": "x" * 8_001}, "job_description"),
    "a job description with a bell": ({"job_description": "ding\x07"}, "job_description"),
    "a job description with a NUL": ({"job_description": "nul\x00"}, "job_description"),
    "maybe adaptive": ({"adaptive": "maybe"}, "adaptive"),
}


@pytest.mark.parametrize(("changes", "field"), FAULTS.values(), ids=FAULTS)
def test_a_plan_with_a_fault_is_refused_by_its_field(api, changes, field):
    """Edge cases 4, 6 and 13: impossible targets and interviewers from the client."""
    make_bank()
    response = api.post(INTERVIEWS, {**PLAN, **changes}, format="json")
    assert (response.status_code, list(response.json()["fields"])) == (422, [field])
    assert Interview.objects.count() == 0


COLUMNS = [field.name for field in Interview._meta.get_fields() if field.name not in {*PLAN, "role", "company_style"}]
TAKEN = {"adaptive", "interviewer", "max_followups_per_question", "job_description"}


@pytest.mark.parametrize("column", sorted({*COLUMNS, "user_id"} - TAKEN))
def test_no_other_column_can_be_written(api, column):
    make_bank()
    response = api.post(INTERVIEWS, {**PLAN, column: 1}, format="json")
    assert (response.status_code, response.json()["fields"]) == (422, {column: ["This field is not known."]})
    assert Interview.objects.count() == 0


def test_an_interview_that_the_bank_cannot_serve_is_refused_with_what_is_possible(api):
    make_bank(own=2, behavioral=1)
    make_bank(own=4, behavioral=1, difficulties=["hard"])
    response = api.post(INTERVIEWS, {**PLAN, "max_questions": 5, "behavioral_questions_target": 2}, format="json")
    assert (response.status_code, response.json()) == (
        422,
        {
            "code": "not_enough_questions",
            "detail": "There are too few questions for this interview, and none is asked twice. "
            "Choose fewer questions; or another difficulty: hard (5); or an adaptive interview (8).",
            "fields": {
                "max_questions": ["There are 3 questions for these choices: choose at most 3."],
                "behavioral_questions_target": ["There is 1 behavioural question for these choices: choose at most 1."],
            },
        },
    )


def test_too_few_of_the_tracks_own_questions_are_told_with_the_mix_that_works(api):
    make_bank(own=1, behavioral=5)
    response = api.post(INTERVIEWS, {**PLAN, "max_questions": 4, "behavioral_questions_target": 2}, format="json")
    assert response.json()["fields"]["max_questions"][0].endswith("choose at most 3 questions with 2 behavioural ones.")


# ------------------------------------------------------------------ turns


def test_starting_twice_says_the_same(api, user):
    make_bank()
    interview = make_interview(user, started=False)
    first, second = (api.post(of(interview, "start"), {}, format="json") for _ in range(2))
    assert (first.status_code, second.status_code, second.content) == (200, 200, first.content)
    assert (first.get("Idempotency-Replayed"), second.get("Idempotency-Replayed")) == (None, "true")
    body = first.json()
    assert [(m["seq"], m["speaker"], m["kind"]) for m in body["messages"]] == [(1, "interviewer", "greeting")]
    assert (body["status"], body["degraded"]) == ("done", False)


@in_earnest
def test_a_turn_is_told_to_the_letter_of_the_contract(api, interview):
    key = new_key()
    seen = interview.next_seq - 1
    body = send(api, interview, "One cache.", key=key, last_seen_seq=seen, kind="code", language="python").json()
    turn = Turn.objects.get(key=key)
    assert body.pop("id") == str(turn.public_id)
    mine, *reply = body.pop("messages")
    assert {**mine, "created_at": None} == {
        "seq": seen + 1, "speaker": "candidate", "kind": "code", "content": "One cache.", "language": "python",
        "intent": "answer", "source": "candidate", "created_at": None, "spoken": None,
    }  # fmt: skip
    assert [(m["seq"], m["speaker"], m["kind"]) for m in reply] == [(seen + 2, "interviewer", "follow_up")]
    assert body == {
        "key": key,
        "status": "done",
        "outcome": "offline",
        "degraded": False,
        "interview": {
            "id": str(interview.public_id),
            "stage": "follow_up",
            "progress": {"asked": 1, "max": 3},
            "allowed_intents": ["answer", "clarify", "hint", "skip", "dont_know"],
        },
    }


SENDINGS = {
    "an answer": {"content": "One cache – O(n²) 🙂\r\n"},
    "code": {"content": "def f():\n\treturn 1", "kind": "code", "language": "python"},
    "a hint": {"content": "A hint?", "intent": "hint"},
    "a skip": {"content": "Next.", "intent": "skip"},
}


@in_earnest
@pytest.mark.parametrize("fields", SENDINGS.values(), ids=SENDINGS)
def test_the_same_key_and_body_answer_with_the_same_bytes_however_far_the_interview_has_moved_on(
    api, interview, fields
):
    key = new_key()
    first = send(api, interview, key=key, **fields)
    again = [send(api, interview, key=key, **fields)]
    for _ in range(3):
        say(interview)
    again.append(send(api, interview, key=key, **fields))
    reach_wrap_up(interview)
    again.append(send(api, interview, key=key, **fields))
    Interview.objects.filter(pk=interview.pk).update(stage="done", finalized_at=timezone.now())
    again.append(send(api, interview, key=key, **fields))
    assert (first.status_code, first.get("Idempotency-Replayed")) == (200, None)
    told = {(response.status_code, response["Idempotency-Replayed"], response.content) for response in again}
    assert told == {(200, "true", first.content)}


@in_earnest
@pytest.mark.parametrize(
    "changes", [{"content": "Two caches."}, {"intent": "skip"}, {"kind": "code"}, {"kind": "code", "language": "sql"}]
)
def test_the_same_key_with_another_body_is_refused(api, interview, changes):
    key = new_key()
    send(api, interview, content="One cache.", key=key)
    response = send(api, interview, **{"content": "One cache.", "key": key, **changes})
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")


@in_earnest
@pytest.mark.parametrize(
    "key", ["", "k" * 15, "k" * 65, "k" * 20 + "=", "schlüssel-schlüssel", f"{'k' * 20} {'k' * 20}"]
)
def test_a_message_without_a_proper_key_is_refused(api, interview, key):
    response = send(api, interview, key=key)
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_required")


@in_earnest
@pytest.mark.parametrize(("left", "wait"), [(30, "5"), (2.5, "3"), (0.5, "1")])
def test_while_a_turn_runs_a_client_is_told_how_long_to_wait(api, interview, time_machine, left, wait):
    time_machine.move_to("2030-01-01 12:00:00+00:00", tick=False)
    Turn.objects.create(
        interview=interview, kind="message", key=new_key(), body_hash="x", status=TurnStatus.ACTIVE, fence=99,
        lease_expires_at=timezone.now() + timedelta(seconds=left),
    )  # fmt: skip
    for response in (send(api, interview), api.post(reverse("scoring-api:finalize", args=[interview.public_id]))):
        assert (response.status_code, response["Retry-After"]) == (409, wait)
        assert response.json() == {
            "code": "turn_in_progress",
            "detail": "The interviewer is still answering. Your words are safe; try again in a moment.",
            "fields": {"stage": ["question"]},
        }


INVALID = {
    "empty": ({"content": ""}, "content", "Write something first."),
    "too long": ({"content": "x" * 8_001}, "content", "That is 8,001 characters, 1 more than the 8,000 a message can hold."),
    "NUL": ({"content": "a\x00b"}, "content", "It contains a control character (U+0000) that can't be stored."),
    "control": ({"content": "a\x1bb"}, "content", "It contains a control character (U+001B) that can't be stored."),
    "missing": ({"content": None}, "content", "This field may not be null."),
    "intent": ({"intent": "praise"}, "intent", '"praise" is not a valid choice.'),
    "kind": ({"kind": "wrap_up"}, "kind", '"wrap_up" is not a valid choice.'),
    "language": ({"language": "x" * 21}, "language", "At most 20 characters."),
    "speaker": ({"speaker": "interviewer"}, "speaker", "This field is not known."),
    "slot": ({"slot": 1}, "slot", "This field is not known."),
}  # fmt: skip


@in_earnest
@pytest.mark.parametrize(("fields", "field", "fault"), INVALID.values(), ids=INVALID)
def test_bad_input_is_told_by_its_field(api, interview, fields, field, fault):
    response = send(api, interview, **fields)
    assert (response.status_code, response.json()["fields"]) == (422, {field: [fault]})


@in_earnest
def test_messages_are_read_after_a_seq(api, interview):
    say(interview)
    path = of(interview, "messages")
    everything = api.get(path).json()
    seqs = [message["seq"] for message in everything["results"]]
    assert seqs == list(range(1, interview.messages.count() + 1))
    assert api.get(path, {"after_seq": seqs[2]}).json() == {
        "next": None, "previous": None, "results": everything["results"][3:],
    }  # fmt: skip
    assert api.get(path, {"after_seq": seqs[-1]}).json()["results"] == []


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", str(2**31), "9" * 30])
def test_a_place_that_is_none_is_refused(api, user, after):
    make_bank()
    response = api.get(of(make_interview(user), "messages"), {"after_seq": after})
    assert (response.status_code, list(response.json()["fields"])) == (422, ["after_seq"])


@in_earnest
def test_an_interview_tells_its_progress_and_what_was_observed(api, interview):
    slot = interview.slots.get()
    cues = [point["cues"][0] for point in slot.snapshot["key_points"][:2]]
    say(interview, f"I would look at {cues[0]} and at {cues[1]} before I changed anything else in it.")
    body = api.get(of(interview)).json()
    assert (body["stage"], body["allowed_intents"]) == ("follow_up", ["answer", "clarify", "hint", "skip", "dont_know"])
    assert body["progress"] == {
        "asked": 1,
        "max": 3,
        "slots": [
            {"position": 0, "title": slot.snapshot["title"], "kind": "behavioral", "difficulty": "medium", "outcome": "open",
             "followups_used": 1, "hints_used": 0},
        ],
    }  # fmt: skip
    strong = {"count": 1, "last": 5, "average": 5.0, "strong_streak": 1, "weak_streak": 0}
    weak = {"count": 1, "last": 0, "average": 0.0, "strong_streak": 0, "weak_streak": 1}
    assert body["skill_state"] == {
        "weakest": "communication",
        "competencies": {"collaboration": strong, "communication": weak, "judgement": weak, "ownership": strong},
    }


# ------------------------------------------------------------------ lists, and deleting


def test_interviews_are_listed_newest_first_in_pages(api, user):
    make_bank()
    made = [str(make_interview(user).public_id) for _ in range(5)]
    found, path, pages = [], f"{INTERVIEWS}?page_size=2", []
    while path:
        page = api.get(path).json()
        assert page.keys() == {"next", "previous", "results"}
        pages.append(len(page["results"]))
        found += [row["id"] for row in page["results"]]
        path = page["next"]
    assert (pages, found) == ([2, 2, 1], made[::-1])
    assert "slots" not in page["results"][0]["progress"]


def test_interviews_are_filtered_by_stage_and_track(api, user):
    make_bank()
    make_bank(track="data_science")
    fresh = make_interview(user, started=False)
    running = make_interview(user, track="data_science")
    for query, rows in {
        "stage=intro": [fresh], "stage=warm_up": [running], "stage=done": [], "track=data_science": [running],
        "track=swe_engineer&stage=warm_up": [], "stage=": [running, fresh],
    }.items():  # fmt: skip
        listed = api.get(f"{INTERVIEWS}?{query}").json()["results"]
        assert [row["id"] for row in listed] == [str(row.public_id) for row in rows]


@pytest.fixture
def count_queries(api):
    def count(path):
        with CaptureQueriesContext(connection) as queries:
            assert api.get(path).status_code == 200
        return count_statements(queries)

    return count


@in_earnest
def test_the_list_and_the_interview_cost_the_same_however_long_they_are(api, user, interview, count_queries):
    paths = [INTERVIEWS, of(interview), of(interview, "messages")]
    short = [count_queries(path) for path in paths]
    for _ in range(2):
        reach_wrap_up(make_interview(user))
    for _ in range(4):
        say(interview)
    long = [count_queries(path) for path in paths]
    assert long == short


def test_a_deleted_interview_is_gone_for_good(api, user):
    make_bank()
    interview, other = make_interview(user), make_interview(user)
    assert api.delete(of(interview)).status_code == 204
    gone = itertools.chain([api.delete(of(interview))], (api.get(of(interview, n)) for n in ("interview", "messages")))
    assert {response.status_code for response in gone} == {404}
    assert list(Interview.objects.all()) == [other]


@in_earnest
def test_a_skipped_question_and_an_intent_are_kept_as_they_were_meant(api, interview):
    send(api, interview, "Pass.", intent="skip")
    assert interview.slots.get(position=0).outcome == "skipped"
    assert interview.messages.filter(speaker="candidate").last().intent == Intent.SKIP
