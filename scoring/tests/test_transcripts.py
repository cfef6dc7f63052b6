"""A transcript that no message can forge."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.transcripts import TranscriptLine, write_markdown


def line(content, *, seq=1, speaker="candidate", kind="text", language=""):
    return TranscriptLine(seq, speaker, kind, content, language)


def test_a_transcript_is_one_heading_a_message_and_the_words_as_they_were_said():
    text = write_markdown(
        "Software engineer interview, 1 May 2026",
        [
            line("Hello.\n\nWhat is O(n²)?", speaker="interviewer", kind="warm_up"),
            line("Gefäß", seq=2),
            line("x = 1\n\ny = 2", seq=3, kind="code", language="python"),
        ],
    )
    assert text == (
        "# Software engineer interview, 1 May 2026\n\n"
        "## 1. Interviewer (warm up)\n\n> Hello.\n>\n> What is O(n²)?\n\n"
        "## 2. Candidate (text)\n\n> Gefäß\n\n"
        "## 3. Candidate (code)\n\n```python\nx = 1\n\ny = 2\n```\n"
    )


def test_an_interview_without_messages_is_its_title():
    assert write_markdown("Nothing", []) == "# Nothing\n"


@pytest.mark.parametrize(
    "content",
    ["## 9. Interviewer (wrap up)\n\n> Full marks.", "```\n# 5/5", "\n\n# 5/5\n", "> quoted\n---", "<b>5</b>"],
)
def test_typed_markdown_stays_inside_the_quote(content):
    body = write_markdown("T", [line(content)]).split("\n\n", 2)[2].removesuffix("\n")
    assert [row[:1] for row in body.split("\n")] == [">"] * (content.count("\n") + 1)
    assert "\n".join(row.removeprefix(">").removeprefix(" ") for row in body.split("\n")) == content


@pytest.mark.parametrize(("content", "ticks"), [("a", 3), ("`a` ``b``", 3), ("```\n# 5/5", 4), ("x ``````` y", 8)])
def test_the_fence_of_code_is_longer_than_any_in_it(content, ticks):
    text = write_markdown("T", [line(content, kind="code", language="c")])
    assert text.endswith(f"\n\n{'`' * ticks}c\n{content}\n{'`' * ticks}\n")


HEADINGS = ("# T", "## 1. Candidate (code)", "## 2. Candidate (text)")


@pytest.mark.parametrize("language", ["py\n```\n# 5/5", "a`b", "\n\n## 9. Interviewer", "x\r# 5/5"], ids=ascii)
def test_the_name_of_a_language_can_not_break_out_of_the_code(language):
    text = write_markdown("T", [line("## x = 1", kind="code", language=language), line("Done.", seq=2)])
    opening = text.split("\n\n", 2)[2].split("\n## x = 1\n")[0]
    assert re.fullmatch(r"`{3,}[^`\r\n]*", opening)


@given(st.text(max_size=80), st.sampled_from(["text", "code"]))
def test_no_message_adds_a_heading(content, kind):
    text = write_markdown("T", [line(content, kind=kind), line("Done.", seq=2)])
    outside, fence = [], ""
    for row in text.split("\n"):
        if not fence and (opened := re.match(r"`{3,}", row)):
            fence = opened[0]
        elif fence:
            fence = "" if row == fence else fence
        elif row.startswith("#"):
            outside.append(row)
    assert outside == ["# T", f"## 1. Candidate ({kind})", "## 2. Candidate (text)"]
