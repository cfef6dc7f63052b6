"""The Python interpreter for browsers, served from where its package keeps it: nothing of it is copied into the repository."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PLACE = "interpreter"
FILES = ("brython.js", "brython_stdlib.js")  # of all that the package carries, what a program needs to run


class PackageStorage(FileSystemStorage):
    """Files of the package, and where ``collectstatic`` puts them."""

    prefix = PLACE


class InterpreterFinder(BaseFinder):
    """Finds ``interpreter/brython.js`` and ``interpreter/brython_stdlib.js`` in the installed package."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = PackageStorage(_find_data())
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        place, _, name = path.partition("/")
        if place == PLACE and name in FILES:
            return [self.storage.path(name)] if find_all else self.storage.path(name)
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        return ((name, self.storage) for name in FILES)


def _find_data() -> Path:
    """The package's data folder. The package itself is not imported: it is a program for making pages."""
    spec = find_spec("brython")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("The package brython is not installed: run pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "data"
