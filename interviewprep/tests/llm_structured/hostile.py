"""Replies that are meant to keep a reader busy, as large as they are wanted."""

from interviewprep.tests.llm_structured.corpus import with_level


def hostile_replies(size: int) -> dict[str, str]:
    """None is an object that could be read, and none is longer than ``size`` characters."""

    def fill(unit: str, before: str = "", after: str = "") -> str:
        return before + unit * ((size - len(before) - len(after)) // len(unit)) + after

    return {
        "opening brackets": fill("["),
        "brackets, balanced": "[" * (size // 2) + "]" * (size // 2),
        "brackets, side by side": fill("[],", '{"a": ['),
        "braces": fill("{"),
        "braces with a quotation mark": fill('{"'),
        "braces with a key": fill('{"a":'),
        "stray braces": fill("{a}"),
        "stray brace and blanks": fill(" ", "{"),
        "braces far apart": fill("{" + " " * 1_000),
        "objects side by side": fill('{"a": 1} '),
        "many objects that are long": fill('{"a": "' + "b" * 980 + '"} '),
        "quotation marks": fill('"'),
        "quotation marks after a brace": fill('"', "{"),
        "escaped quotation marks": fill('\\"', '"'),
        "escaped quotation marks after a brace": fill('\\"', '{"'),
        "nested quotation": fill('"\\', '{"a": "', '"}'),
        "backslashes": fill("\\"),
        "backslashes in a string": fill("\\", '{"a": "', '"}'),
        "comments never closed": fill("/* ", '{"a": 1 '),
        "comments never closed, with stars": fill("/** ", '{"a": 1 '),
        "comments, closed": fill("/**/", '{"a": 1 ', "}"),
        "line comments": fill("//\n", '{"a": 1 ', "}"),
        "slashes": fill("/", '{"a": 1 ', "}"),
        "commas": fill(",", '{"a": [1', "]}"),
        "commas and blanks": fill(" ,", '{"a": [1', "]}"),
        "a comma and blanks": fill(" ", '{"a": [1,', "x]}"),
        "Python literals": fill("None,", '{"a": [', "]}"),
        "huge integer": fill("9", '{"a": ', "}"),
        "huge fraction": fill("9", '{"a": 0.', "}"),
        "huge exponent": fill("9", '{"a": 1e', "}"),
        "huge integer in quotation marks": with_level('"' + "9" * (size - 1_000) + '"'),
        "blanks in a level": with_level('"4' + " " * (size - 1_000) + 'x"'),
        "many keys": "{" + ",".join(f'"{n}": 1' for n in range(size // 11)) + "}",
        "many line breaks in a string": fill("\n", '{"a": "', '",}'),
        "fences": fill("`"),
        "fences with a language": fill("```json\n"),
        "thinking, opened": fill("<think>"),
        "thinking, closed": fill("</think>"),
        "tags, half": fill("</"),
        "byte order marks": fill("\ufeff"),
        "NUL characters": fill("\0", "{", "}"),
        "half pairs": fill("\ud83d"),
        "escaped half pairs": fill("\\ud83d", '{"a": "', '"}'),
        "blanks": fill(" \n", "x"),
    }
