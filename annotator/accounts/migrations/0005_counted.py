from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    """Where tries are counted, for all web processes together."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_closed_accounts'),
    ]

    operations = [
        migrations.RunPython(make_table, migrations.RunPython.noop),
    ]
