"""Where static files come from: of the packages in ``settings.PACKAGED_FILES`` only what our pages ask for."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.files.storage import Storage


class PackagedFilesFinder(AppDirectoriesFinder):
    """Django's own, without what packages bring along and no page of ours asks for: an editor comes in 2,400 files."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        return ((path, storage) for path, storage in super().list(ignore_patterns) if is_served(path))

    def find_in_app(self, app: str, path: str) -> Any:
        return super().find_in_app(app, path) if is_served(path) else None


def is_served(path: str) -> bool:
    """Whether this is a file of a package whose files are all served, or one that is named."""
    package, _, file = path.partition("/")
    patterns = settings.PACKAGED_FILES.get(package, ["*"])
    return any(fnmatchcase(file, pattern) for pattern in patterns)
