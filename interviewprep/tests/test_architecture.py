"""The rules of the house, as tests. A new arrow between modules is a decision, not an accident."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("interviewprep", "accounts", "interviews", "scoring")
PURE = [
    *(f"interviews/{name}.py" for name in ("plan", "selection", "engine", "offline", "brief", "coverage", "answers", "snapshot",
                                           "prompts", "model_reply", "model_interviewer", "claims", "leaks", "quotes", "steering", "colours", "languages", "speech_blocks",
                                           "delivery")),
    "interviewprep/speech/recordings.py", "interviewprep/speech/sounds.py",
    "interviews/validation.py", "interviews/catalogue/*.py", "interviews/bank/schema.py", "interviews/bank/cases.py", "interviewprep/json_body.py",
    *(f"scoring/{name}.py" for name in ("rubric", "judge", "offline", "evidence", "bounds", "totals", "levels", "case", "transcripts", "reading",
                                        "narrative", "prompts", "model_replies", "model_judge", "prose", "asking", "verdict", "charts",
                                        "deltas", "likeness", "vocabulary", "wording", "metamorphic", "trials", "driving", "agreement",
                                        "agreement_reports", "rated_answers", "reports", "progress", "trend_charts", "comparing", "history")),
]  # fmt: skip
MODELS = ("interviews.models", "scoring.models", "accounts.models")

# (files, what they may not import, why)
RULES = [
    *(
        (path, banned, "a pure module imports no Django and no models")
        for path in PURE
        for banned in ("django", *MODELS)
    ),
    ("interviewprep/llm/*.py", "interviews", "the door to the model knows no app"),
    ("interviewprep/llm/*.py", "scoring", "the door to the model knows no app"),
    ("interviewprep/llm/*.py", "accounts", "the door to the model knows no app"),
    *(("interviewprep/speech/*.py", app, "the door to speech knows no app") for app in APPS[1:]),
    ("interviews/**/*.py", "scoring", "scoring may read interviews, never the reverse"),
    ("accounts/*.py", "interviews", "an account knows nothing of interviews but the words to choose from"),
    ("accounts/*.py", "scoring", "an account knows nothing of scoring"),
    *(
        (f"{app}/*{skin}.py", "django.db.transaction", "only services open transactions")
        for app in APPS[1:]
        for skin in ("views", "api")
    ),
]
# Skins may name a QuerySet in an annotation; everything else of the database belongs to services and queries.
SKINS = [f"{app}/*{skin}.py" for app in APPS[1:] for skin in ("views", "api")]
SKIN_MAY_IMPORT = {"django.db.models.QuerySet"}
TOP_LEVEL = {
    "manage.py", "interviewprep", "interviews", "scoring", "accounts", "templates", "static", "requirements.txt", "pytest.ini",
}  # fmt: skip


def product_files(pattern):
    found = [path for path in ROOT.glob(pattern) if not {"tests", "migrations", "testing"} & set(path.parts)]
    assert found, f"{pattern} matches nothing: the rule is dead"
    return found


@cache
def nodes_of(path):
    """The whole syntax tree of a file, flat: most files are under many rules."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports(path):
    """Every imported module and every name imported from one, dotted."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("files", "banned", "why"), RULES, ids=[f"{r[0]} !{r[1]}" for r in RULES])
def test_the_import_ladder_is_kept(files, banned, why):
    for path in product_files(files):
        names = [name for name in imports(path) if f"{name}.".startswith(f"{banned}.")]
        broken = [name for name in names if not name.startswith(words_for(files))]
        assert broken == [], f"{path.relative_to(ROOT)}: {why}"


def words_for(files):
    """Closed sets of words, which carry no behaviour with them. What somebody prefers is named in those of the catalogue."""
    return ("interviews.enums", "interviews.catalogue") if files.startswith("accounts/") else ("interviews.enums",)


@pytest.mark.parametrize("skin", SKINS)
def test_pages_and_api_leave_the_database_to_services_and_queries(skin):
    for path in product_files(skin):
        used = {name for name in imports(path) if name.startswith("django.db")}
        assert used <= SKIN_MAY_IMPORT


def test_the_two_doors_only_may_speak_http_to_the_outside():
    speaking = {
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in product_files(f"{app}/**/*.py")
        if {name.split(".")[0] for name in imports(path)} & {"httpx", "httpx2", "requests", "urllib3", "openai"}
    }
    assert {name for name in speaking if not name.startswith(("interviewprep/llm/", "interviewprep/speech/"))} == set()


def test_the_top_level_is_what_the_client_fixed():
    assert {name for name in TOP_LEVEL if not (ROOT / name).exists()} == set()


def test_every_transaction_is_durable():
    """A service inside another's transaction would lose its promise that what it returned is stored."""
    loose = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in APPS
        for path in product_files(f"{app}/**/*.py")
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("transaction.atomic")
        and "durable=True" not in ast.unparse(node)
    ]
    assert loose == []


def test_no_exception_is_caught_broadly():
    """Edge case 14: the predecessor swallowed what it did not expect."""
    broad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in APPS
        for path in product_files(f"{app}/**/*.py")
        for node in nodes_of(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]
    assert broad == []


def test_functions_and_files_keep_their_size():
    """Edge case 16: the predecessor's engine was one file of 2,900 lines with a function of 609."""
    for app in APPS:
        for path in product_files(f"{app}/**/*.py"):
            assert path.read_text(encoding="utf-8").count("\n") <= 400, path.relative_to(ROOT)
            for node in nodes_of(path):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    assert node.end_lineno - node.lineno < 60, f"{path.relative_to(ROOT)}: {node.name}"
