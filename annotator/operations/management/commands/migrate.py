"""Django's `migrate`, but for rows that it would take for migrated though they lack migrations that are no more."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from annotator.operations.database_copy import applied_migrations
from annotator.operations.former_migrations import WHERE_THEY_WERE, lacking, too_old


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if lacks := lacking(applied_migrations()):
            raise CommandError(
                f"The database is {too_old(lacks)}; with that of commit {WHERE_THEY_WERE} run manage.py migrate first."
            )
        super().handle(*args, **options)
