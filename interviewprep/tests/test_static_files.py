"""What is collected at every start: ours, the admin's, and of the other packages what a page asks for."""

from fnmatch import fnmatchcase

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders

from interviewprep.static_files import address_of
from interviews.languages import LANGUAGES


@pytest.fixture(scope="module")
def collected():
    return {address_of(path, storage) for finder in get_finders() for path, storage in finder.list([])}


def of(package, collected):
    return {path.removeprefix(f"{package}/") for path in collected if path.startswith(f"{package}/")}


@pytest.mark.parametrize("package", settings.PACKAGED_FILES)
def test_of_a_package_that_is_named_only_the_named_files_are_collected(package, collected):
    patterns = settings.PACKAGED_FILES[package]
    found = of(package, collected)
    assert [file for file in found if not any(fnmatchcase(file, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatchcase(file, pattern) for file in found)] == []


def test_the_admin_is_collected_whole_and_all_is_not_much(collected):
    assert {"css/base.css", "js/actions.js", "img/search.svg"} <= of("admin", collected)
    assert len(collected) < 280


def test_the_editor_has_the_modes_of_our_languages_and_no_others(collected):
    modes = {path for path in collected if path.startswith("django_ace/ace/mode-")}
    assert modes == {language.script for language in LANGUAGES} - {""}


@pytest.mark.parametrize(
    ("path", "is_found"),
    [
        ("django_ace/ace/ace.js", True),
        ("django_ace/ace/ext-language_tools.js", False),
        ("rest_framework/css/default.css", False),
        ("interpreter/brython.js", True),
        ("interpreter/unicode.txt", False),
        ("admin/css/base.css", True),
        ("js/room.js", True),
    ],
)
def test_what_is_not_collected_is_not_found_either(path, is_found):
    assert (find(path) is not None) == is_found
