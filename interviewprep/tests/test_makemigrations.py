"""A first migration makes each table at once: SQLite would make it anew for whatever was added later."""

from graphlib import CycleError

import pytest
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel

from interviewprep.management.commands.makemigrations import gather

OURS = ("accounts", "interviews", "scoring")


def test_the_first_migrations_make_tables_and_nothing_else():
    loader = MigrationLoader(None)
    kinds = {
        (app, type(operation)) for app in OURS for operation in loader.get_migration(app, "0001_initial").operations
    }
    assert kinds == {(app, CreateModel) for app in OURS}


def refer_to(table):
    return models.ForeignKey(table, models.CASCADE)


def test_a_table_is_made_whole_after_those_it_refers_to():
    once = models.UniqueConstraint(fields=["author", "title"], name="title_once")
    by_title = models.Index(fields=["title"], name="by_title")
    (author, book) = gather(
        [
            CreateModel("Book", [("title", models.TextField())]),
            CreateModel("Author", [("name", models.TextField())]),
            AddField("book", "author", refer_to("library.author")),
            AddIndex("book", by_title),
            AddConstraint("book", once),
        ],
        "library",
    )
    assert (author.name, book.name, list(dict(book.fields))) == ("Author", "Book", ["title", "author"])
    assert book.options == {"indexes": [by_title], "constraints": [once]}


def test_tables_that_refer_to_each_other_are_not_guessed_at():
    operations = [
        CreateModel("Egg", [("id", models.AutoField(primary_key=True))]),
        CreateModel("Hen", [("egg", refer_to("yard.egg"))]),
        AddField("egg", "hen", refer_to("yard.hen")),
    ]
    with pytest.raises(CycleError):
        gather(operations, "yard")
