"""Finding a Chromium for the browser tests: on PATH, else one that Playwright or apt can install. Never skipped.

The headless shell before the browser with a window: the same engine, at two thirds of the processor's time.
"""

import os
import shutil
import subprocess
import sys

SHELL, BROWSER = "chromium-headless-shell", "chromium"
NAMES = (SHELL, BROWSER, "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowser(Exception):
    """No Chromium is to be had, so the browser tests cannot run: install chromium and run make test again."""


def find_or_install() -> str:
    """The path of a Chromium; empty when Playwright keeps one of its own. Raises ``NoBrowser`` when none is to be had."""
    return _on_path() or _from_playwright() or _from_apt() or _give_up()


def _on_path() -> str:
    return os.environ.get("CHROMIUM", "") or next((path for name in NAMES if (path := shutil.which(name))), "")


def _from_playwright() -> str:
    """Playwright's own build, where its download is reachable."""
    if not _succeeds([sys.executable, "-m", "playwright", "install", "chromium"]):
        return ""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a development package

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _from_apt() -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    _succeeds(["apt-get", "update"])
    installed = any(_succeeds(["apt-get", "install", "-y", package]) for package in (SHELL, BROWSER))
    return _on_path() if installed else ""


def _succeeds(command: list[str]) -> bool:
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
    return done.returncode == 0


def _give_up() -> str:
    raise NoBrowser(" ".join((NoBrowser.__doc__ or "").split()))
