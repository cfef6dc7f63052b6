"""What the documents name exists."""

import ast
import doctest
import re
from pathlib import Path

import pytest

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
    read = set(
        re.findall(r"""(?:env\.\w+|_required|_flag|_count|_dollars|_rate|_networks)\(\s*"([A-Z_]+)\"""", settings)
    )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in readme} == set()
    assert readme.count("\n") <= 150


def test_the_worked_examples_of_scoring_are_true():
    text = (ROOT / "docs/scoring.md").read_text(encoding="utf-8").replace("```", "")
    example = doctest.DocTestParser().get_doctest(text, {}, "docs/scoring.md", "docs/scoring.md", 0)
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert (found.failed, found.attempted >= 15) == (0, True)
