"""What a browser's session can be brought to without drawing the pages on the way: an account, an interview at its first question."""

from typing import Any

from playwright.sync_api import APIResponse, Page

from interviewprep.testing.factories import PASSWORD, new_key

# Answers that end the warm-up.
WARM_UP = ("I'm well, thank you. And you?", "I have looked after the ordering system of a bakery chain for four years.")


class Refused(Exception):
    """The server did not do what a test needs before it can begin."""


def sign_up(page: Page, url: str, *, name: str, email: str) -> None:
    """A new account, logged in: what the two forms would send."""
    page.request.get(f"{url}/sign-up/")  # brings the cookie that a form is held against
    _submit(page, url, "/sign-up/", name=name, email=email, password=PASSWORD)
    _submit(page, url, "/log-in/", login=email, password=PASSWORD)


def plan_interview(page: Page, url: str, *, questions: int) -> str:
    """The path of a new interview of the session's candidate, before anything is said."""
    plan = {"track": "swe_engineer", "interviewer": "maya", "difficulty": "medium", "max_questions": questions}
    return f"/interviews/{_call(page, url, '/interviews/', plan)['id']}/"


def start_interview(page: Page, url: str, *, questions: int) -> str:
    """The same in which the interviewer has said hello."""
    path = plan_interview(page, url, questions=questions)
    _call(page, url, f"{path}start/", {})
    return path


def reach_question(page: Page, url: str, *, questions: int) -> str:
    """The path of a new interview of the session's candidate, who has answered the warm-up."""
    path = start_interview(page, url, questions=questions)
    for words in WARM_UP:
        _call(page, url, f"{path}messages/", {"content": words})
    return path


def change_preferences(page: Page, url: str, chosen: dict[str, str]) -> None:
    """What somebody would set on the page of the settings."""
    _call(page, url, "/me/preferences/", chosen, method="PATCH")


def _submit(page: Page, url: str, path: str, **form: str) -> None:
    sent: dict[str, str | float | bool] = {"csrfmiddlewaretoken": _csrf_token(page, url), **form}
    answer = page.request.post(f"{url}{path}", form=sent, headers={"Referer": f"{url}{path}"}, max_redirects=0)
    if "location" not in answer.headers:
        raise _refused(path, answer)


def _call(page: Page, url: str, path: str, body: dict[str, Any], *, method: str = "POST") -> dict[str, Any]:
    headers = {"X-CSRFToken": _csrf_token(page, url), "Idempotency-Key": new_key(), "Referer": f"{url}/"}
    answer = page.request.fetch(f"{url}/api/v1{path}", method=method, data=body, headers=headers)
    if not answer.ok:
        raise _refused(path, answer)
    answered: dict[str, Any] = answer.json()
    return answered


def _refused(path: str, answer: APIResponse) -> Refused:
    return Refused(f"{path} answered {answer.status}: {answer.text()}")


def _csrf_token(page: Page, url: str) -> str:
    return next(cookie["value"] for cookie in page.context.cookies(url) if cookie["name"] == "csrftoken")
