"""The style guide: who sees it, and that nothing is missing from it."""

import re

import pytest
from django.conf import settings
from django.test import Client

from interviewprep.contrast import read_colours, read_tokens
from interviewprep.styleguide import LOOKS, PARTS
from interviewprep.testing.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.page]

CSS = settings.BASE_DIR / "static" / "css"
TEMPLATES = settings.BASE_DIR / "templates"
# What they are made of is shown: a whole form would be sent somewhere, and this notice appears by a script.
SHOWN_IN_PARTS = {"_form.html", "_wary.html"}


def status_for(user):
    client = Client()
    if user:
        client.force_login(user)
    return client.get("/styleguide/").status_code


@pytest.mark.parametrize(("production", "statuses"), [(True, [404, 404, 200]), (False, [200, 200, 200])])
def test_in_production_it_is_for_staff_and_at_home_for_everybody(settings, production, statuses):
    settings.PRODUCTION = production
    settings.ALLOWED_HOSTS = ["testserver"]
    people = [None, make_user(), make_user(is_staff=True)]
    assert [status_for(user) for user in people] == statuses


@pytest.fixture
def page(client):
    return client.get("/styleguide/").content.decode()


def classes_of(html):
    return {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}


def test_every_component_of_the_stylesheet_is_shown(page):
    sheet = re.sub(r"/\*.*?\*/", "", (CSS / "components.css").read_text(), flags=re.DOTALL)
    defined = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", sheet)))
    assert len(defined) > 40
    assert defined - classes_of(page) == set()


def test_every_component_is_shown_in_every_look(page):
    assert page.count('data-look="') == len(LOOKS) * len(PARTS)
    for look in LOOKS:
        more = f' data-contrast="{look.contrast}"' if look.contrast else ""
        assert page.count(f'data-theme="{look.theme}"{more} data-look="{look.id}"') == len(PARTS)


def test_every_include_with_markup_of_its_own_is_shown():
    shown = "".join(path.read_text() for path in (TEMPLATES / "styleguide").glob("*.html"))
    names = {path.name for path in (TEMPLATES / "components").glob("*.html")}
    assert {name for name in names if f'"components/{name}"' not in shown} == SHOWN_IN_PARTS


def test_every_component_says_what_it_is_and_takes():
    undocumented = [
        path.name
        for folder in ("components", "styleguide")
        for path in (TEMPLATES / folder).glob("_*.html")
        if not re.match(r"\{# .*Takes: .+ #\}\n" if "{{" in path.read_text() else r"\{# .+ #\}\n", path.read_text())
    ]
    assert undocumented == []


def test_every_token_is_shown_with_its_value(page):
    sheet = (CSS / "tokens.css").read_text()
    others = {name: value for name, value in read_tokens(sheet).items() if name not in read_colours(sheet)}
    missing = [name for name, value in others.items() if f"<code>{name}</code>" not in page]
    assert missing == ["veil", "shadow"]  # a dialog's and a card's, which are there
    for name, (light, dark) in read_colours(sheet).items():
        assert f'<strong>{name}</strong> <span class="soft">{light} {dark}</span>' in page


def test_contrast_is_shown_as_it_is_computed(page):
    row = re.search(r"<th scope=\"row\">ink-soft on accent-soft</th>(.*?)</tr>", page, re.DOTALL)[1]
    assert re.findall(r"</svg> ([\d.]+)", row) == ["5.31", "4.73"]
