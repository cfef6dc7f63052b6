"""Where mail is configured, an account comes into being when its mailbox has answered, and nobody else learns anything."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import sign_ups
from accounts.models import PendingSignUp, User
from accounts.services import InvalidAccount, NewAccount
from accounts.sign_ups import ATTEMPTS
from accounts.tests.test_sign_up import CountingHasher
from interviewprep.testing.factories import PASSWORD, make_user
from interviewprep.testing.racing import race

pytestmark = pytest.mark.django_db

OTHER_PASSWORD = "seventeen blue herons"
ADA = {"email": "Ada@Example.org", "password": PASSWORD, "name": "Ada"}
NOT_THE_CODE = "This is not the code, or not any more. Check it, or have another one sent."


class PageDoor:
    """A browser."""

    def __init__(self):
        self.client = Client()

    def sign_up(self, **changes):
        response = self.client.post("/sign-up/", {**ADA, **changes})
        assert response.status_code == 302
        return uuid.UUID(response["Location"].split("/")[2])

    def confirm(self, sign_up, code, password=PASSWORD):
        return self.client.post(f"/sign-up/{sign_up}/", {"code": code, "password": password}).status_code == 302

    def resend(self, sign_up):
        assert self.client.post(f"/sign-up/{sign_up}/again/").status_code == 302


class ApiDoor:
    """A program."""

    def __init__(self):
        self.client = APIClient()

    def post(self, path, body):
        return self.client.post(f"/api/v1/auth/{path}/", body, format="json")

    def sign_up(self, **changes):
        response = self.post("register", {**ADA, **changes})
        assert response.status_code == 201
        return uuid.UUID(response.json()["sign_up"])

    def confirm(self, sign_up, code, password=PASSWORD):
        response = self.post("register/confirm", {"sign_up": str(sign_up), "code": code, "password": password})
        assert response.status_code == 204 or response.json()["fields"] == {"code": [NOT_THE_CODE]}
        return response.status_code == 204

    def resend(self, sign_up):
        assert self.post("register/resend", {"sign_up": str(sign_up)}).status_code == 204


@pytest.fixture(params=[PageDoor, ApiDoor], ids=["page", "api"])
def door(request, mailbox):
    return request.param()


def accounts():
    return list(User.objects.values_list("email", "name"))


def test_the_code_from_the_mailbox_makes_the_account(door, mailbox):
    sign_up = door.sign_up(name="  Ada ")
    assert accounts() == []
    mail = mailbox.read_one()
    assert (mail.to, mail.subject) == (["ada@example.org"], "Your code for Interviewprep")
    assert f"https://interviews.example.org/sign-up/{sign_up}/" in mail.body
    code = mail.body.split("    ")[1].split()[0]
    assert door.confirm(sign_up, code)
    assert accounts() == [("ada@example.org", "Ada")]
    assert User.objects.get().check_password(PASSWORD)
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == ("ada@example.org", True, True)
    assert PendingSignUp.objects.count() == 0


def test_the_page_logs_in_who_has_shown_the_code_and_offers_an_interview(mailbox):
    door = PageDoor()
    sign_up = door.sign_up()
    response = door.client.post(f"/sign-up/{sign_up}/", {"code": mailbox.read_code()})
    assert response["Location"] == "/interviews/new/"
    assert door.client.get("/interviews/new/").status_code == 200


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_is_known_however_it_is_typed(door, mailbox, change):
    assert door.confirm(door.sign_up(), change(mailbox.read_code()))


@pytest.mark.parametrize("code", ["BBBB-BBBB", "x", "ß" * 40, "0000-0000"])
def test_another_code_makes_nothing(door, mailbox, code):
    assert not door.confirm(door.sign_up(), code)
    assert accounts() == []


def test_five_wrong_codes_end_it_and_another_code_begins_it_anew(door, mailbox):
    sign_up = door.sign_up()
    code = mailbox.read_code()
    for _ in range(ATTEMPTS):
        assert not door.confirm(sign_up, "BBBB-BBBB")
    assert not door.confirm(sign_up, code)
    door.resend(sign_up)
    assert not door.confirm(sign_up, code)
    assert door.confirm(sign_up, mailbox.read_code())


def test_a_code_serves_once_and_for_half_an_hour(door, mailbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = door.sign_up()
        code = mailbox.read_code()
        assert door.confirm(first, code)
        assert not door.confirm(first, code)
        late = door.sign_up(email="bob@example.org")
        code = mailbox.read_code()
        clock.shift(timedelta(minutes=30))
        assert not door.confirm(late, code)
        door.resend(late)
        assert mailbox.read() == []
        call_command("purge", "--dry-run")
        assert PendingSignUp.objects.count() == 1
        call_command("purge")
        assert PendingSignUp.objects.count() == 0


def test_a_taken_address_is_told_to_its_mailbox_alone(door, mailbox):
    make_user("ada@example.org", name="Ada")
    sign_up = door.sign_up(password=OTHER_PASSWORD, name="Mallory")
    mail = mailbox.read_one()
    assert (mail.to, mail.subject) == (["ada@example.org"], "You have an account already")
    assert "Mallory" not in mail.body
    assert "https://interviews.example.org/password/reset/" in mail.body
    assert not door.confirm(sign_up, "BBBB-BBBB", OTHER_PASSWORD)
    assert User.objects.get().check_password(PASSWORD)


def test_new_and_taken_get_the_same_answers_for_the_same_work(mailbox, settings):
    """By what is answered, and by how often a password is hashed and the database asked."""
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    make_user("taken@example.org")
    seen = []
    for email in ("new@example.org", "taken@example.org"):
        CountingHasher.hashed = 0
        page = PageDoor()
        sign_up = page.sign_up(email=email)
        form = page.client.get(f"/sign-up/{sign_up}/").content.decode()
        wrong = page.client.post(f"/sign-up/{sign_up}/", {"code": "BBBB-BBBB"})
        api = ApiDoor().post("register", {**ADA, "email": email})
        texts = [form, wrong.content.decode(), api.content.decode()]
        tokens = [str(sign_up), api.json()["sign_up"], email]
        seen.append(
            ([_strip(text, tokens) for text in texts], wrong.status_code, api.status_code, CountingHasher.hashed)
        )
    assert seen[0] == seen[1]


def _strip(text, tokens):
    lines = [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]
    for token in tokens:
        lines = [line.replace(token, "…") for line in lines]
    return lines


def test_two_who_sign_up_with_one_address_do_not_open_each_others_account(door, mailbox):
    """A pending sign-up is not overwritten, and whose code came to the mailbox decides with the password of that very sign-up."""
    mallory, owner = PageDoor(), door
    first = mallory.sign_up(password=OTHER_PASSWORD)
    hers = mailbox.read_code()
    second = owner.sign_up()
    his = mailbox.read_code()
    assert not owner.confirm(first, hers, PASSWORD)
    assert not owner.confirm(second, hers)
    assert owner.confirm(second, his)
    assert User.objects.get().check_password(PASSWORD)
    assert not User.objects.get().check_password(OTHER_PASSWORD)
    assert not mallory.confirm(first, hers, OTHER_PASSWORD)
    assert User.objects.get().check_password(PASSWORD)


def test_the_code_alone_opens_nothing_in_another_browser(mailbox):
    """Who follows the mail of somebody else's sign-up does not make an account that somebody else has the password of."""
    sign_up = PageDoor().sign_up(password=OTHER_PASSWORD)
    code = mailbox.read_code()
    elsewhere = PageDoor()
    asked = elsewhere.client.get(f"/sign-up/{sign_up}/").content.decode()
    assert 'name="password"' in asked
    assert "ada@example.org" not in asked
    assert elsewhere.client.post(f"/sign-up/{sign_up}/", {"code": code}).status_code == 422
    assert not elsewhere.confirm(sign_up, code, PASSWORD)
    assert accounts() == []
    assert elsewhere.confirm(sign_up, code, OTHER_PASSWORD)


def test_what_is_stored_tells_neither_code_nor_password(mailbox):
    ApiDoor().sign_up()
    (row,) = PendingSignUp.objects.values()
    code = mailbox.read_code()
    assert not any(secret in str(value) for value in row.values() for secret in (code, code.replace("-", ""), PASSWORD))


def test_a_mailbox_gets_five_mails_an_hour_and_no_more(door, mailbox, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"mail": "5/h"}
    sign_up = door.sign_up()
    for _ in range(4):
        door.resend(sign_up)
    assert len(mailbox.read()) == 5
    path = f"/sign-up/{sign_up}/again/" if isinstance(door, PageDoor) else "/api/v1/auth/register/resend/"
    body = {} if isinstance(door, PageDoor) else {"sign_up": str(sign_up)}
    refused = (
        door.client.post(path, body) if isinstance(door, PageDoor) else door.client.post(path, body, format="json")
    )
    assert (refused.status_code, 0 < int(refused["Retry-After"]) <= 3600) == (429, True)
    assert mailbox.read() == []


@pytest.mark.parametrize("path", ["/sign-up/", "/api/v1/auth/register/"])
def test_passwords_that_are_refused_use_up_no_mail(mailbox, settings, path):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"mail": "1/h"}
    options = {"format": "json"} if "api" in path else {}
    client = APIClient() if options else Client()
    answers = [client.post(path, {**ADA, "password": word}, **options).status_code for word in ("short", "x", PASSWORD)]
    assert answers == [422, 422, 201 if options else 302]


@pytest.mark.storm
@pytest.mark.django_db(transaction=True)
def test_eight_who_show_the_same_code_at_once_make_one_account(mailbox):
    sign_up = sign_ups.begin(RequestFactory().post("/sign-up/"), NewAccount("ada@example.org", PASSWORD))
    code = mailbox.read_code()

    def confirm():
        try:
            return sign_ups.confirm(sign_up, code=code, password=None).pk
        except InvalidAccount:
            return None

    made = race(*[confirm] * 8)
    assert sorted(made, key=str) == [User.objects.get().pk, *[None] * 7]
