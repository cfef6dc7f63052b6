"""The closed sets of words that somebody's preferences are told in. The database checks every one of them."""

from django.db import models


class Theme(models.TextChoices):
    SYSTEM = "system", "As the system has it"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class TextSize(models.TextChoices):
    SMALL = "small", "Small"
    NORMAL = "normal", "Normal"
    LARGE = "large", "Large"
    LARGER = "larger", "Larger"


class ReduceMotion(models.TextChoices):
    SYSTEM = "system", "As the system has it"
    ALWAYS = "always", "Always"


class Contrast(models.TextChoices):
    SYSTEM = "system", "As the system has it"
    MORE = "more", "More"


class Dictation(models.TextChoices):
    OFF = "off", "Typed only"
    ON = "on", "Typed, or dictated"


class Voice(models.TextChoices):
    OFF = "off", "In writing only"
    BROWSER = "browser", "Read aloud by your browser"
    SERVER = "server", "Spoken by this site's speech server"
