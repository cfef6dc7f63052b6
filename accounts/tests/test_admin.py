"""Accounts in the admin: made, found, given powers and closed, by whom it is allowed to."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import open_family
from interviewprep.testing.factories import PASSWORD, make_user
from interviewprep.testing.staff import sign_in

pytestmark = pytest.mark.django_db

USERS = reverse("admin:accounts_user_changelist")
ADD = reverse("admin:accounts_user_add")
NEW_PASSWORD = "seventeen blue herons"
POWERS = {"is_staff": "on", "is_superuser": "on"}


def page_of(user, name="change"):
    return reverse(f"admin:accounts_user_{name}", args=[user.pk])


def password_page_of(user):
    return reverse("admin:auth_user_password_change", args=[user.pk])


@pytest.fixture
def root():
    """The browser of a superuser."""
    return sign_in(make_user("root@example.org", is_staff=True, is_superuser=True))


@pytest.fixture
def helper():
    """Staff who may make and change accounts, and nothing else."""
    helper = make_user("helper@example.org", is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "add_user", "change_user"]))
    return helper


def filled(user, **edits):
    return {"email": user.email, "name": user.name, "is_active": "on"} | edits


def add(client, email, password=NEW_PASSWORD):
    return client.post(ADD, {"email": email, "name": "Ada", "password1": password, "password2": password})


def faults(page):
    return page.context["adminform"].form.errors


def opens(email, password):
    return Client().login(username=email, password=password)


def test_the_list_shows_who_somebody_is_and_what_they_may(root, user):
    page = root.get(USERS)
    assert list(page.context["cl"].list_display) == ["email", "name", "is_active", "is_staff", "date_joined"]
    assert [row.email for row in page.context["cl"].result_list] == sorted([user.email, "root@example.org"])


@pytest.mark.parametrize("query", ["q=ADA@", "q=lovel", "is_active__exact=0"])
def test_somebody_is_found_by_address_name_or_state(root, user, query):
    make_user("ada@example.org", name="Ada Lovelace", is_active=False)
    assert [row.email for row in root.get(f"{USERS}?{query}").context["cl"].result_list] == ["ada@example.org"]


def test_the_list_takes_as_many_statements_for_30_rows_as_for_3(root):
    counts = []
    for more in (2, 27):
        for _ in range(more):
            make_user()
        root.get(USERS)
        with CaptureQueriesContext(connection) as captured:
            root.get(USERS)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_account_is_made_with_an_address_and_a_password(root):
    page = add(root, "Ada@Example.ORG")
    made = User.objects.get(email="ada@example.org")
    assert page.url == page_of(made)
    assert (made.name, made.is_staff, made.is_superuser, opens("ada@example.org", NEW_PASSWORD)) == (
        "Ada",
        False,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("email", "password", "expected"),
    [
        ("Taken@example.org", NEW_PASSWORD, {"email": ["User with this E-mail already exists."]}),
        ("ada", NEW_PASSWORD, {"email": ["Enter a valid email address."]}),
        (
            "ada@example.org",
            "heron",
            {"password2": ["This password is too short. It must contain at least 10 characters."]},
        ),
        (
            "ada@example.org",
            "interviewprep",
            {"password2": ["This is too close to the name of this site."]},
        ),
    ],
)
def test_an_account_that_sign_up_would_refuse_is_refused(root, email, password, expected):
    make_user("taken@example.org")
    assert faults(add(root, email, password)) == expected
    assert User.objects.count() == 2


def test_a_changed_address_is_kept_in_lower_case(root, user):
    page = root.post(page_of(user), filled(user, email="New@Example.org"))
    user.refresh_from_db()
    assert (page.status_code, user.email) == (302, "new@example.org")


def test_an_address_is_not_changed_to_somebody_elses(root, user):
    other = make_user()
    page = root.post(page_of(user), filled(user, email=other.email.upper()))
    assert faults(page) == {"email": ["User with this E-mail already exists."]}


def test_an_account_is_closed_by_unticking_active(root, user):
    root.post(page_of(user), filled(user, is_active=""))
    assert not opens(user.email, PASSWORD)


def test_a_password_is_changed_through_its_own_form_and_shown_nowhere(root, user):
    assert user.password.rpartition("$")[2] not in root.get(page_of(user)).content.decode()
    root.post(page_of(user), filled(user, password="tampered"))
    assert opens(user.email, PASSWORD)
    refused = root.post(password_page_of(user), {"password1": "short", "password2": "short"})
    assert refused.context["form"].errors == {
        "password2": ["This password is too short. It must contain at least 10 characters."]
    }
    root.post(password_page_of(user), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert (opens(user.email, PASSWORD), opens(user.email, NEW_PASSWORD)) == (False, True)


def test_nobody_deletes_an_account_here(root, user):
    assert root.post(page_of(user, "delete"), {"post": "yes"}).status_code == 403
    root.post(USERS, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"})
    assert User.objects.filter(pk=user.pk).exists()


def test_a_superuser_gives_powers(root, user):
    group = Group.objects.create(name="Curators")
    root.post(page_of(user), filled(user, is_staff="on", groups=[group.pk]))
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, list(user.groups.all())) == (True, False, [group])


def test_staff_change_accounts_but_give_no_powers(helper, user):
    group = Group.objects.create(name="Curators")
    sign_in(helper).post(page_of(user), filled(user, name="Ada", groups=[group.pk], **POWERS))
    user.refresh_from_db()
    assert (user.name, user.is_staff, user.is_superuser, user.groups.count()) == ("Ada", False, False, 0)


@pytest.mark.parametrize("powers", [{"is_staff": True}, {"is_superuser": True}])
def test_staff_change_nobody_who_has_powers_themselves_least(helper, powers):
    mighty = make_user(**powers)
    for somebody in (mighty, helper):
        data = filled(somebody, name="Mallory", **POWERS)
        assert sign_in(helper).post(page_of(somebody), data).status_code == 403
        new = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        assert sign_in(helper).post(password_page_of(somebody), new).status_code == 403
        assert opens(somebody.email, PASSWORD)
    assert not User.objects.filter(name="Mallory").exists()


def test_staff_make_accounts_without_powers(helper):
    sign_in(helper).post(
        ADD, {"email": "ada@example.org", "name": "", "password1": PASSWORD, "password2": PASSWORD, **POWERS}
    )
    assert User.objects.values_list("is_staff", "is_superuser").get(email="ada@example.org") == (False, False)


def test_only_staff_get_in(client, browser, user):
    for url in (USERS, ADD, page_of(user), page_of(user, "delete"), page_of(user, "history"), password_page_of(user)):
        assert client.get(url).url == f"/log-in/?next={url}"
        assert browser.get(url, follow=True).status_code == 403


def test_the_desk_bears_the_name_of_the_bank(root):
    page = root.get(reverse("admin:index")).content.decode()
    assert "| Interviewprep question bank</title>" in page
    assert '<div id="site-name"><a href="/admin/">Interviewprep question bank</a></div>' in page


# ------------------------------------------------------------------ what ends with what is changed here


@pytest.fixture
def signed_in(user):
    """The candidate's browser, and a program's pair of tokens."""
    browser = Client()
    browser.force_login(user)
    return browser, open_family(user)


def is_alive(signed_in):
    browser, pair = signed_in
    me = APIClient().get("/api/v1/me/", headers={"Authorization": f"Bearer {pair.access}"})
    refresh = APIClient().post("/api/v1/auth/token/refresh/", {"refresh": pair.refresh}, format="json")
    return browser.get("/interviews/").status_code == 200, me.status_code == 200, refresh.status_code == 200


def test_what_is_signed_in_lives_through_a_change_of_name(root, user, signed_in):
    root.post(page_of(user), filled(user, name="Ada"))
    assert is_alive(signed_in) == (True, True, True)


def test_a_password_that_is_set_here_ends_every_session_and_token(root, user, signed_in):
    root.post(password_page_of(user), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert (opens(user.email, NEW_PASSWORD), is_alive(signed_in)) == (True, (False, False, False))


def test_a_superuser_s_own_password_set_here_keeps_this_session_alone(root):
    mighty = User.objects.get(email="root@example.org")
    pair = open_family(mighty)
    root.post(password_page_of(mighty), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert (root.get(USERS).status_code, is_alive((root, pair))[1:]) == (200, (False, False))


def test_staff_change_their_own_password_where_everybody_does(root):
    data = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert root.post(reverse("admin:password_change"), data).url == "/account/"
    assert opens("root@example.org", PASSWORD)


def test_an_account_that_was_closed_has_no_session_or_token_left_when_it_is_opened_again(root, user, signed_in):
    root.post(page_of(user), filled(user, is_active=""))
    root.post(page_of(user), filled(user))
    assert (opens(user.email, PASSWORD), is_alive(signed_in)) == (True, (False, False, False))


def test_a_mailbox_that_an_account_was_moved_from_opens_it_no_more(root, user, mailbox):
    old = user.email
    EmailAddress.objects.create(user=user, email=old, verified=True, primary=True)
    root.post(page_of(user), filled(user, email="new@example.org"))
    Client().post("/password/reset/", {"email": old})
    assert [mail.subject for mail in mailbox.read()] == ["There is no account for this address"]


@pytest.mark.parametrize("at_once", [False, True], ids=["one", "a selection"])
def test_who_came_in_with_a_second_factor_that_is_taken_off_is_out(root, user, signed_in, at_once):
    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    factors = "/admin/mfa/authenticator/"
    selection = {"action": "delete_selected", "_selected_action": [factor.pk]} if at_once else {}
    root.post(factors if at_once else f"{factors}{factor.pk}/delete/", {"post": "yes"} | selection)
    assert (Authenticator.objects.exists(), is_alive(signed_in)) == (False, (False, False, False))
