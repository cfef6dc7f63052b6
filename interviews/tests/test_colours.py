"""Code in colours: nothing of it is changed, nothing of it becomes markup, and nobody can make it slow."""

import re
from html import unescape
from itertools import pairwise
from re import _parser  # the only one who knows how re reads a pattern

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from interviews.colours import GRAMMARS, NUMBER, WORD, Piece, colour_code, cut_pieces
from interviews.languages import LANGUAGES
from interviews.models import Message
from interviews.templatetags.code import as_code, colour_segments
from scoring.marks import ShownQuote, split_at_marks

SOME_CODE = st.text(st.sampled_from("\"'`#/*-\\\n\t ab1(<&>{$") | st.characters(exclude_categories=["Cs"]), max_size=80)
HOSTILE_UNITS = ["\n", " ", '"', "'", "`", "\\", "'\\", "/*", "a ", "a(", "1.", "#", '"""', "-", "\\\n'"]
LANGUAGE = st.sampled_from([*(language.name for language in LANGUAGES), "", "klingon"])


def read(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(SOME_CODE, LANGUAGE)
def test_code_in_colours_is_the_same_code(code, language):
    html = as_code(code, language)
    assert read(html) == code
    assert set(re.findall(r"<[^>]*>", html)) <= {
        "</span>",
        *(f'<span class="code-{kind}">' for kind in ("comment", "string", "number", "keyword", "call")),
    }


@pytest.mark.parametrize(
    ("language", "code", "pieces"),
    [
        ("python", "return f(1)  # 'x'", "keyword:return call:f number:1 comment:# 'x'"),
        ("python", '"""a\n"b" # c', 'string:"""a\n"b" # c'),
        ("Python", "if_ = 'a\\'b'\n'", "string:'a\\'b' string:'"),
        ("javascript", "let a = `x\n//`; // no", "keyword:let string:`x\n//` comment:// no"),
        ("typescript", "type A = 0x1f", "keyword:type number:0x1f"),
        ("java", "/* a\n*/ char c = '\"';", "comment:/* a\n*/ keyword:char string:'\"'"),
        ("c++", "/* open", "comment:/* open"),
        ("go", "s := `\\`", "string:`\\`"),
        ("rust", "fn a<'b>() { 'c' }", "keyword:fn string:'c'"),
        ("sql", "SELECT 'it''s' -- why", "keyword:SELECT string:'it' string:'s' comment:-- why"),
        ("bash", "echo $#; # done", "keyword:echo comment:# done"),
        ("other", "return 1", ""),
        ("", "return 1", ""),
    ],
)
def test_each_language_has_its_comments_strings_and_keywords(language, code, pieces):
    found = [f"{piece.kind}:{piece.text}" for piece in colour_code(code, language) if piece.kind]
    assert " ".join(found) == pieces


def test_every_language_of_the_room_but_other_has_colours():
    assert set(GRAMMARS) == {language.name for language in LANGUAGES} - {"other"}


@pytest.mark.parametrize("language", GRAMMARS)
@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_no_answer_of_full_size_is_changed(language, unit):
    """How long that takes, and how it grows with the size, is a figure of ``make bench``: hostile."""
    code = unit * (8_000 // len(unit))
    assert read(as_code(code, language)) == code


@pytest.mark.parametrize("language", GRAMMARS)
def test_no_pattern_looks_back_and_forth(language):
    """What repeats without end has no repetition within it, and nothing after it can fail: so no character is tried twice."""
    grammar = GRAMMARS[language]
    assert [
        fault for part in (grammar.comment, grammar.string, NUMBER, WORD) for fault in find_backtracking(part)
    ] == []


def find_backtracking(pattern):
    """The repetitions without end that hold another one, or that something follows which can fail."""
    return list(_faults_in([*_parser.parse(pattern, re.DOTALL)], after=[]))


def _faults_in(sequence, after):
    for at, (kind, value) in enumerate(sequence):
        parts, rest = _parts_of(kind, value), [*sequence[at + 1 :], *after]
        if not _is_endless(kind, value):
            yield from (fault for part in parts for fault in _faults_in(part, rest))
        elif any(map(_holds_endless, parts)) or any(_can_fail(*item) for item in rest):
            yield kind, value


def _parts_of(kind, value):
    """The sequences within a part of a pattern: the ways of a branch, what is repeated, what is grouped."""
    if kind is _parser.BRANCH:
        return [[*way] for way in value[1]]
    return [[*value[-1]]] if kind in (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.SUBPATTERN) else []


def _is_endless(kind, value):
    return kind in (_parser.MAX_REPEAT, _parser.MIN_REPEAT) and value[1] is _parser.MAXREPEAT


def _holds_endless(sequence):
    return any(_is_endless(*item) or any(map(_holds_endless, _parts_of(*item))) for item in sequence)


def _can_fail(kind, value):
    """Whether there may be no way on. The end of the text is always reached at last."""
    if kind is _parser.AT and value is _parser.AT_END_STRING:
        return False
    if kind in (_parser.MAX_REPEAT, _parser.MIN_REPEAT) and value[0] == 0:
        return False
    parts = _parts_of(kind, value)
    return all(any(_can_fail(*item) for item in part) for part in parts)


@pytest.mark.parametrize("pattern", ["(?:a+)*", "(?:a|b+)*?", "/[*].*?[*]/", '"[^"]*"', "a*(?:bc|d)"])
def test_a_pattern_that_looks_back_and_forth_is_found_out(pattern):
    assert len(find_backtracking(pattern)) == 1


@given(SOME_CODE, LANGUAGE, st.lists(st.integers(0, 80), max_size=4))
def test_pieces_cut_anywhere_are_the_same_code(code, language, places):
    edges = [0, *sorted(min(place, len(code)) for place in places), len(code)]
    lengths = [b - a for a, b in pairwise(edges)]
    cut = cut_pieces(colour_code(code, language), lengths)
    assert ["".join(piece.text for piece in part) for part in cut] == [code[a:b] for a, b in pairwise(edges)]


def test_a_piece_keeps_its_colour_on_both_sides_of_a_cut():
    assert cut_pieces([Piece("'ab'", "string")], [2, 2]) == [[Piece("'a", "string")], [Piece("b'", "string")]]


def test_words_marked_as_evidence_keep_the_colours_of_the_whole():
    message = Message(content="x = 'a < b'", language="python", kind="code")
    segments = split_at_marks(message.content, [(1, ShownQuote(7, 0, 7, 11, "< b'"))])
    assert [html for _, html in colour_segments(segments, message)] == [
        'x = <span class="code-string">&#x27;a </span>',
        '<span class="code-string">&lt; b&#x27;</span>',
    ]


# ------------------------------------------------------------------ the stylesheet


def test_all_kinds_have_a_colour():
    """Whether each of them can be read is measured with all other colours."""
    rules = (settings.BASE_DIR / "static" / "css" / "code.css").read_text()
    kinds = re.findall(r"\.(code-\w+) \{ color: var\(--\1\)", rules)
    assert kinds == ["code-keyword", "code-string", "code-number", "code-call", "code-comment"]
