"""The outbox: one row an event, written with the change it tells of: none is lost, none is sent for a failed change.

Project and actor are plain numbers: events lie below all rooms and know none of them.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class CurrentTransaction(models.Func):
    """The number of the writing transaction on PostgreSQL, 0 on SQLite (one writer, hence no gaps to wait for)."""

    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)", **extra)


class Event(models.Model):
    """Something happened in a project. Rows are only ever added."""

    project = models.BigIntegerField()
    actor = models.BigIntegerField(null=True)
    topic = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    written_by_transaction = models.BigIntegerField(db_default=CurrentTransaction())

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="event_of_project")]

    def __str__(self) -> str:
        return f"{self.id} {self.topic}.{self.verb}"
