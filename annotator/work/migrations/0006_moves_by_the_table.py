"""The database itself knows which state may follow which, and keeps every move for good.

A state that no step of `work/transitions.py` leads to is refused, whoever asks. On SQLite, Django alters a table by making
it anew, which loses its triggers: a later migration that alters `work_workitem` or `work_move` has to lay them again.
"""

from django.db import migrations

STEPS = [
    "blocked>ready", "ready>annotating", "annotating>ready", "annotating>submitted", "returned>ready",
    "returned>submitted", "submitted>approved", "submitted>returned", "approved>returned",
]
NO_STEP = "no step leads from this state of work to that one"
KEPT = "moves are only ever added"
JUMPS = f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({', '.join(repr(step) for step in STEPS)})"

POSTGRESQL = [
    f"""CREATE FUNCTION work_refuse_jump() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{NO_STEP}: % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE FUNCTION work_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE TRIGGER state_follows_the_table BEFORE UPDATE OF state ON work_workitem FOR EACH ROW
    WHEN ({JUMPS}) EXECUTE FUNCTION work_refuse_jump()""",
    """CREATE TRIGGER moves_are_kept BEFORE UPDATE OR DELETE ON work_move FOR EACH ROW
    EXECUTE FUNCTION work_refuse_change()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER moves_are_kept ON work_move",
    "DROP TRIGGER state_follows_the_table ON work_workitem",
    "DROP FUNCTION work_refuse_change()",
    "DROP FUNCTION work_refuse_jump()",
]
SQLITE = [
    f"""CREATE TRIGGER state_follows_the_table BEFORE UPDATE OF state ON work_workitem FOR EACH ROW
    WHEN {JUMPS} BEGIN SELECT RAISE(ABORT, '{NO_STEP}'); END""",
    f"""CREATE TRIGGER moves_are_not_changed BEFORE UPDATE ON work_move FOR EACH ROW
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER moves_are_not_deleted BEFORE DELETE ON work_move FOR EACH ROW
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER moves_are_not_deleted",
    "DROP TRIGGER moves_are_not_changed",
    "DROP TRIGGER state_follows_the_table",
]


def lay(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def lift(apps, schema_editor):
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("work", "0005_line")]
    operations = [migrations.RunPython(lay, lift)]
