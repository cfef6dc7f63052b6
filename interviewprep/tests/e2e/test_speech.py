"""A reply reads the same while it is written and when it is there: the browser takes it apart as the server does."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewprep.testing.browser import new_visitor
from interviews.speech_blocks import split_inline, split_speech

pytestmark = [pytest.mark.e2e, pytest.mark.page]

# Each text as a list of blocks: paragraphs as lists of stretches, code as a text.
SHOW = """
async (texts) => {
  const { showSpeech } = await import("/static/js/speech.js");
  const stretch = (node) => [node.textContent, node.nodeName === "CODE"];
  return texts.map((text) => {
    const place = document.createElement("div");
    showSpeech(place, text);
    return [...place.children].map((block) => block.matches("p") ? [...block.childNodes].map(stretch).filter(([text]) => text) : block.textContent);
  });
}
"""

TEXTS = [
    "One.\n\nTwo with `a < b` and <b>no markup</b>.",
    "Run this:\n\n    a = 1\n\n    b = 2\n\nThen tell me.",
    "Look:\n```python\nif a:\n\n    b()\n```\nWhat is it for?",
    "```\nnever closed\n\n    indented",
    "A ``` in a sentence, and `half of a name",
]
PIECES = ["\n", "\n\n", "    ", "\t", "```", "```js", "`", "a", "b ", " ", "é", "<i>"]


@pytest.fixture(scope="module")
def page(chromium, server):
    visitor = new_visitor(chromium, server.url)
    visitor.open("/")
    yield visitor.page
    visitor.page.context.close()


def expected(text: str) -> list[Any]:
    return [
        block.text if block.is_code else [list(part) for part in split_inline(block.text)]
        for block in split_speech(text)
    ]


def test_what_people_and_models_write_reads_the_same(page):
    assert page.evaluate(SHOW, TEXTS) == [expected(text) for text in TEXTS]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=20, max_size=40))
def test_whatever_is_written_reads_the_same(page, texts):
    assert page.evaluate(SHOW, texts) == [expected(text) for text in texts]
