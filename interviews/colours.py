"""Code cut into what readers tell apart by colour: comments, strings, numbers, keywords, calls.

A scanner of our own: on 8,000 newlines, which any candidate may send, the Java and C++ lexers of Pygments take 18 s (measured).
Here nothing that follows a repetition can fail, so that nothing is tried twice and the time is linear in the length.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

CURLY_KEYWORDS = "break case catch class const continue default do else enum false finally for if import new null return static super switch this throw true try void while"
SCRIPT_KEYWORDS = f"{CURLY_KEYWORDS} async await delete export extends from function get in instanceof let of set typeof undefined var yield"
TYPED_KEYWORDS = "boolean byte char double final float implements int interface long package private protected public short abstract throws"

HASH, SLASHES, DASHES = r"#[^\n]*", r"//[^\n]*|/\*.*?(?:\*/|\Z)", r"--[^\n]*|/\*.*?(?:\*/|\Z)"
DOUBLE, SINGLE, BACKTICK = r'"(?:\\.|[^"\\\n])*"?', r"'(?:\\.|[^'\\\n])*'?", r"`(?:\\.|[^`\\])*`?"
TRIPLE = r'""".*?(?:"""|\Z)|' + r"'''.*?(?:'''|\Z)"
CHARACTER = r"'(?:\\[^\n']{1,10}|[^'\\\n])'"  # a single quote alone is a lifetime
NUMBER, WORD = r"(?<!\w)\d[\w.]*", r"[^\W\d]\w*"
LONG_DOUBLE, LONG_SINGLE = r'"(?:\\.|[^"\\])*"?', r"'[^']*'?"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What comments and strings look like, and which words are keywords."""

    comment: str
    string: str
    keywords: frozenset[str]
    ignores_case: bool = False


def _grammar(comment: str, *strings: str, keywords: str, ignores_case: bool = False) -> Grammar:
    return Grammar(comment, "|".join(strings), frozenset(keywords.split()), ignores_case=ignores_case)


GRAMMARS = {
    "python": _grammar(HASH, TRIPLE, DOUBLE, SINGLE, keywords="and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield"),
    "javascript": _grammar(SLASHES, DOUBLE, SINGLE, BACKTICK, keywords=SCRIPT_KEYWORDS),
    "typescript": _grammar(SLASHES, DOUBLE, SINGLE, BACKTICK, keywords=f"{SCRIPT_KEYWORDS} {TYPED_KEYWORDS} any as declare keyof namespace never number readonly string type unknown"),
    "java": _grammar(SLASHES, TRIPLE, DOUBLE, SINGLE, keywords=f"{CURLY_KEYWORDS} {TYPED_KEYWORDS} extends instanceof record sealed synchronized var volatile yield"),
    "c++": _grammar(SLASHES, DOUBLE, SINGLE, keywords=f"{CURLY_KEYWORDS} auto bool char constexpr delete double explicit float friend inline int long namespace noexcept nullptr operator override private protected public short signed sizeof struct template typename union unsigned using virtual"),
    "go": _grammar(SLASHES, DOUBLE, SINGLE, BACKTICK, keywords="any bool break byte case chan const continue default defer else error false float64 for func go if import int int64 interface iota map nil package range return rune select string struct switch true type uint var"),
    "rust": _grammar(SLASHES, LONG_DOUBLE, CHARACTER, keywords="as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while"),
    "sql": _grammar(DASHES, LONG_SINGLE, DOUBLE, keywords="add all alter and as asc begin between by case check commit constraint create cross default delete desc distinct drop else end except exists false for foreign from full group having if in index inner insert intersect into is join key lateral left like limit not null offset on or order outer over partition primary references returning right rollback rows select set table then true union unique update using values view when where with", ignores_case=True),
    "bash": _grammar(r"(?<![^\s;])#[^\n]*", LONG_DOUBLE, LONG_SINGLE, keywords="break case cd continue declare do done echo elif else esac eval exec exit export fi for function if in local read return select set shift source then trap unset until while"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of code of one kind; ``kind`` is empty where it has no colour."""

    text: str
    kind: str = ""


def colour_code(code: str, language: str) -> list[Piece]:
    """The code in pieces; joined, they are the code again. An unknown language is one plain piece."""
    grammar = GRAMMARS.get(language.lower())
    return list(_scan(code, grammar)) if grammar and code else [Piece(code)]


def cut_pieces(pieces: Sequence[Piece], lengths: Sequence[int]) -> list[list[Piece]]:
    """The same pieces in stretches of the given lengths; a piece that crosses an edge is cut in two."""
    left = list(reversed(pieces))
    return [list(_take(left, length)) for length in lengths]


def _take(left: list[Piece], length: int) -> Iterator[Piece]:
    while length:
        piece = left.pop()
        if len(piece.text) > length:
            left.append(Piece(piece.text[length:], piece.kind))
            piece = Piece(piece.text[:length], piece.kind)
        length -= len(piece.text)
        yield piece


def _scan(code: str, grammar: Grammar) -> Iterator[Piece]:
    end = 0
    for found in _pattern(grammar).finditer(code):
        kind = found.lastgroup or ""
        if kind == "word":
            kind = _kind_of_word(found, grammar)
        if not kind:
            continue
        if found.start() > end:
            yield Piece(code[end : found.start()])
        yield Piece(found.group(), kind)
        end = found.end()
    if end < len(code):
        yield Piece(code[end:])


def _kind_of_word(found: re.Match[str], grammar: Grammar) -> str:
    word = found.group().lower() if grammar.ignores_case else found.group()
    if word in grammar.keywords:
        return "keyword"
    return "call" if found.string[found.end() : found.end() + 1] == "(" else ""


@cache
def _pattern(grammar: Grammar) -> re.Pattern[str]:
    parts = {
        "comment": grammar.comment,
        "string": grammar.string,
        "number": NUMBER,
        "word": WORD,
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in parts.items()), re.DOTALL)
