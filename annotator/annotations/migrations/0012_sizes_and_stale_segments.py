from django.db import migrations, models


def add_up(apps, editor):
    """Note of every run what `store_segment` adds up from now on."""
    editor.execute(
        "UPDATE annotations_run SET bytes = COALESCE("
        "(SELECT SUM(s.bytes) FROM annotations_segment s WHERE s.run_id = annotations_run.id), 0)"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0011_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='bytes',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='segment',
            index=models.Index(condition=models.Q(('stale', True)), fields=['track'], name='segment_stale'),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
