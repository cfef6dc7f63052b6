"""Settings of the test suite: the application's own, on a test database, with what is slow by design made fast.

``TEST_DATABASE_URL`` names a PostgreSQL server; without it the suite runs on SQLite, in a file, as in real life.
"""

import os
import tempfile
from pathlib import Path

SCRATCH = Path(os.environ.setdefault("TEST_SCRATCH_DIR", tempfile.mkdtemp(prefix="interviewprep-test-")))
for name in (
    "PRODUCTION",
    "DEBUG",
    "ALLOWED_HOSTS",
    "LLM_BASE_URL",
    "LLM_API_KEY",
    "LLM_MODEL",
    "SPEECH_BASE_URL",
    "SPEECH_VOICES",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "a secret of the tests, long enough for every use of it"  # noqa: S105 - protects nothing
os.environ["VAR_DIR"] = str(SCRATCH)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH / 'db.sqlite3'}"

from interviewprep.settings import *  # noqa: E402, F403
from interviewprep.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, RATE_LIMITS, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "interviewprep.testing"]  # for its flush
# The tests of limits set their own; all others come from one address and in a hurry.
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "1000000/h")
USER_DAY_INTERVIEWS = USER_DAY_TURNS = 1_000_000
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    # A killed process loses nothing that it wrote, and no test cuts the power: none need wait for the disk, half of their time.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    # Threads of a storm open connections of their own; a pool would outlive the test database.
    DATABASES["default"]["OPTIONS"] = {}
# Whatever a test asks of the API, the answer is held against the API's description.
MIDDLEWARE = ["interviewprep.testing.contract.hold_to_contract", *MIDDLEWARE]
