"""The API's page in a real browser: drawn from our own files, under our own policy, and good for trying things."""

import pytest

from interviewprep.testing.browser import new_visitor

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture
def visitor(chromium, server):
    visitor = new_visitor(chromium, server.url)
    yield visitor
    visitor.page.context.close()


def unfold(page, operation):
    """Open an operation and press “Try it out”."""
    block = page.locator(f"#operations-{operation}")
    block.locator(".opblock-summary-control").click()
    block.locator("button.try-out__btn").click()
    return block


def test_everybody_reads_every_operation_and_the_policy_is_kept(visitor):
    visitor.open("/api/docs/")
    visitor.page.wait_for_selector("#operations-interviews-sendMessage")
    assert visitor.page.locator(".opblock").count() >= 28
    asked = visitor.page.evaluate("performance.getEntriesByType('resource').map(each => new URL(each.name).origin)")
    assert set(asked) == {visitor.url}
    unfold(visitor.page, "interviews-sendMessage")
    assert visitor.complaints == []


def test_who_is_signed_in_tries_an_operation_that_changes_something(visitor):
    visitor.sign_up("Ada")
    visitor.open("/api/docs/")
    block = unfold(visitor.page, "accounts-updateMe")
    block.locator("textarea.body-param__text").fill('{"name": "Grace"}')
    block.locator("button.execute").click()
    block.locator(".live-responses-table").get_by_text("Grace").first.wait_for()
    assert visitor.complaints == []
