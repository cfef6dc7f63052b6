"""Everything that is held about a user, found by following every foreign key that leads to them. Nobody has to remember a new table."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from accounts.models import User

# ruff: noqa: SLF001 - Model._meta is how Django lets a model be asked about itself

# Secrets are not data about somebody: to show them would only help whoever stole the export.
SECRET = {
    "accounts.user": ("password",),
    "mfa.authenticator": ("data",),
    "usersessions.usersession": ("session_key", "data"),
    "account.emailconfirmation": ("key",),
}


def collect(user: User) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, each with its columns; a table without a row is left out.

    A model may name columns that are not the user's to read, or not yet, in ``not_exported``.
    """
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    waiting: list[tuple[type[models.Model], list[Any]]] = [(User, [user.pk])]
    _add(found, User, User.objects.filter(pk=user.pk))
    while waiting:
        model, keys = waiting.pop()
        for related, column in relations_to(model):
            rows = related._base_manager.filter(**{f"{column}__in": keys})
            if new := _add(found, related, rows):
                waiting.append((related, new))
    return {label: list(rows.values()) for label, rows in sorted(found.items()) if rows}


def relations_to(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every model with a foreign key to this one, and the name of that column."""
    for relation in model._meta.related_objects:
        if not relation.many_to_many and isinstance(relation.field, models.ForeignKey):
            yield relation.related_model, relation.field.name


def _add(
    found: dict[str, dict[Any, dict[str, Any]]], model: type[models.Model], rows: models.QuerySet[Any]
) -> list[Any]:
    """Put rows in that are not there yet; their keys."""
    table = found.setdefault(model._meta.label_lower, {})
    hidden = {*SECRET.get(model._meta.label_lower, ()), *getattr(model, "not_exported", ())}
    names = [field.attname for field in model._meta.concrete_fields if field.name not in hidden]
    new = []
    for row in rows.order_by("pk").iterator():
        if row.pk not in table:
            table[row.pk] = {name: getattr(row, name) for name in names}
            new.append(row.pk)
    return new
