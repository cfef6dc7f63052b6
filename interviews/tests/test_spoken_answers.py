"""An answer may say how it was spoken: alike by page and API, checked, replayed, and never part of a score."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from interviewprep.testing.factories import make_bank, make_interview, make_user, new_key, reach_question, say
from interviews.brief import Said
from interviews.delivery import HowSpoken
from interviews.engine import OfflineInterviewer
from interviews.enums import Intent, MessageKind
from interviews.models import Message
from interviews.turns import Sent, send_message
from scoring import services
from scoring.judges import current_judge

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Um, I would first look at the figures, door by door, and, um, ask who counted them."


@pytest.fixture
def interview(user):
    make_bank()
    return reach_question(make_interview(user, max_questions=1, behavioral_questions_target=0))


@pytest.fixture
def by_page(browser, interview):
    def send(spoken=None, *, key="", **more):
        interview.refresh_from_db()
        fields = {f"spoken_{name}": value for name, value in (spoken or {}).items() if value is not None}
        data = {"content": WORDS, "kind": "text", "intent": "answer", **fields, **more}
        data |= {"key": key or new_key(), "last_seen_seq": interview.next_seq - 1}
        return browser.post(reverse("interviews:send", args=[interview.public_id]), data)

    return send


@pytest.fixture
def by_api(api, interview):
    def send(spoken=None, *, key="", **more):
        body = {"content": WORDS, "spoken": spoken, **more}
        path = reverse("interviews-api:messages", args=[interview.public_id])
        return api.post(path, body, format="json", headers={"Idempotency-Key": key or new_key()})

    return send


@pytest.fixture(params=["by_page", "by_api"], ids=["page", "api"])
def send(request):
    return request.getfixturevalue(request.param)


def kept(interview):
    rows = interview.messages.filter(content=WORDS).order_by("seq")
    return list(rows.values_list("spoken_seconds", "spoken_words", "spoken_pauses"))


@pytest.mark.parametrize("pauses", [0, 3, None])
def test_how_an_answer_was_spoken_is_kept_with_it(send, interview, pauses):
    assert send({"seconds": 42, "words": 17, "pauses": pauses}).status_code < 400
    assert kept(interview) == [(42, 17, pauses)]


def test_a_typed_answer_says_nothing_of_it(send, interview):
    send()
    assert kept(interview) == [(None, None, None)]


IMPOSSIBLE = {
    "no time": ({"seconds": 0, "words": 5}, "seconds: Choose a number from 1 to 3,600."),
    "hours": ({"seconds": 3_601, "words": 5}, "seconds: Choose a number from 1 to 3,600."),
    "no words": ({"seconds": 5, "words": 0}, "words: Choose a number from 1 to 4,000."),
    "a book": ({"seconds": 5, "words": 4_001}, "words: Choose a number from 1 to 4,000."),
    "more pauses than seconds": ({"seconds": 5, "words": 5, "pauses": 6}, "pauses: Choose a number from 0 to that of the seconds."),
    "fewer than none": ({"seconds": 5, "words": 5, "pauses": -1}, "pauses: Choose a number from 0 to that of the seconds."),
}  # fmt: skip


@pytest.mark.parametrize(("spoken", "told"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_can_not_be_is_refused_by_name_and_stores_nothing(send, interview, spoken, told):
    refused = send(spoken)
    assert (refused.status_code, told in refused.content.decode()) == (422, True)
    assert kept(interview) == []


@pytest.mark.parametrize(
    "spoken", [{}, {"seconds": 5}, {"seconds": "5", "words": 5}, {"seconds": 5, "words": 5, "x": 1}, 7, []]
)
def test_a_malformed_account_of_it_is_refused(by_api, interview, spoken):
    assert by_api(spoken).status_code == 422
    assert kept(interview) == []


def test_code_is_typed(by_api, by_page, interview):
    refused = by_api({"seconds": 5, "words": 5}, kind="code")
    assert (refused.status_code, refused.json()["fields"]) == (422, {"spoken": ["Code is typed: leave this out."]})
    by_page({"seconds": 5, "words": 5}, kind="code")  # words that were dictated before wait in the other draft
    assert kept(interview) == [(None, None, None)]


def test_a_hint_takes_nothing_from_the_answer_that_is_being_spoken(by_page, interview):
    by_page({"seconds": 5, "words": 5}, intent="hint")
    assert set(interview.messages.values_list("spoken_seconds", flat=True)) == {None}


def test_the_same_key_with_another_account_is_another_message(send, interview):
    key = new_key()
    assert send({"seconds": 5, "words": 5, "pauses": 1}, key=key).status_code < 400
    assert send({"seconds": 6, "words": 5, "pauses": 1}, key=key).status_code in (409, 422)
    assert kept(interview) == [(5, 5, 1)]


def test_the_same_key_and_account_are_the_same_turn(by_api, interview):
    key, spoken = new_key(), {"seconds": 5, "words": 5, "pauses": 1}
    first, again = by_api(spoken, key=key), by_api(spoken, key=key)
    assert (again["Idempotency-Replayed"], again.json()) == ("true", first.json())
    assert first.json()["messages"][0]["spoken"] == spoken


def test_messages_and_transcripts_tell_it(by_api, api, browser, interview):
    by_api({"seconds": 42, "words": 17})
    told = [each["spoken"] for each in api.get(path("interviews-api:messages", interview)).json()["results"]]
    assert [each for each in told if each] == [{"seconds": 42, "words": 17, "pauses": None}]
    transcript = browser.get(path("scoring:transcript", interview)).content.decode()
    assert "Candidate (text, spoken in 42 s)" in transcript


CONTRADICTIONS = {
    "words without time": {"spoken_words": 5},
    "pauses without time": {"spoken_pauses": 1},
    "time without words": {"spoken_seconds": 5},
    "no time": {"spoken_seconds": 0, "spoken_words": 5},
    "hours": {"spoken_seconds": 3_601, "spoken_words": 5},
    "a book": {"spoken_seconds": 5, "spoken_words": 4_001},
    "spoken code": {"spoken_seconds": 5, "spoken_words": 5, "kind": "code"},
}


@pytest.mark.parametrize("columns", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_the_database_refuses_what_the_service_would(interview, columns):
    say(interview, WORDS)
    with pytest.raises(IntegrityError, match="message_spoken_in_words_by_the_candidate"), transaction.atomic():
        Message.objects.filter(content=WORDS).update(**columns)


def test_the_database_refuses_more_pauses_than_seconds_and_an_interviewer_who_dictates(interview):
    say(interview, WORDS)
    with pytest.raises(IntegrityError, match="message_pauses_fit"), transaction.atomic():
        Message.objects.filter(content=WORDS).update(spoken_seconds=5, spoken_words=5, spoken_pauses=6)
    with pytest.raises(IntegrityError, match="message_spoken_in_words"), transaction.atomic():
        Message.objects.filter(speaker="interviewer").update(spoken_seconds=5, spoken_words=5)


# ------------------------------------------------------------------ the debrief


def path(name, interview):
    return reverse(name, args=[interview.public_id])


def finish(interview, spoken):
    """Answer once, however it is spoken, skip the rest, and have it judged."""
    sent = Sent(new_key(), Said(WORDS), spoken=spoken)
    send_message(interview.pk, sent, interviewer=OfflineInterviewer())
    interview.refresh_from_db()
    while interview.stage != "wrap_up":
        say(interview, "Next, please.", intent=Intent.SKIP, kind=MessageKind.TEXT)
        interview.refresh_from_db()
    return services.open_finalize(interview.pk, judge=current_judge(), offline=True).finish()


def test_the_debrief_tells_how_one_spoke_on_the_page_in_the_api_and_in_the_report(interview, api, browser):
    finish(interview, HowSpoken(10, 17, 1))
    told = api.get(path("scoring-api:evaluation", interview)).json()["delivery"]
    assert told == {"answers": 1, "seconds": 10, "words": 17, "pace": 102, "pauses": 1, "fillers": {"um": 2}}
    browser.post(path("scoring:self_rating", interview), {"pass": "1"})
    page = browser.get(path("scoring:results", interview)).content.decode()
    report = browser.get(path("scoring:report", interview)).content.decode()
    for fact in ("How you spoke", "102 words a minute", "2 (um 2)", "They change no rating and no score."):
        assert (fact in page, fact in report) == (True, True)


def test_a_debrief_of_typed_answers_tells_nothing_of_it(interview, api, browser):
    finish(interview, None)
    assert api.get(path("scoring-api:evaluation", interview)).json()["delivery"] is None
    browser.post(path("scoring:self_rating", interview), {"pass": "1"})
    page = browser.get(path("scoring:results", interview)).content.decode()
    report = browser.get(path("scoring:report", interview)).content.decode()
    assert ("How you spoke" in page, "How you spoke" in report) == (False, False)


def test_how_one_spoke_changes_no_score(interview, api):
    finish(interview, HowSpoken(3_600, 1, 900))
    other = reach_question(
        make_interview(
            make_user(),
            max_questions=1,
            behavioral_questions_target=0,
            questions=(interview.slots.get().question.slug,),
        )
    )
    finish(other, None)
    scores = [each.evaluations.get(current=True) for each in (interview, other)]
    assert scores[0].overall == scores[1].overall
    assert scores[0].question_results == scores[1].question_results


def test_it_is_in_the_export_and_goes_with_the_interview(interview, api, by_api):
    by_api({"seconds": 42, "words": 17, "pauses": 2})
    rows = [row for row in api.get("/api/v1/me/export/").json()["interviews.message"] if row["content"] == WORDS]
    assert [(row["spoken_seconds"], row["spoken_words"], row["spoken_pauses"]) for row in rows] == [(42, 17, 2)]
    api.delete(path("interviews-api:interview", interview))
    assert "interviews.message" not in api.get("/api/v1/me/export/").json()
