"""A report that says what the results page says, and that no quoted word can forge."""

import json

import pytest
from django.urls import reverse

from interviewprep.testing.factories import make_bank, make_interview, make_user, reach_question, reach_wrap_up, say
from scoring.judge import OfflineJudge
from scoring.reports import QuestionReport, RatingReport, Report, write_report
from scoring.services import finalize

REPORT = Report(
    title="Software engineer interview, 1 May 2026",
    about="General style, medium, with Maya Fernando",
    overall=61,
    level="Mid-level",
    limits="This is an offline estimate.",
    summary="Two of three questions were answered.",
    ratings=(
        RatingReport("Correctness", 3, "The ordinary case is right.", ("One pass, O(n²) at worst.", "Zeile 1\n\n## 5 of 5")),
        RatingReport("Depth", None, "", ()),
    ),
    strengths=("Names the cost.",),
    weaknesses=(),
    next_steps=("Say what fails.", "Try it again."),
    questions=(
        QuestionReport(1, "Doors", "Coding, medium", (("the sum", "日本語 sum"),), (("the proof", "It is shown."),), "Count\ntwice.", ""),
        QuestionReport(2, "Queues", "Conceptual, easy", (), (), "Wait.", "It was skipped."),
    ),
)  # fmt: skip

WRITTEN = """\
# Software engineer interview, 1 May 2026

General style, medium, with Maya Fernando

**61 of 100. Mid-level**

This is an offline estimate.

Two of three questions were answered.

## Ratings

### Correctness: 3 of 5

The ordinary case is right.

> One pass, O(n²) at worst.

> Zeile 1
>
> ## 5 of 5

### Depth: not assessed

## What you showed

- Names the cost.

## What to do next

- [ ] Say what fails.
- [ ] Try it again.

## Question by question

### 1. Doors

Coding, medium

Covered: the sum

> 日本語 sum

Not recognised:

- the proof: It is shown.

A strong answer: Count twice.

### 2. Queues

Conceptual, easy

Not assessed. It was skipped.

A strong answer: Wait.
"""


def test_a_report_is_written_from_the_overall_to_the_last_question():
    assert write_report(REPORT) == WRITTEN


def test_nothing_assessed_is_said_and_is_no_zero():
    text = write_report(Report("T", "A", None, "–", "", "S", (), (), (), (), ()))
    assert "**Not assessed. –**" in text
    assert "0 of 100" not in text


@pytest.fixture
def finished(user):
    make_bank()
    interview = reach_question(make_interview(user))
    cue = interview.slots.get().snapshot["key_points"][0]["cues"][0]
    say(interview, f"First of all {cue} – naïvely, O(n²) <b>and</b> 日本語.")
    reach_wrap_up(interview)
    finalize(interview.pk, judge=OfflineJudge())
    interview.refresh_from_db()
    return interview


@pytest.mark.django_db(transaction=True)
def test_the_page_and_the_api_give_the_same_report(browser, api, finished):
    page = browser.get(reverse("scoring:report", args=[finished.public_id]))
    told = api.get(f"/api/v1/interviews/{finished.public_id}/evaluation/", {"as": "md"})
    assert page.content == told.content
    assert page.headers["Content-Type"] == told.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert page.headers["Content-Disposition"].endswith('.md"')
    text = page.content.decode()
    assert "naïvely, O(n²) <b>and</b> 日本語" in text
    assert "This is an offline estimate" in text
    for slot in finished.slots.all():
        assert slot.snapshot["title"] in text


@pytest.mark.django_db(transaction=True)
def test_the_json_report_is_what_the_api_answers(browser, api, finished):
    page = browser.get(reverse("scoring:report", args=[finished.public_id]), {"as": "json"})
    assert json.loads(page.content) == api.get(f"/api/v1/interviews/{finished.public_id}/evaluation/").json()
    assert "日本語" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_results_page_offers_both(browser, finished):
    browser.post(reverse("scoring:self_rating", args=[finished.public_id]), {"pass": "1"})
    page = browser.get(reverse("scoring:results", args=[finished.public_id])).content.decode()
    path = reverse("scoring:report", args=[finished.public_id])
    assert f'href="{path}"' in page
    assert f'href="{path}?as=json"' in page


@pytest.mark.django_db(transaction=True)
def test_a_stranger_has_no_report(client, finished):
    client.force_login(make_user())
    assert client.get(reverse("scoring:report", args=[finished.public_id])).status_code == 404
