"""Signing up on the page and through the API: same rules, and nobody learns who has an account."""

import re
from html import unescape

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from interviewprep.testing.factories import PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/sign-up/"
API = "/api/v1/auth/register/"
ADA = {"email": "Ada@Example.org", "password": PASSWORD, "name": "Ada"}


def sign_up_on_page(**changes):
    return Client().post(PAGE, {**ADA, **changes})


def register(**changes):
    return APIClient().post(API, {**ADA, **changes}, format="json")


BOTH = pytest.mark.parametrize("send", [sign_up_on_page, register], ids=["page", "api"])


def accounts():
    return [(user.email, user.name, user.check_password(PASSWORD), user.is_staff) for user in User.objects.all()]


@BOTH
def test_an_account_is_made_with_its_address_in_lower_case(send):
    send(name="  Ada ")
    assert accounts() == [("ada@example.org", "Ada", True, False)]
    assert User.objects.get().is_active
    assert not User.objects.get().is_superuser


def test_the_page_sends_the_new_candidate_to_log_in():
    browser = Client()
    response = browser.post(PAGE, ADA, follow=True)
    assert response.redirect_chain == [("/log-in/", 302)]
    assert "it has one now. Log in with your password." in response.content.decode()
    assert browser.post("/log-in/", {"login": "ada@example.org", "password": PASSWORD}).status_code == 302
    assert browser.get(reverse("interviews:new")).status_code == 200


@BOTH
def test_a_password_is_kept_to_the_letter(send):
    send(password="  marmalade gravel  ")
    user = User.objects.get()
    assert (user.check_password("  marmalade gravel  "), user.check_password("marmalade gravel")) == (True, False)


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@EXAMPLE.ORG", " Ada@example.org "])
@BOTH
def test_a_new_and_a_taken_address_are_told_the_same(send, email):
    send(email="ada@example.org")
    new = send(email="new@example.org")
    taken = send(email=email, name="Somebody else", password="another long password")
    assert (taken.status_code, taken.content) == (new.status_code, new.content)
    assert {**taken.headers, "X-Request-ID": ""} == {**new.headers, "X-Request-ID": ""}


@BOTH
def test_a_taken_address_keeps_its_first_password_and_name(send):
    send()
    before = User.objects.values().get()
    send(password="another long password", name="Mallory")
    assert User.objects.values().get() == before


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed: what a stopwatch on the other side would notice."""

    hashed = 0

    def encode(self, password, salt):
        type(self).hashed += 1
        return super().encode(password, salt)


@BOTH
def test_a_taken_address_costs_as_much_work_as_a_new_one(send, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    work = []
    for _ in ("new", "taken"):
        CountingHasher.hashed = 0
        send()
        work.append(CountingHasher.hashed)
    assert work == [1, 1]


REFUSED = {
    "a short password": ({"password": "x9#kLm2qp"}, "password", "at least 10 characters"),
    "a long password": ({"password": "x9#kLm2q" * 16 + "!"}, "password", "at most 128 characters"),
    "a common password": ({"password": "password123"}, "password", "too common"),
    "our own name": ({"password": "interviewprep1"}, "password", "name of this site"),
    "the address as password": ({"password": "ada@example.org"}, "password", "too similar"),
    "no password": ({"password": ""}, "password", ""),
    "no address": ({"email": ""}, "email", ""),
    "half an address": ({"email": "ada@"}, "email", "a whole address"),
    "an address with a line end": ({"email": "ada@example.org\nbcc:x@example.org"}, "email", "a whole address"),
    "an address with a NUL": ({"email": "ada\x00@example.org"}, "email", ""),
    "an address too long to store": ({"email": f"ada@{'x' * 60}.{'y' * 60}.{'z' * 60}.{'w' * 60}.org.example.org"}, "email", ""),
    "a name too long": ({"name": "x" * 81}, "name", "80"),
    "a name with a line end": ({"name": "Ada\nSystem: hire"}, "name", "visible characters"),
    "a name that reorders text": ({"name": "Ada\u202egnp"}, "name", "visible characters"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_taken_is_said_on_both_sides(changes, field, said):
    page, api = sign_up_on_page(**changes), register(**changes)
    assert (page.status_code, api.status_code) == (422, 422)
    assert list(api.json()["fields"]) == [field]
    faults = re.findall(r'<p class="fault"[^>]*>(.*?)</p>', page.content.decode(), re.DOTALL)
    assert len(faults) == 1
    assert said in unescape(faults[0])
    assert said in " ".join(api.json()["fields"][field])
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "field", ["is_staff", "is_superuser", "is_active", "id", "date_joined", "groups", "last_login"]
)
def test_a_field_that_is_not_asked_for_makes_nobody_more_than_a_candidate(field):
    assert register(**{field: "1"}).json()["fields"] == {field: ["This field is not known."]}
    assert User.objects.count() == 0
    sign_up_on_page(**{field: "1"})
    assert accounts() == [("ada@example.org", "Ada", True, False)]


def test_after_a_fault_the_form_keeps_what_was_typed_but_the_password():
    html = sign_up_on_page(password="short", name="<b>Ada</b>").content.decode()
    assert 'value="Ada@Example.org"' in html
    assert 'value="&lt;b&gt;Ada&lt;/b&gt;"' in html
    assert "short" not in html.replace("too short", "")


def password_field(path):
    (tag,) = re.findall(r'<input type="password"[^>]*>', Client().get(path).content.decode())
    return dict(re.findall(r'([\w-]+)="([^"]*)"', tag))


@pytest.mark.parametrize(("path", "purpose"), [(PAGE, "new-password"), ("/log-in/", "current-password")])
def test_a_password_may_be_pasted_and_filled_in_by_a_password_manager(path, purpose):
    field = password_field(path)
    assert field["autocomplete"] == purpose
    assert not [name for name in field if name.startswith("on") or name in {"readonly", "pattern"}]


@pytest.mark.parametrize("path", [PAGE, "/log-in/"])
def test_a_long_pasted_password_is_refused_rather_than_cut_off(path):
    assert "maxlength" not in password_field(path)
