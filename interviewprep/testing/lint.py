"""The part of ``make lint`` that asks Django: missing migrations, and the deployment checks as production runs them."""

import os
import subprocess
import sys
import tempfile

PRODUCTION = {
    "PRODUCTION": "true",
    "SECRET_KEY": "".join(chr(33 + (n * 7) % 90) for n in range(64)),
    "ALLOWED_HOSTS": "interviewprep.example",
}
CHECKS = (["makemigrations", "--check", "--dry-run"], ["check", "--deploy", "--fail-level", "WARNING"])


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        database = {"DATABASE_URL": f"sqlite:///{scratch}/db.sqlite3", "VAR_DIR": scratch}
        env = {**os.environ, **PRODUCTION, **database, "DJANGO_SETTINGS_MODULE": "interviewprep.settings"}
        codes = [subprocess.run([sys.executable, "manage.py", *c], check=False, env=env).returncode for c in CHECKS]
    return int(any(codes))


if __name__ == "__main__":
    raise SystemExit(main())
