"""One voice in all texts: what docs/voice.md asks for and a machine can tell, over templates, mails, scripts and sentences of the code."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
APPS = ("interviewprep", "accounts", "interviews", "scoring")
# What a model is told, what a candidate might say, and what only who runs it reads is written for others.
OTHER_VOICES = {
    "prompts.py",
    "metamorphic.py",
    "trials.py",
    "asking.py",
    "steering.py",
    "answers.py",
    "room.py",
    "integrity.py",
}
OTHER_FOLDERS = {"tests", "testing", "migrations", "llm", "management", "bank", "catalogue"}

BANNED = {
    "cheers": r"!",
    "pleads": r"\b(please|sorry|oops|unfortunately|unexpected(ly)?)\b",
    "blames": r"\b(invalid|illegal|you must|you failed|you forgot|your mistake)\b",
    "makes light of it": r"\b(simply|easily|just (click|enter|press|type))\b",
    "says how to use a mouse": r"\bclick (here|on|the)\b",
    "has another word for logging in": r"\b(sign(ed|ing|s)?[ -](in|out)|log(in|out|on)s?)\b(?!-)",
    "has another word for a mail": r"\b(emails?|inbox|mailbox(es)? full)\b",
    "abbreviates": r"\b(2FA|MFA|N/A|FAQ|ASAP|e\.g|i\.e|etc)\b",
    "spells as in America": r"\b(colors?|behaviors?|behavioral|favorites?|centers?|centered|cancel(ed|ing)|judgment|practic(ed|ing)|"
    r"(analy|organi|recogni|summari|apologi|customi|finali|prioriti|reali|emphasi)z\w+|to practice (an?|the|it|your))\b",
    "has three full stops for an ellipsis": r"\.\.\.",
    "has a curly apostrophe": r"[‘’]",
}  # fmt: skip
BANNED_ON_PAGES = {
    "has another word of the glossary": r"\b(chats?|bots?|sessions?|assistants?|utterances?|fallbacks?|students?|grades?|skills?|users?)\b",
    "has straight quotation marks": r'"',
    "shortens and": r" & ",
}
PROPER = {"Interviewprep", "JavaScript", "Markdown", "JSON", "UTC", "API", "I", "QWK", "RMSE", "Principal", "Fernando", "Maya",
          "Pearson", "Spearman", "Mon", "Thu", "Sun", "Escape", "Tab", "Ctrl", "Enter", "Alt", "Shift", "A", "H", "S", "Aa", "Ana"}  # fmt: skip
TITLES = {"h1", "h2", "h3", "h4", "button", "label", "legend", "summary", "a", "th", "dt"}
SAID_BY_ATTRIBUTES = {"aria-label", "placeholder", "title", "alt"}
EMPTY_WORDS = {"OK", "Ok", "Submit", "Yes", "No", "Cancel", "More", "Here", "Click"}


def is_said(name, value):
    """Whether a person reads this attribute: always, or because it is a sentence that a script shows."""
    return name in SAID_BY_ATTRIBUTES or (name.startswith("data-") and re.match(r"[A-Z◇].* ", value) is not None)


class Reader(HTMLParser):
    """Every text of a template: ``said`` all of them, ``titles`` those of buttons, headings, labels and links."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.said: list[str] = re.findall(
            r'\b(?:label|title|text)="([^"]+)"', " ".join(re.findall(r"\{%.*?%\}", template))
        )
        self.titles: list[tuple[str, str]] = [
            ("label", label) for label in re.findall(r'(?<!-)\blabel="([^"]+)"', template)
        ]
        self.open: list[str] = []
        plain = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", template, flags=re.DOTALL)
        self.feed(re.sub(r"\{%.*?%\}", "\n", re.sub(r"\{\{.*?\}\}", "◇", plain)))

    def handle_starttag(self, tag, attrs):
        self.said += [value for name, value in attrs if value and is_said(name, value)]
        if tag not in {"input", "img", "link", "meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if {"script", "style", "code"} & set(self.open):
            return
        for text in filter(None, (line.strip() for line in data.split("\n"))):
            self.said.append(text)
            self.titles += [(tag, text) for tag in self.open[-1:] if tag in TITLES]


def sentences_of(path):
    """What a module may say to somebody: texts of several words, and the docstrings of its exceptions; no other docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = [
        node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body
    ]
    silent = {
        id(node.body[0].value)
        for node in documented
        if isinstance(node.body[0], ast.Expr)
        and not (isinstance(node, ast.ClassDef) and path.name in {"exceptions.py", "errors.py"})
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent
    ]
    return [
        text
        for text in texts
        if " " in text.strip() and not re.match(r"\s*(SELECT|UPDATE|WITH|ATTACH|PRAGMA|\(|\[|\^)", text)
    ]


PAGES = {
    path.relative_to(ROOT).as_posix(): Reader(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")
}
MAILS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.txt")}
SCRIPTS = {
    path.relative_to(ROOT).as_posix(): [text for pair in re.findall(r'"([A-Z][^"\n]* [^"\n]*)"|`([A-Z][^`\n]* [^`\n]*)`', path.read_text()) for text in pair if text]
    for path in (ROOT / "static" / "js").glob("*.js")
}  # fmt: skip
MODULES = {
    path.relative_to(ROOT).as_posix(): sentences_of(path)
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if not OTHER_FOLDERS & set(path.parts) and path.name not in OTHER_VOICES
}
ON_PAGES = {
    **{name: page.said for name, page in PAGES.items()},
    **{name: [re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text)] for name, text in MAILS.items()},
}


def broken(texts, pattern):
    return [
        (name, text[:90])
        for name, all_texts in texts.items()
        for text in all_texts
        if re.search(pattern, text, re.IGNORECASE)
    ]


def test_there_is_something_to_read():
    assert [len(texts) > least for texts, least in ((PAGES, 60), (MAILS, 20), (SCRIPTS, 15), (MODULES, 80))] == [
        True
    ] * 4
    assert sum(map(len, ON_PAGES.values())) > 800
    assert "This message can't be sent as it is." in MODULES["interviews/exceptions.py"]
    assert "Delete it for good" in PAGES["templates/interviews/delete.html"].said


@pytest.mark.parametrize("fault", BANNED)
def test_no_text_anywhere(fault):
    assert broken({**ON_PAGES, **SCRIPTS, **MODULES}, BANNED[fault]) == []


@pytest.mark.parametrize("fault", BANNED_ON_PAGES)
def test_no_text_of_a_page_or_mail(fault):
    assert broken(ON_PAGES, BANNED_ON_PAGES[fault]) == []


def capitals_inside(text):
    """Words that begin with a capital without beginning a sentence."""
    words = re.split(r"\s+", re.sub(r"(?:^|[.?!:…“(·]\s*)\S+", "", text))
    return [
        word.strip("“”.,:;?()")
        for word in words
        if word.strip("“(")[:1].isupper() and word.strip("“”.,:;?()") not in PROPER
    ]


def test_titles_buttons_labels_and_links_are_in_sentence_case():
    wrong = [
        (name, text, words)
        for name, page in PAGES.items()
        for _, text in page.titles
        if (words := capitals_inside(text))
    ]
    assert wrong == []


def test_a_button_says_what_it_does():
    buttons = [(name, text) for name, page in PAGES.items() for tag, text in page.titles if tag == "button"]
    assert len(buttons) > 50
    assert [
        each
        for each in buttons
        if each[1] in EMPTY_WORDS or not (each[1][0].isupper() or each[1][0].isdigit() or each[1][0] in "◇/")
    ] == []


def test_the_first_line_of_a_mail_begins_with_a_capital():
    begins = re.compile(r"(?:Hello,\n\n|\{% block (?:content|notification_message) %\})([a-z])")
    assert [name for name, text in MAILS.items() if begins.search(text)] == []


@pytest.mark.parametrize(("text", "fault"), [
    ("Well done!", "cheers"), ("Please try again.", "pleads"), ("Invalid code.", "blames"), ("Sign in again.", "has another word for logging in"),
    ("Your login", "has another word for logging in"), ("Choose a color", "spells as in America"), ("Click here", "says how to use a mouse"),
    ("Loading...", "has three full stops for an ellipsis"), ("Check your email", "has another word for a mail"),
])  # fmt: skip
def test_what_breaks_a_rule_is_found(text, fault):
    assert broken({"page": [text]}, BANNED[fault]) == [("page", text)]


def test_a_title_in_title_case_is_found():
    assert capitals_inside("Start The Interview") == ["The", "Interview"]
    assert capitals_inside("Download as Markdown") == []
