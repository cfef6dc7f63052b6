"""Settings as a starting process reads them: production takes nothing for granted, a local installation needs nothing."""

import json
import os
import secrets
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as running
from django.core.checks import run_checks
from django.db import connection

from interviewprep.secrets import load_or_create_secret

GOOD_KEY = "a-key-of-the-tests-" + "0123456789abcdef" * 3
PRODUCTION = {
    "PRODUCTION": "true",
    "SECRET_KEY": GOOD_KEY,
    "ALLOWED_HOSTS": "interviewprep.example,www.interviewprep.example",
    "DATABASE_URL": "postgres://user:password@db.example:5432/interviewprep",
}
# Set and empty, so that neither this shell nor a developer's .env has a say.
NOTHING = dict.fromkeys(["SECRET_KEY", "LLM_BASE_URL", "LLM_API_KEY", "LLM_MODEL"], "")
LOCAL = {"PRODUCTION": "false", "DEBUG": "false", "ALLOWED_HOSTS": "localhost", "DATABASE_URL": "sqlite:///:memory:"}
ASK = """
import json, sys
from interviewprep import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def start(tmp_path, env, *names):
    """Read the settings in a process of its own."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    full = {**clean, **NOTHING, **LOCAL, "VAR_DIR": str(tmp_path / "var"), **env}
    command = [sys.executable, "-c", ASK, *names]
    return subprocess.run(command, cwd=running.BASE_DIR, env=full, capture_output=True, text=True, check=False)


def read(tmp_path, env, *names):
    done = start(tmp_path, env, *names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_starts_with_a_key_named_hosts_and_a_database(tmp_path):
    names = ("SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
    cookies = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    assert read(tmp_path, PRODUCTION, *names, *cookies) == {
        "SECRET_KEY": GOOD_KEY,
        "ALLOWED_HOSTS": ["interviewprep.example", "www.interviewprep.example"],
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
    }
    assert not (tmp_path / "var" / "secret_key").exists()


SHORT_KEY = "Zq4-short-but-secret-key-of-the-tests"
REFUSALS = {
    "no key": ({"SECRET_KEY": ""}, "PRODUCTION=true needs SECRET_KEY"),
    "a short key": ({"SECRET_KEY": SHORT_KEY}, "SECRET_KEY has 37 characters"),
    "a key one character short": ({"SECRET_KEY": "x" * 49}, "SECRET_KEY has 49 characters"),
    "any host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS=*"),
    "any host beside another": ({"ALLOWED_HOSTS": "interviewprep.example,*"}, "ALLOWED_HOSTS=*"),
    "no hosts": ({"ALLOWED_HOSTS": ""}, "PRODUCTION=true needs ALLOWED_HOSTS"),
    "no database": ({"DATABASE_URL": ""}, "PRODUCTION=true needs DATABASE_URL"),
    "debugging": ({"DEBUG": "true"}, "DEBUG=true"),
}


@pytest.mark.parametrize(("changes", "said"), REFUSALS.values(), ids=REFUSALS)
def test_production_refuses_to_start_and_names_what_is_wrong(tmp_path, changes, said):
    done = start(tmp_path, {**PRODUCTION, **changes})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {said}" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "var").exists()


def test_a_refused_key_is_not_printed(tmp_path):
    assert SHORT_KEY not in start(tmp_path, {**PRODUCTION, "SECRET_KEY": SHORT_KEY}).stderr


def test_a_local_installation_makes_its_secret_once_and_keeps_it_to_its_owner(tmp_path):
    first = read(tmp_path, {}, "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "PRODUCTION")
    path = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first == {
        "SECRET_KEY": path.read_text(),
        "ALLOWED_HOSTS": ["localhost"],
        "DEBUG": False,
        "PRODUCTION": False,
    }
    assert len(first["SECRET_KEY"]) >= 50
    assert read(tmp_path, {}, "SECRET_KEY") == {"SECRET_KEY": first["SECRET_KEY"]}
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_two_installations_have_different_secrets(tmp_path):
    assert load_or_create_secret(tmp_path / "a" / "key") != load_or_create_secret(tmp_path / "b" / "key")


def test_processes_that_start_together_agree_on_the_secret(tmp_path):
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: read(tmp_path, {}, "SECRET_KEY")["SECRET_KEY"], range(4)))
    assert len(set(answers)) == 1


def found_by_checks():
    return [check.id for check in run_checks() if str(check.id).startswith("interviewprep.")]


def test_the_settings_as_they_are_pass_every_check():
    assert found_by_checks() == []


def test_a_transaction_around_each_request_is_refused(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", value=True)
    assert found_by_checks() == ["interviewprep.E001"]


@pytest.mark.parametrize("options", [{}, {"transaction_mode": "DEFERRED"}])
def test_sqlite_that_does_not_queue_its_writers_is_refused(monkeypatch, options):
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    assert found_by_checks() == (["interviewprep.E002"] if connection.vendor == "sqlite" else [])


@pytest.mark.parametrize(("seconds", "found"), [(14.9, ["interviewprep.E003"]), (15, [])])
def test_a_lease_that_could_end_before_its_model_call_is_refused(settings, seconds, found):
    settings.LEASE_MARGIN_SECONDS = seconds
    assert found_by_checks() == found


VOICES = {
    "": {},
    " maya=af_heart, gareth=am-adam ,": {"maya": "af_heart", "gareth": "am-adam"},
    "maya=a=b": {"maya": "a=b"},
}


@pytest.mark.parametrize(("text", "voices"), VOICES.items())
def test_voices_are_read_by_interviewer(tmp_path, text, voices):
    assert read(tmp_path, {"SPEECH_VOICES": text}, "SPEECH_VOICES") == {"SPEECH_VOICES": voices}


@pytest.mark.parametrize("text", ["maya", "maya=", "=alto", "maya=alto,maya=bass", "maya=an alto", "Maya=alto"])
def test_voices_that_could_be_misread_stop_the_process(tmp_path, text):
    done = start(tmp_path, {"SPEECH_VOICES": text})
    told = "ImproperlyConfigured: SPEECH_VOICES: write each name once, such as maya=alto,gareth=bass."
    assert (done.returncode != 0, done.stderr.splitlines()[-1].split(".", 3)[-1]) == (True, told)


def test_a_voice_for_nobody_is_refused_with_the_names_that_there_are(settings):
    settings.SPEECH_VOICES = {"maya": "alto", "clippy": "bass"}
    (found,) = [check for check in run_checks() if str(check.id).startswith("interviewprep.")]
    told = "SPEECH_VOICES names clippy: the interviewers are maya, gareth, adaeze, hiroshi."
    assert (found.id, found.msg) == ("interviewprep.E004", told)


def test_a_misconfigured_process_is_stopped_by_manage_py_check(tmp_path):
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "interviewprep.settings", "VAR_DIR": str(tmp_path)}
    env |= {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "LEASE_MARGIN_SECONDS": "5"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=running.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "(interviewprep.E003) LEASE_MARGIN_SECONDS is below 15" in done.stderr


def test_in_production_djangos_own_list_of_what_is_unsafe_is_empty(tmp_path):
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "interviewprep.settings",
        "VAR_DIR": str(tmp_path),
        "PRODUCTION": "true",
    }
    env |= {"SECRET_KEY": secrets.token_urlsafe(64), "ALLOWED_HOSTS": "interviews.example.org"}
    env |= {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "EMAIL_URL": "smtp://127.0.0.1:25"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=running.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr
