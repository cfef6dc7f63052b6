"""Whatever is sent to a form of an account is answered as a fault of the sender's, never as one of ours."""

import hashlib
import json
import time

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts.models import OutgoingMail
from interviewprep.testing.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
KEY_ID = b"the id of a passkey"
CHALLENGE = b"sign this"
VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
WITH_KEY = VERIFIED | AuthenticatorData.FLAG.AT


def client_data(kind):
    return websafe_encode(CollectedClientData.create(kind, CHALLENGE, "http://testserver"))


def attestation(*, of_a_key=True, site=b"testserver"):
    """What a device says of a new key; or one that says nothing of a key, or says it to another site."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    key = AttestedCredentialData.create(b"\0" * 16, KEY_ID, public) if of_a_key else b""
    data = AuthenticatorData.create(hashlib.sha256(site).digest(), WITH_KEY if of_a_key else VERIFIED, 0, key)
    return websafe_encode(AttestationObject.create("none", data, {}))


HANDLE = "the-handle-of-ada"
ANSWER = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": HANDLE}
CREDENTIAL = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}, "response": ANSWER}


def credential(**changes):
    return json.dumps(CREDENTIAL | changes)


def answer(**changes):
    return credential(response=ANSWER | changes)


def registration(attestation_object):
    response = {"clientDataJSON": client_data("webauthn.create"), "attestationObject": attestation_object}
    return credential(id=websafe_encode(KEY_ID), rawId=websafe_encode(KEY_ID), response=response)


def assertion(authenticator_data, signature):
    """An answer to what was asked, by the passkey that is known, of whoever is named."""
    changes = {"clientDataJSON": client_data("webauthn.get"), "authenticatorData": websafe_encode(authenticator_data)}
    response = ANSWER | changes | {"signature": websafe_encode(signature)}
    return credential(id=websafe_encode(KEY_ID), rawId=websafe_encode(KEY_ID), response=response)


RIGHT_DATA = bytes(AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), VERIFIED, 0))

TEXTS = {
    "nothing": "",
    "NUL": "a\x00b",
    "control characters": "\x01\x0b\x1f\x85",
    "half a surrogate pair": "\\ud800",
    "no UTF-8": b"\xff\xfe\xc3",
    "emoji": "🦉" * 50,
    "signs that are read from right to left": "\u202e\u2066a\u0301",
    "a third of a megabyte": "x" * 350_000,
    "more than a body may hold": "x" * 1_100_000,
    "a long address": f"{'a' * 64}@{'b.' * 95}example.org",
    "an address in quotes": '"a\x0bb"@example.org',
    "the Kelvin sign": "ada@exam\u212ale.org",
    "many lines": "ada@example.org\r\nBcc: eve@example.org",
    "a template": "{{ 7|add:7 }}{% url 'admin:index' %}",
    "a script": "<script>alert(1)</script>",
    "a number that is too long": "9" * 5_000,
    "an address of elsewhere": "//evil.example/[",
}
CREDENTIALS = {
    "not a number": "NaN",
    "no object": "[1]",
    "nothing at all": "null",
    "an endless list": "[" * 100_000,
    "an endless object": '{"a":' * 50_000,
    "no credential": "{}",
    "a credential without an answer": credential(response=None),
    "an answer that is a list": credential(response=[1]),
    "an answer that is empty": credential(response={}),
    "an id that is no text": credential(id=1, rawId={}),
    "an id that is no base64": credential(id="*", rawId="*"),
    "data that is not what it says": answer(),
    "client data that is no JSON": answer(clientDataJSON="_w"),
    "client data that is a list": answer(clientDataJSON="W10"),
    "authenticator data that breaks off": answer(authenticatorData="A" * 50 + "wA"),
    "a handle that is a number": answer(userHandle=1),
    "a handle that is no UTF-8": answer(userHandle="_w"),
    "a handle of nobody": answer(userHandle="LTE"),
    "an attestation of nothing": answer(attestationObject=""),
    "an attestation that is no map": answer(attestationObject="AA"),
    "an attestation that is empty": answer(attestationObject="oA"),
    "an attestation of the wrong types": answer(attestationObject="o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YQE"),
    "extensions that are a text": credential(clientExtensionResults="x"),
    "a registration of no key": registration(attestation(of_a_key=False)),
    "a registration for elsewhere": registration(attestation(site=b"evil.example")),
    "a signature that is none": assertion(RIGHT_DATA, b""),
    "a forged signature": assertion(RIGHT_DATA, b"\x30\x06\x02\x01\x01\x02\x01\x01"),
    "authenticator data of elsewhere": assertion(b"\x12" * 32 + RIGHT_DATA[32:], b"x"),
}


@pytest.fixture
def ada():
    """Somebody with everything: a confirmed address, an app, recovery codes and a passkey."""
    user = make_user("ada@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    passkey = {"name": "Key", "credential": json.loads(registration(attestation()))}
    Authenticator.objects.create(user=user, type="webauthn", data=passkey)
    return user


def nobody(ada, mailbox):
    return Client(raise_request_exception=False)


def asked_for_passkey(ada, mailbox):
    browser = nobody(ada, mailbox)
    assert "request_options" in browser.get("/log-in/passkey/", headers={"Accept": "application/json"}).json()
    return with_challenge(browser)


def owing_second_factor(ada, mailbox):
    browser = nobody(ada, mailbox)
    assert browser.post("/log-in/", {"login": ada.email, "password": PASSWORD})["Location"].endswith("/second-factor/")
    return with_challenge(browser)


def owing_confirmation(ada, mailbox):
    EmailAddress.objects.all().delete()
    Authenticator.objects.all().delete()
    browser = nobody(ada, mailbox)
    assert browser.post("/log-in/", {"login": ada.email, "password": PASSWORD})["Location"].endswith("confirm-address/")
    return browser


def asked_for_reset(ada, mailbox):
    browser = nobody(ada, mailbox)
    browser.post("/password/reset/", {"email": ada.email})
    return browser


def may_choose(ada, mailbox):
    browser = asked_for_reset(ada, mailbox)
    assert browser.post("/password/reset/code/", {"code": mailbox.read_code()})["Location"] == "/password/reset/new/"
    return browser


def signed_up(ada, mailbox):
    browser = nobody(ada, mailbox)
    browser.path = browser.post("/sign-up/", {"email": "eve@example.org", "password": "seventeen blue herons"})[
        "Location"
    ]
    return browser


def signed_in(ada, mailbox):
    """Just asked whether it is still her; about to add a passkey and to show one."""
    browser = nobody(ada, mailbox)
    browser.force_login(ada)
    session = browser.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(ada.pk)
    shown = {"method": "mfa", "type": "totp", "id": 0, "at": time.time(), "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [shown]
    session.save()
    return with_challenge(browser)


def with_challenge(browser):
    session = browser.session
    session["mfa.webauthn.state"] = {"challenge": websafe_encode(CHALLENGE), "user_verification": None}
    session.save()
    return browser


FORMS = {
    "/sign-up/": (nobody, {"email": "eve@example.org", "password": "seventeen blue herons", "name": "Eve"}),
    "…": (signed_up, {"code": "BBBB-BBBB", "password": "seventeen blue herons"}),
    "…again/": (signed_up, {"next": ""}),
    "/log-in/": (nobody, {"login": "ada@example.org", "password": PASSWORD, "next": "/"}),
    "/log-in/passkey/": (asked_for_passkey, {"credential": "{}", "next": "/"}),
    "/log-in/second-factor/": (owing_second_factor, {"code": "000000"}),
    "/log-in/second-factor/ by passkey": (owing_second_factor, {"credential": "{}"}),
    "/log-in/confirm-address/": (owing_confirmation, {"code": "BBB-BBB", "action": "verify"}),
    "/password/reset/": (nobody, {"email": "ada@example.org", "next": "/"}),
    "/password/reset/code/": (asked_for_reset, {"code": "BBB-BBB"}),
    "/password/reset/new/": (may_choose, {"password1": "seventeen blue herons"}),
    "/account/name/": (signed_in, {"name": "Ada"}),
    "/account/password/": (signed_in, {"old": PASSWORD, "new": "seventeen blue herons"}),
    "/account/delete/": (signed_in, {"password": PASSWORD}),
    "/account/e-mail/": (signed_in, {"email": "new@example.org", "action_add": "1"}),
    "/account/again/": (signed_in, {"password": PASSWORD, "next": "/"}),
    "/account/again/second-factor/": (signed_in, {"code": "000000", "next": "/"}),
    "/account/again/passkey/": (signed_in, {"credential": "{}"}),
    "/account/devices/": (signed_in, {"next": "/"}),
    "/account/second-factor/app/connect/": (signed_in, {"code": "000000"}),
    "/account/second-factor/recovery-codes/new/": (signed_in, {"next": "/"}),
    "/account/second-factor/passkeys/add/": (signed_in, {"name": "Key", "credential": "{}", "passwordless": "on"}),
}
FIELDS = [(path, field) for path, (_, fields) in FORMS.items() for field in fields]


@pytest.mark.parametrize(("form", "field"), FIELDS, ids=lambda part: part)
def test_no_value_of_a_field_makes_the_server_fail(ada, mailbox, form, field):
    prepare, fields = FORMS[form]
    failed, browser = {}, None
    for name, value in (TEXTS | CREDENTIALS if field == "credential" else TEXTS).items():
        browser = browser or prepare(ada, mailbox)
        path = form.partition(" ")[0].replace("…", getattr(browser, "path", ""))
        response = browser.post(path, fields | {field: as_of(ada, value)})
        if response.status_code in (429, *range(500, 600)):
            failed[name] = response.status_code
        if response.status_code == 302:
            browser = None  # it has moved on
        mailbox.read()
    assert failed == {}
    assert Authenticator.objects.filter(type="webauthn").count() <= 1


def as_of(user, value):
    return value if isinstance(value, bytes) else value.replace(HANDLE, websafe_encode(str(user.pk).encode()))


ADDRESSES = {name: TEXTS[name] for name in ("a long address", "an address in quotes", "many lines")}


@pytest.mark.parametrize("email", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("form", ["/sign-up/", "/password/reset/", "/account/e-mail/"])
def test_nothing_is_mailed_to_what_is_no_address(ada, mailbox, form, email):
    prepare, fields = FORMS[form]
    response = prepare(ada, mailbox).post(form, fields | {"email": email})
    assert (response.status_code in (200, 422), OutgoingMail.objects.count()) == (True, 0)
