"""``manage.py flush`` as the tests use it, after each test that commits: Django's takes longer than most of these tests."""

from typing import Any

from django.core.management.commands import flush
from django.db import connection, transaction

# What ``migrate`` wrote and Django's own flush would write again: no test changes it.
KEPT = frozenset(["django_content_type", "auth_permission"])


class Command(flush.Command):
    help = "Empty every table but those of content types and permissions."

    def handle(self, **options: Any) -> None:
        """Small tables are deleted from sooner than they are truncated. Foreign keys are looked at when all is gone."""
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        deletions = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in sorted({*tables} - KEPT)]  # noqa: S608 - our own tables
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("; ".join(deletions))
                return
            for deletion in deletions:
                cursor.execute(deletion)
