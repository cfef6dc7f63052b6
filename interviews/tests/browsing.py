"""A browser without JavaScript, as far as the pages need one: reads forms, buttons and links, and clicks them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass(slots=True)
class Form:
    path: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Button:
    """A button or a link; ``form`` is what it sends, or none where it leads to ``path``."""

    label: str
    form: str | None
    fields: dict[str, str]
    path: str
    in_error: bool


def read(html: str) -> str:
    """The text of a page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


class Page(HTMLParser):
    """A page as it was answered. ``remedies`` are the actions that its error offers."""

    def __init__(self, client: Client, response: Any) -> None:
        super().__init__()
        self.client, self.response, self.html = client, response, response.content.decode()
        self.forms: dict[str, Form] = {}
        self.buttons: list[Button] = []
        self._form: str | None = None
        self._select = ""
        self._error_depth = 0
        self._take_text: Callable[[str], None] | None = None
        self.feed(re.sub(r"<template.*?</template>", "", self.html, flags=re.DOTALL))  # shown by no browser

    @property
    def draft(self) -> str:
        """What stands in the text area; a browser drops a line end at its very beginning."""
        return self.forms["answer"].fields["content"]

    @property
    def text(self) -> str:
        """What is read on it, in one line: a sentence may be in two elements."""
        return read(self.html)

    @property
    def remedies(self) -> list[Button]:
        return [button for button in self.buttons if button.in_error]

    def find(self, label: str) -> Button:
        """The first button or link with this label; jumps within the page are none."""
        buttons = (button for button in self.buttons if not button.path.startswith("#"))
        return next(button for button in buttons if button.label.strip().startswith(label))

    def click(self, button: Button, **typed: str) -> "Page":
        """Click, having typed something, and follow where it leads."""
        if button.form is None:
            return Page(self.client, self.client.get(button.path))
        form = self.forms[button.form]
        data = {name: value.replace("\n", "\r\n") for name, value in (form.fields | button.fields | typed).items()}
        path = form.path or self.response.request["PATH_INFO"]
        return Page(self.client, self.client.post(path, data, follow=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "div" if self._error_depth or "notice-error" in given.get("class", ""):
                self._error_depth += 1
            case "form":
                self._form = given.get("id", f"form {len(self.forms)}")
                self.forms[self._form] = Form(given.get("action", ""))
            case "button" | "a":
                self._open_button(tag, given)
            case "input" | "textarea" | "select" | "option" if self._form is not None:
                self._open_control(tag, given, self.forms[self._form].fields)

    def _open_button(self, tag: str, given: dict[str, str]) -> None:
        form = given.get("form", self._form) if tag == "button" else None
        fields = {given["name"]: given.get("value", "")} if "name" in given else {}
        button = Button("", form, fields, given.get("href", ""), in_error=self._error_depth > 0)
        self.buttons.append(button)

        def append(text: str) -> None:
            button.label += text

        self._take_text = append

    def _open_control(self, tag: str, given: dict[str, str], fields: dict[str, str]) -> None:
        name = given.get("name", self._select)
        match tag:
            case "input" if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                fields[name] = given.get("value", "on")
            case "textarea":
                fields[name] = ""
                self._take_text = lambda text: fields.update({name: fields[name] + text})
            case "select":
                self._select = name
            case "option" if name not in fields or "selected" in given:
                fields[name] = given.get("value", "")
                self._take_text = None if "value" in given else lambda text: fields.update({name: text})

    def handle_data(self, data: str) -> None:
        if self._take_text:
            self._take_text(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._form is not None:
            fields = self.forms[self._form].fields
            fields["content"] = fields.get("content", "").removeprefix("\n")  # as HTML has it
        if tag in {"button", "a", "textarea", "option"}:
            self._take_text = None
        elif tag == "form":
            self._form = None
        elif tag == "div" and self._error_depth:
            self._error_depth -= 1
