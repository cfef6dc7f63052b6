"""``manage.py makemigrations``, with whole tables in an app's first migration.

Django makes a table and adds constraints to it afterwards; SQLite makes the table anew for each, which was most of the first start.
"""

from graphlib import TopologicalSorter
from typing import Any

from django.core.management.commands import makemigrations
from django.db.migrations import Migration
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.optimizer import MigrationOptimizer


class Command(makemigrations.Command):
    def write_migration_files(self, changes: dict[str, list[Migration]], *args: Any, **options: Any) -> None:
        for app_label, migrations in changes.items():
            for migration in migrations:
                if migration.initial:
                    migration.operations = gather(list(migration.operations), app_label)  # type: ignore[misc]  # Django sets it so, too
        super().write_migration_files(changes, *args, **options)


def gather(operations: list[Operation], app_label: str) -> list[Operation]:
    """The same tables, each after those it refers to, with what is added to it right behind it: Django's optimizer then makes one of them.

    Raises ``graphlib.CycleError`` when two tables refer to each other.
    """
    place = {table: nth for nth, table in enumerate(_order_tables(operations, app_label))}
    return MigrationOptimizer().optimize(sorted(operations, key=lambda each: place[_table_of(each)]), app_label)


def _order_tables(operations: list[Operation], app_label: str) -> list[str]:
    refers: dict[str, list[str]] = {each.name_lower: [] for each in operations if isinstance(each, CreateModel)}
    for each in operations:
        if isinstance(each, CreateModel | AddField):
            table = _table_of(each)
            refers[table] += [other for other in refers if other != table and each.references_model(other, app_label)]
    return list(TopologicalSorter(refers).static_order())


def _table_of(operation: Operation) -> str:
    return str(getattr(operation, "model_name_lower", getattr(operation, "name_lower", "")))
