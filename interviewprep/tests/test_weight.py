"""How much of our own a page loads, and that nothing of it stands between the reader and the words."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.urls import reverse

from interviewprep.testing.factories import (
    NEUTRAL_ANSWER,
    make_bank,
    make_interview,
    reach_question,
    reach_wrap_up,
    say,
)
from interviewprep.testing.weighing import find_own, read_links
from interviewprep.tests.test_access import OPEN, ROUTES, STEP, client_of, path_of
from scoring.judge import OfflineJudge
from scoring.self_ratings import rate_oneself
from scoring.services import finalize

MOST_BYTES = 60_000
MAIN_PAGES = {
    "interviews/landing.html", "account/login.html", "accounts/sign_up.html", "scoring/dashboard.html", "scoring/history.html",
    "scoring/progress.html", "interviews/practice.html", "interviews/new.html", "interviews/room.html", "scoring/self_rating.html", "scoring/results.html", "scoring/compare.html",
    "accounts/account.html", "accounts/settings.html", "accounts/usage.html", "usersessions/usersession_list.html", "api_docs.html",
}  # fmt: skip
TEMPLATES = Path(settings.BASE_DIR / "templates")
# Framed when code is run: it shows nothing, and its script has to be there before the code is sent to it.
UNSEEN = "/sandbox/"


def read_static(address):
    return Path(finders.find(address.removeprefix("/static/"))).read_text(encoding="utf-8")


def weigh(links):
    """Bytes of each file as it travels: WhiteNoise sends each of them compressed, and none together with another."""
    return {address: len(gzip.compress(text.encode())) for address, text in find_own(links, read_static).items()}


# ------------------------------------------------------------------ every template, in every state


def pages():
    """The templates that are whole pages of ours: fragments begin with an underscore, and the admin is Django's."""
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("[!_]*.html")]
    return sorted(name for name in names if not name.startswith("admin/"))


def nodes_of(name, kind):
    return get_template(name).template.nodelist.get_nodes_by_type(kind)


def linked_by(name):
    """Whatever a template may link, whichever way its conditions turn, with all that it extends and includes."""
    named = [node.path.var for node in nodes_of(name, StaticNode)]
    parts = [node.parent_name.resolve({}) for node in nodes_of(name, ExtendsNode)]
    parts += [node.template.resolve({}) for node in nodes_of(name, IncludeNode)]
    return {StaticNode.handle_simple(path) for path in named}.union(*map(linked_by, parts))


@pytest.mark.parametrize("name", pages())
def test_no_page_loads_more_than_sixty_kilobytes_of_ours(name):
    weights = weigh(linked_by(name))
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_what_a_module_imports_counts_and_so_does_what_that_imports():
    assert {"/static/js/live-turn.js", "/static/js/events.js"} <= set(weigh(["/static/js/room.js"]))
    files = {
        "/static/js/a.js": 'import "./b.js";\nexport { c } from "./c.js";\nimport {\n  d,\n} from "../js/d.js";\nawait import("./e.js");',
        "/static/js/b.js": 'import { a } from "./a.js"; // in a ring\nimport other from "/static/vendor/other.js";',
        "/static/js/c.js": "export const c = 'import';",
        "/static/js/d.js": "",
        "/static/js/e.js": "",
        "/static/css/f.css": '@import url("g.css");\n@import "/static/css/h.css";',
        "/static/css/g.css": "",
        "/static/css/h.css": "",
    }
    assert find_own(["/static/js/a.js", "/static/css/f.css", "/static/vendor/big.css"], files.__getitem__) == files


# ------------------------------------------------------------------ what is really served


def look_at(client, path):
    """A page as it is served, and the template that it was made from; None where there is no page."""
    response = client.get(path)
    links = read_links(response.content.decode()) if "html" in response.headers.get("Content-Type", "") else None
    return (response.templates[0].name, links) if links and links.is_page else None


def faults_in(template, links):
    """Why the words of a page would have to wait, or would move once they are there."""
    linked = [*links.sheets, *(script.src for script in links.scripts)]
    return {
        "links that its template does not tell of": sorted(set(linked) - linked_by(template)),
        "scripts that hold it up": [script.src or "inline" for script in links.scripts if not script.waits],
        "pictures without a size": links.unsized,
    }


@pytest.fixture
def interviews(user):
    """One in every state that has a page of its own: planned, in a question, wrapped up, judged, and judged by oneself as well."""
    make_bank(own=3, behavioral=1)
    started = [reach_question(make_interview(user)) for _ in range(3)]
    for interview in started[1:]:
        say(interview, NEUTRAL_ANSWER)
        finalize(interview.pk, judge=OfflineJudge())
    rate_oneself(started[-1].pk, {})
    return [make_interview(user, started=False), reach_wrap_up(make_interview(user)), *started]


def visits(interviews):
    """Who opens what: every page, as somebody and, where that is another page, as a stranger."""
    for route, (access, methods) in ROUTES.items():
        if "get" in methods.split() and not route.startswith("api/v1/"):
            people = ("owner", "anonymous") if access in (OPEN, STEP) else ("owner",)
            yield from ((who, path_of(route, interview.public_id)) for who in people for interview in interviews)
    first, second = interviews[-2:]
    yield "owner", f"{reverse('scoring:compare')}?a={first.public_id}&b={second.public_id}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.page
def test_on_no_page_does_a_script_hold_up_the_words_or_a_picture_move_them(user, interviews):
    seen, faults = set(), {}
    clients = {who: client_of({"owner": user}, who) for who in ("owner", "anonymous")}
    for who, path in dict.fromkeys(visits(interviews)):
        if page := look_at(clients[who], path):
            seen.add(page[0])
            faults[path] = {what: found for what, found in faults_in(*page).items() if found}
    assert {path for path, found in faults.items() if found} == {UNSEEN}, faults
    assert seen >= MAIN_PAGES


def test_a_page_that_makes_the_words_wait_is_found_out():
    html = """<html><link rel="stylesheet" href="/static/css/base.css"><link rel="stylesheet" href="/static/css/new.css">
    <script src="/static/js/room.js"></script><script>1</script><script type="module" src="/static/js/dashboard.js"></script>
    <script type="module" async src="/static/js/timer.js"></script><script type="application/json">{}</script>
    <script defer src="/static/js/events.js"></script><img src="a.svg" width="1" height="1"><img src="b.svg" width="1">"""
    assert faults_in("base.html", read_links(html)) == {
        "links that its template does not tell of": ["", *(f"/static/{name}" for name in (
            "css/new.css", "js/dashboard.js", "js/events.js", "js/room.js", "js/timer.js"
        ))],
        "scripts that hold it up": ["/static/js/room.js", "inline", "/static/js/timer.js"],
        "pictures without a size": ["b.svg"],
    }  # fmt: skip
