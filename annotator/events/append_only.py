"""Rows that nothing may change: a trigger of the database refuses it, whoever asks. For migrations.

Row triggers only: emptying a whole table, as tests on PostgreSQL do, is no rewriting of history. SQLite makes a table
anew when one of its columns changes, and forgets the triggers on it: a migration that does so sets them again.
"""

from typing import Any

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only(app: str, model: str, *, but: tuple[str, ...] = ()) -> migrations.RunPython:
    """Refuse every UPDATE and DELETE of a model's rows.

    Args:
        but: Columns that may still change, because what they point at may go.
    """

    def set_up(apps: Any, editor: Any) -> None:
        table = apps.get_model(app, model)._meta.db_table
        columns = [field.column for field in apps.get_model(app, model)._meta.local_fields if field.column not in but]
        for statement in statements(editor.connection.vendor, table, columns, but):
            editor.execute(statement, params=None)

    def take_down(apps: Any, editor: Any) -> None:
        table = apps.get_model(app, model)._meta.db_table
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")

    return migrations.RunPython(set_up, take_down)


def statements(vendor: str, table: str, columns: list[str], but: tuple[str, ...]) -> list[str]:
    """The SQL that sets the two triggers of one table."""
    if vendor == "postgresql":
        rest = "".join(f" - '{column}'" for column in but)
        changed = f"WHEN (to_jsonb(OLD){rest} IS DISTINCT FROM to_jsonb(NEW){rest})"
        refused = "FOR EACH ROW {when} EXECUTE FUNCTION refuse_to_rewrite()"
        return [
            FUNCTION,
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refused.format(when=changed)}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refused.format(when='')}",
        ]
    refused = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {', '.join(columns)} ON {table} {refused}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refused}",
    ]
