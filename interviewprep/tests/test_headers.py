"""What every answer carries to keep browsers safe, and that no template needs an exception from it."""

import re
import uuid
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from interviewprep.testing.factories import make_bank, make_interview

pytestmark = [pytest.mark.django_db, pytest.mark.page]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=()",
}


@pytest.fixture
def interview(user):
    make_bank()
    return make_interview(user)


@pytest.fixture
def clients(browser, api):
    """Who asks: a signed-in browser, a program of the candidate, and somebody."""
    return {"browser": browser, "api": api, "somebody": Client()}


PRIVATE = {
    "room": ("browser", "interviews:room", 200),
    "dashboard": ("browser", "scoring:dashboard", 200),
    "progress": ("browser", "scoring:progress", 200),
    "history": ("browser", "scoring:history", 200),
    "transcript": ("browser", "scoring:transcript", 200),
    "delete": ("browser", "interviews:delete", 200),
    "API interview": ("api", "interviews-api:interview", 200),
    "API messages": ("api", "interviews-api:messages", 200),
    "API transcript": ("api", "scoring-api:transcript", 200),
    "API list": ("api", "interviews-api:interviews", 200),
    "API progress": ("api", "scoring-api:progress", 200),
}
ANSWERS = PRIVATE | {
    "landing": ("somebody", "landing", 200),
    "log-in": ("somebody", "account_login", 200),
    "sign-up": ("somebody", "account_signup", 200),
    "redirect to log-in": ("somebody", "scoring:history", 302),
    "new interview": ("browser", "interviews:new", 200),
    "page of a wrong method": ("browser", "interviews:start", 405),
    "API conflict": ("api", "scoring-api:evaluation", 409),
    "API wrong method": ("api", "scoring-api:finalize", 405),
    "API anonymous": ("somebody", "interviews-api:catalogue", 401),
    "API description": ("somebody", "api-schema", 200),
    "API page": ("somebody", "api-docs", 200),
    "live": ("somebody", "livez", 200),
}
IN_INTERVIEW = ("room", "transcript", "delete", "start", "interview", "messages", "evaluation", "finalize")


def get(clients, interview, who, name, **headers):
    args = [interview.public_id] if name.split(":")[-1] in IN_INTERVIEW else []
    return clients[who].get(reverse(name, args=args), headers=headers)


def assert_carries_all(response, **others):
    directives = (directive.strip().partition(" ") for directive in response["Content-Security-Policy"].split(";"))
    assert {name: sources for name, _, sources in directives} == POLICY
    assert {name: response.get(name) for name in HEADERS} == HEADERS | others
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


@pytest.mark.parametrize(("who", "name", "status"), ANSWERS.values(), ids=ANSWERS)
def test_every_answer_carries_every_header(clients, interview, who, name, status):
    response = get(clients, interview, who, name)
    assert response.status_code == status
    speaks = {"Permissions-Policy": HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")}
    assert_carries_all(response, **(speaks if name == "interviews:room" else {}))


def test_the_sandbox_may_run_code_and_reach_nothing(client):
    response = client.get(reverse("sandbox"))
    policy = dict(directive.strip().split(" ", 1) for directive in response["Content-Security-Policy"].split(";"))
    nonce = re.search(r'<script nonce="([^"]{16,})"', response.content.decode())[1]
    assert policy == {
        "default-src": "'none'",
        "script-src": f"'nonce-{nonce}' 'unsafe-eval'",
        "worker-src": "blob:",
        "connect-src": "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-scripts",
    }
    assert {name: response.get(name) for name in HEADERS} == HEADERS | {"X-Frame-Options": "SAMEORIGIN"}
    assert response.cookies == {}


@pytest.mark.parametrize("path", ["/nothing/", "/api/v1/nothing/", f"/interviews/{uuid.UUID(int=7)}/"])
def test_an_answer_that_finds_nothing_carries_every_header_too(browser, path):
    response = browser.get(path)
    assert response.status_code == 404
    assert_carries_all(response)


@pytest.mark.parametrize(("who", "name", "status"), PRIVATE.values(), ids=PRIVATE)
def test_what_a_candidate_said_is_not_kept_by_caches(clients, interview, who, name, status):
    assert "no-store" in get(clients, interview, who, name).get("Cache-Control", "")


@pytest.mark.parametrize("given", ["0123abcd", "6f3b2c1e-aaaa-bbbb-cccc-0123456789ab", "x" * 64])
@pytest.mark.parametrize("path", ["/", "/api/v1/catalogue/"])
def test_a_harmless_request_id_of_the_proxy_is_sent_back(client, path, given):
    assert client.get(path, headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"}, {"level": "x', "аaaaaaaaaaaa", "<script>1</script>"])
def test_any_other_request_id_is_replaced(client, given):
    made = client.get("/", headers={"X-Request-ID": given})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)


def test_each_request_has_its_own_id(client):
    assert len({client.get("/livez")["X-Request-ID"] for _ in range(5)}) == 5


class ActiveContent(HTMLParser):
    """Collects whatever a strict policy would have to make an exception for."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"style", "iframe", "object", "embed", "base"} or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.found.append("<meta http-equiv>")
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or name in {"style", "srcdoc"}]
        self.found += [
            f"{tag} {name}={value}" for name, value in attrs if re.match(r"\s*javascript:", value or "", re.IGNORECASE)
        ]


HARMFUL = {
    "<script>1</script>": "<script>",
    "<p style='x'>": "p style",
    "<p onclick=x>": "p onclick",
    "<a href=' JavaScript:x'>": "a href= JavaScript:x",
    "<style></style>": "<style>",
    "<iframe srcdoc=x>": "<iframe>",
}


@pytest.mark.parametrize(("html", "first"), HARMFUL.items())
def test_the_search_finds_what_it_looks_for(html, first):
    assert ActiveContent(html).found[0] == first


TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_has_no_inline_script_style_or_event_handler(path):
    assert ActiveContent(path.read_text(encoding="utf-8")).found == []


def test_all_templates_were_looked_at():
    assert {"base.html", "room.html", "results.html", "login.html"} <= {path.name for path in TEMPLATES}


@pytest.mark.parametrize(("who", "name", "status"), ANSWERS.values(), ids=ANSWERS)
def test_a_rendered_page_has_none_either(clients, interview, who, name, status):
    response = get(clients, interview, who, name)
    if response["Content-Type"].startswith("text/html"):
        assert ActiveContent(response.content.decode()).found == []


SCRIPTS = sorted((Path(settings.BASE_DIR) / "static").rglob("*.js"))
SANDBOX = (
    "js/sandbox"  # its page and its workers: making code of text is what it is for, in a page that can reach nothing
)


def test_the_sandbox_alone_loads_the_script_of_the_sandbox():
    assert [path.name for path in (*TEMPLATES, *SCRIPTS) if SANDBOX in path.read_text(encoding="utf-8")] == [
        "sandbox.html"
    ]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_never_makes_html_or_code_of_text(path):
    found = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", path.read_text()
    )
    assert found == []
