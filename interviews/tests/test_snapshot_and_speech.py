"""A question as it was asked, and how what was said is shown."""

import pytest
from django import forms
from pydantic import ValidationError

from interviews.coverage import Cued
from interviews.snapshot import Clarification, FollowUp, KeyPoint, QuestionSnapshot
from interviews.templatetags import speech

SNAPSHOT = QuestionSnapshot(
    slug="doors",
    title="Nine doors",
    kind="conceptual",
    difficulty="easy",
    prompt="A museum counts its visitors at nine doors.",
    clarifications=(Clarification(ask=("sensor",), say="The sensors are two years old."),),
    red_flags=("Guesses.",),
    model_answer="Compare the doors.",
    key_points=(
        KeyPoint(slug="compare", name="the comparison", text="Compares.", competency="depth", weight=3, cues=("compare",)),
        KeyPoint(slug="log", name="the log", text="Logs.", competency="breadth", weight=1, cues=("log", "record")),
    ),
    follow_ups=(FollowUp(aims_at="log", text="What is written down?"),),
    hints=("Look at one door.", "Look at two."),
)  # fmt: skip


def test_a_snapshot_comes_back_from_its_row_as_it_was():
    assert QuestionSnapshot.model_validate(SNAPSHOT.model_dump(mode="json")) == SNAPSHOT


def test_a_snapshot_can_not_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        SNAPSHOT.title = "Ten doors"


def test_a_snapshot_gives_coverage_its_cues_and_finds_its_points():
    assert SNAPSHOT.cued == (Cued("compare", ("compare",)), Cued("log", ("log", "record")))
    assert SNAPSHOT.point("log").name == "the log"


@pytest.mark.parametrize(
    "words",
    [
        "Nine doors",
        "A museum counts its visitors at nine doors.",
        "Look at one door.",
        "Look at two.",
        "What is written down?",
        "The sensors are two years old.",
    ],
)
def test_all_that_the_interviewer_may_say_is_known_as_spoken(words):
    assert words in SNAPSHOT.spoken


def test_what_only_the_curator_knows_is_never_spoken():
    for secret in ("Compare the doors.", "Guesses.", "the comparison", "record"):
        assert secret not in SNAPSHOT.spoken


# ------------------------------------------------------------------ speech


CODE = '<pre tabindex="0"><code>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.", "<p>One.</p>"),
        ("One.\nStill one.\n\nTwo.\n\n\n\nThree.", "<p>One.\nStill one.</p>\n<p>Two.</p>\n<p>Three.</p>"),
        ("\n\nOne.\n\n", "<p>One.</p>"),
        ("", ""),
        (
            "Run:\n\n    a = 1\n\n    b = 2",
            f"<p>Run:</p>\n{CODE}a = 1\n\nb = 2</code></pre>",
        ),
        (
            "See `x < 1`:\n```python\nx\n\n1\n```\nThen?",
            f'<p>See <code>x &lt; 1</code>:</p>\n{CODE}x\n\n<span class="code-number">1</span></code></pre>\n<p>Then?</p>',
        ),
        ("```\nopen", f"{CODE}open</code></pre>"),
        ("    if x:\n        y()", f"{CODE}if x:\n    y()</code></pre>"),
        ("    a\nb", "<p>    a\nb</p>"),
        ("O(n²) & Gefäß", "<p>O(n²) &amp; Gefäß</p>"),
    ],
)
def test_speech_is_paragraphs_and_indented_code(text, html):
    assert speech.as_speech(text) == html


@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_nothing_that_was_typed_becomes_markup(indent):
    html = speech.as_speech(f"""{indent}<script>alert("1")</script> <img src=x onerror='a'> {{{{ x }}}}""")
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &lt;img src=x onerror=&#x27;a&#x27;&gt; {{ x }}" in html
    assert html.count("<") == (2 if not indent else 4)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (60, "1 min"),
        (754, "12 min"),
        (3_599, "59 min"),
        (3_600, "1 h 0 min"),
        (5_400, "1 h 30 min"),
        (90_061, "25 h 1 min"),
    ],
)
def test_a_duration_reads_in_minutes_and_hours(seconds, words):
    assert speech.as_duration(seconds) == words


def test_small_filters_give_what_a_template_asks_for():
    assert (speech.get({"a": 1}, "a"), speech.get({"a": 1}, "b")) == (1, "")
    assert (speech.percent_of(None, 5), speech.percent_of(0, 5), speech.percent_of(3, 5)) == (0, 0, 60)
    assert (speech.total({"a": 2, "b": 3}), speech.total({})) == (5, 0)
    assert (speech.get_kind("system_design"), speech.get_kind("behavioral")) == ("system design", "behavioural")


def test_a_field_is_called_by_its_label_else_by_its_name():
    fields = {"max_questions": forms.IntegerField(), "role": forms.CharField(label="Your role")}
    labels = [speech.get_label(fields, name) for name in ("max_questions", "role", "unknown_field")]
    assert labels == ["Max questions", "Your role", "unknown_field"]
