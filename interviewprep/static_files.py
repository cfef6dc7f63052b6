"""Where static files come from: of the packages in ``settings.PACKAGED_FILES`` only what our pages ask for."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder, FileSystemFinder
from django.core.files.storage import Storage


class Sieve(BaseFinder):
    """Passes over what packages bring along and no page of ours asks for: an editor comes in 2,400 files."""

    def find(self, path: str, *args: Any, **options: Any) -> Any:
        return super().find(path, *args, **options) if is_served(path) else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        return (
            (path, storage) for path, storage in super().list(ignore_patterns) if is_served(address_of(path, storage))
        )


class AppFinder(Sieve, AppDirectoriesFinder):
    """Of installed apps."""


class FolderFinder(Sieve, FileSystemFinder):
    """Of ``STATICFILES_DIRS``."""


def address_of(path: str, storage: Storage) -> str:
    """Where a listed file stands below ``STATIC_URL``: a folder may have been given a place of its own there."""
    prefix = getattr(storage, "prefix", None)
    return f"{prefix}/{path}" if prefix else path


def is_served(path: str) -> bool:
    """Whether this is a file of a package whose files are all served, or one that is named."""
    package, _, file = path.partition("/")
    patterns = settings.PACKAGED_FILES.get(package, ["*"])
    return any(fnmatchcase(file, pattern) for pattern in patterns)
