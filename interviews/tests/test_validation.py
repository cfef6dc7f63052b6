"""What may be sent as a message, and what is said about the rest."""

import pytest

from interviews.exceptions import IdempotencyKeyRequired, InvalidMessage
from interviews.validation import MAX_CHARACTERS, check_content, check_key, check_language, normalise_newlines

BLANK = "Write something first."


def faults_of(content):
    with pytest.raises(InvalidMessage) as caught:
        check_content(content)
    return caught.value.fields


@pytest.mark.parametrize("key", ["a" * 16, "Z" * 64, "0123456789-_abcdef"])
def test_a_key_of_16_to_64_plain_characters_is_taken(key):
    check_key(key)


@pytest.mark.parametrize(
    "key", ["", "a" * 15, "a" * 65, "a" * 16 + "\n", "a" * 15 + " ", "a" * 15 + ".", "ä" * 16, "٣" * 16], ids=ascii
)
def test_any_other_key_is_refused(key):
    with pytest.raises(IdempotencyKeyRequired):
        check_key(key)


@pytest.mark.parametrize(
    "content",
    [
        "?",
        "  indented\n\tcode\n",
        "O(n²) in das Gefäß",
        "使用哈希集合",
        "أستخدم جدول التجزئة",
        "👩‍💻 naïve",
        "e\u0301",
        "\ufffd",
        "x" * MAX_CHARACTERS,
        "数" * MAX_CHARACTERS,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_text_in_any_script_is_taken_as_it_is(content):
    check_content(content)


@pytest.mark.parametrize("content", ["", " ", "\n\t\n", "\u00a0\u3000"], ids=ascii)
def test_an_empty_message_is_refused(content):
    assert faults_of(content) == {"content": [BLANK]}


@pytest.mark.parametrize("language", ["", "python", "c++", "言" * 20])
def test_a_language_is_named_as_its_people_name_it(language):
    check_language(language)


@pytest.mark.parametrize(
    ("language", "fault"),
    [
        ("x" * 21, "At most 20 characters."),
        ("py\x00thon", "It contains a control character (U+0000) that can't be stored."),
    ],
    ids=ascii,
)
def test_what_can_be_no_language_is_refused(language, fault):
    with pytest.raises(InvalidMessage) as caught:
        check_language(language)
    assert caught.value.fields == {"language": [fault]}


def test_a_message_too_long_is_told_by_how_much():
    assert faults_of("x" * (MAX_CHARACTERS + 1_234)) == {
        "content": ["That is 9,234 characters, 1,234 more than the 8,000 a message can hold."]
    }


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "0000"),
        ("\x08", "0008"),
        ("\x0b", "000B"),
        ("\x1b", "001B"),
        ("\x7f", "007F"),
        ("\x9f", "009F"),
        ("\ud800", "D800"),
        ("\udfff", "DFFF"),
        ("\u202e", "202E"),
        ("\u2066", "2066"),
    ],
    ids=ascii,
)
def test_a_character_that_can_not_be_stored_or_deceives_is_named(character, name):
    assert faults_of(f"before{character}after") == {
        "content": [f"It contains a control character (U+{name}) that can't be stored."]
    }


def test_all_faults_are_told_at_once():
    faults = faults_of(" " * MAX_CHARACTERS + "\x1f")["content"]
    assert [fault.split(" ")[0] for fault in faults] == ["Write", "That", "It"]


def test_line_ends_of_browsers_and_programs_make_the_same_message():
    assert normalise_newlines("a\r\nb\rc\nd\r\n\r\ne") == "a\nb\nc\nd\n\ne"
