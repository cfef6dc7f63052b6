"""What the documents name exists."""

import ast
import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from interviewprep.testing.factories import PASSWORD
from interviewprep.testing.server import running_server

ROOT = Path(__file__).resolve().parents[2]
EDGE_CASES = (ROOT / "docs/edge-cases.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED_TESTS = sorted(set(re.findall(r"`([\w/]+\.py(?:::\w+)?)`", EDGE_CASES + SECURITY)))


@pytest.mark.parametrize("named", NAMED_TESTS)
def test_every_test_that_a_document_names_exists(named):
    path, _, function = named.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert not function or any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body)


def test_all_twenty_edge_cases_are_listed():
    numbers = [int(n) for cell in re.findall(r"(?m)^\| ([\d, ]+) \|", EDGE_CASES) for n in cell.split(",")]
    assert sorted(numbers) == list(range(1, 21))


def test_the_readme_lists_every_setting_that_is_read():
    settings = (ROOT / "interviewprep/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""\b(?:env\.\w+|required|flag|count|dollars|rate|networks)\(\s*"([A-Z_]+)\"""", settings))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in readme} == set()
    assert readme.count("\n") <= 150


def test_the_worked_examples_of_scoring_are_true():
    text = (ROOT / "docs/scoring.md").read_text(encoding="utf-8").replace("```", "")
    example = doctest.DocTestParser().get_doctest(text, {}, "docs/scoring.md", "docs/scoring.md", 0)
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert (found.failed, found.attempted >= 15) == (0, True)


@pytest.fixture
def server(tmp_path):
    # So many API requests a minute that the client meets the limit on its way, and waits.
    with running_server(tmp_path, WEB_WORKERS="1", RATE_LIMIT_API="10/15s") as running:
        yield running


@pytest.mark.e2e
def test_the_example_client_holds_a_whole_interview(server, tmp_path):
    (client,) = re.findall(r"```python\n(.+?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "client.py").write_text(client, encoding="utf-8")
    known = {"INTERVIEWPREP": server.url, "EMAIL": "ada@example.org", "PASSWORD": PASSWORD}
    run = subprocess.run(
        [sys.executable, "client.py"],
        cwd=tmp_path, env=os.environ | known, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.count("interviewer: ") >= 3
    assert run.stdout.endswith(verdict_of(server, "ada@example.org"))
    assert '"code": "rate_limited"' in server.log()
    assert client.count("\n") <= 75


def verdict_of(server, email):
    """What the client should have printed in the end, as the rows tell it."""
    code = f"""
from scoring.models import Evaluation
found = Evaluation.objects.get(interview__user__email={email!r})
print(f"Overall {{found.overall}} of 100 ({{found.source}})")
from scoring.serializers import describe_evaluation
for rating in describe_evaluation(found)["ratings"]:
    print(f"{{rating['name']}}: {{'not assessed' if rating['level'] is None else rating['level']}}")
    for words in rating["evidence"]:
        print(f"  “{{words['quote']}}” (message {{words['message']}})")
"""
    return server.manage("shell", "--no-imports", "-c", code)
