"""Password rules beyond Django's own: long enough is what counts, so no composition rules."""

import re

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

MAX_CHARACTERS = 128
CONTEXT_WORDS = ("interviewprep", "interview", "candidate")


class MaximumLengthValidator:
    """A bound, so that hashing can't be made a burden. Nothing is ever cut off."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(password) > MAX_CHARACTERS:
            raise ValidationError(f"Use at most {MAX_CHARACTERS} characters.", code="password_too_long")

    def get_help_text(self) -> str:
        return f"At most {MAX_CHARACTERS} characters."


class ContextWordsValidator:
    """Refuses passwords that are little more than this site's own words."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        plain = rest = re.sub(r"[\W_]", "", password.casefold())
        for word in CONTEXT_WORDS:
            rest = rest.replace(word, "")
        if rest != plain and sum(c.isalpha() for c in rest) < 4:  # noqa: PLR2004 - a short word's length
            raise ValidationError("This is too close to the name of this site.", code="password_context_word")

    def get_help_text(self) -> str:
        return "Not just the name of this site."
