"""Passkeys in a real browser, with Chromium's own virtual authenticator, and the way of staff through the admin's door."""

import re

import pytest

from interviewprep.testing.browser import new_visitor
from interviewprep.testing.factories import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.page]


@pytest.fixture
def visitor(chromium, server):
    """Somebody with a finger on a device that knows passkeys. A passkey belongs to a name, so the address is no number."""
    visitor = new_visitor(chromium, server.url.replace("127.0.0.1", "localhost"))
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    traits = {
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    options = {"protocol": "ctap2", "transport": "internal", **traits}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    visitor.sign_up()
    yield visitor
    visitor.page.context.close()
    assert visitor.complaints == []


def add_passkey(visitor, *, alone):
    page = visitor.page
    visitor.open("/account/second-factor/passkeys/add/")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/passkeys/add/")
    page.fill("input[name=name]", "The laptop")
    if alone:
        page.check("input[name=passwordless]")
    page.click("text=Add the passkey")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".codes li").count() == 10


def log_out(visitor):
    visitor.page.click("header >> text=Log out")
    visitor.page.wait_for_url(re.compile(r"/$"))


def test_a_passkey_logs_in_alone(visitor):
    add_passkey(visitor, alone=True)
    visitor.open("/account/second-factor/passkeys/")
    assert "The laptop" in visitor.page.inner_text("main")
    log_out(visitor)
    visitor.open("/log-in/?next=/account/devices/")
    visitor.page.click("text=Log in with a passkey")
    visitor.page.wait_for_url(re.compile(r":\d+/account/devices/$"))
    assert "Chrome on Linux" in visitor.page.inner_text("main")


def test_a_passkey_is_the_second_factor_after_a_password(visitor):
    add_passkey(visitor, alone=False)
    log_out(visitor)
    visitor.open("/log-in/")
    visitor.log_in()
    visitor.page.wait_for_url("**/log-in/second-factor/")
    visitor.page.click("text=Use a passkey")
    visitor.page.wait_for_url("**/dashboard/")


def test_who_breaks_it_off_is_told_and_may_try_again(visitor):
    """The server is asked for what the key must sign, and is away."""
    log_out(visitor)
    visitor.open("/log-in/")
    visitor.page.route("**/log-in/passkey/", lambda route: route.abort())
    visitor.page.click("text=Log in with a passkey")
    visitor.page.wait_for_selector("text=That did not work, or it was broken off. Try again.")
    assert [text for text in visitor.complaints if "ERR_FAILED" not in text] == []
    visitor.complaints.clear()


def test_staff_get_a_second_factor_and_edit_a_question_under_the_strict_policy(visitor, server):
    """Nothing in the admin's pages is inline either: the browser would complain."""
    make_staff = f"from accounts.models import User; User.objects.filter(email='{visitor.email}').update(is_staff=True, is_superuser=True)"
    server.manage("shell", "-c", make_staff)
    page = visitor.page
    visitor.open("/admin/")
    assert "Staff need a second factor for the admin." in page.inner_text(".toasts")
    add_passkey(visitor, alone=False)
    visitor.open("/admin/")
    page.click("text=Use your passkey")
    page.wait_for_selector("text=Interviewprep question bank")
    for path in (
        "interviews/question/",
        "interviews/question/add/",
        "accounts/user/",
        "mfa/authenticator/",
        "interviews/llmcall/",
    ):
        visitor.open(f"/admin/{path}")
    visitor.open("/admin/interviews/question/?q=cache")
    page.click("#result_list tbody th a >> nth=0")
    page.fill("#id_title", "A title that a curator wrote")
    page.click("input[name=_save]")
    page.wait_for_selector("text=was changed successfully")
    assert "A title that a curator wrote" in page.inner_text("#result_list") or page.url.endswith("q=cache")
