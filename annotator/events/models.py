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
    """Something happened in a project. Rows are only ever added: the database refuses to change or delete one.

    `video` repeats the payload's, so that a clip's history is found. `via` says from where the actor came, see
    `annotator.events.whence`; empty in rows older than that. `request` is the id of the request that it began with.
    """

    project = models.BigIntegerField()
    actor = models.BigIntegerField(null=True)
    topic = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    video = models.BigIntegerField(null=True)
    via = models.CharField(max_length=140, default="", db_default="", blank=True)
    address = models.GenericIPAddressField(null=True)
    request = models.CharField(max_length=64, default="", db_default="", blank=True)
    at = models.DateTimeField(auto_now_add=True)
    written_by_transaction = models.BigIntegerField(db_default=CurrentTransaction())

    class Meta:
        indexes = [
            models.Index(fields=["project", "id"], name="event_of_project"),
            models.Index(fields=["project", "video", "id"], name="event_of_video"),
            models.Index(fields=["project", "actor", "id"], name="event_of_actor"),
            models.Index(fields=["project", "topic", "id"], name="event_of_topic"),
            models.Index(fields=["written_by_transaction", "id"], name="event_in_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.topic}.{self.verb}"


class Presence(models.Model):
    """Somebody has a clip open, until a time that their page keeps moving on. No history: it is not in the log."""

    project = models.BigIntegerField()
    video = models.BigIntegerField()
    person = models.BigIntegerField()
    name = models.CharField(max_length=200)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "person"], name="one_presence_a_person_and_clip")]

    def __str__(self) -> str:
        return f"{self.person} in {self.video}"
