"""Edge case 15: which passwords are taken. Length counts; composition does not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

GOOD = {
    "ten characters": "x9#kLm2qpz",
    "small letters only": "marmalade gravel onward",
    "digits only": "83910472659",
    "spaces at both ends": "  marmalade gravel  ",
    "another script": "мармелад и гравий",
    "emoji": "🙂🙃🫠🤖👾🦊🐢🌵🍋🚲",
    "one of our words in a sentence": "interview a correct horse",
    "one hundred and twenty-eight": "x9#kLm2q" * 16,
}

BAD = {
    "nine characters": ("x9#kLm2qp", "password_too_short"),
    "nothing": ("", "password_too_short"),
    "one hundred and twenty-nine": ("x9#kLm2q" * 16 + "!", "password_too_long"),
    "a common one": ("password123", "password_too_common"),
    "a common one in capitals": ("PASSWORD123", "password_too_common"),
    "a common run of digits": ("1234567890", "password_too_common"),
    "a common run of keys": ("qwertyuiop", "password_too_common"),
    "our name": ("interviewprep", "password_context_word"),
    "our name, dressed up": ("InterviewPrep!2026", "password_context_word"),
    "our name in two words": ("Interview Prep 1", "password_context_word"),
    "our name with a hyphen": ("interview-prep", "password_context_word"),
    "our name with an underscore": ("interview_prep_1", "password_context_word"),
    "one of our words": ("candidate2026", "password_context_word"),
    "our words together": ("interviewcandidate", "password_context_word"),
    "the address": ("ada.lovelace@example.org", "password_too_similar"),
    "part of the address": ("ada.lovelace1", "password_too_similar"),
    "the name": ("Augusta Ada King", "password_too_similar"),
}


def faults_of(password):
    try:
        validate_password(password, User(email="ada.lovelace@example.org", name="Augusta Ada King"))
    except ValidationError as refused:
        return [error.code for error in refused.error_list]
    return []


@pytest.mark.parametrize("password", GOOD.values(), ids=GOOD)
def test_a_good_password_needs_no_special_characters(password):
    assert faults_of(password) == []


@pytest.mark.parametrize(("password", "fault"), BAD.values(), ids=BAD)
def test_a_bad_password_is_refused_for_its_reason(password, fault):
    assert fault in faults_of(password)
