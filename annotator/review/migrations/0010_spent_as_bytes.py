import struct

from django.db import migrations, models

AT_ONCE = 1000


def pack(apps, schema_editor):
    """What rounds had cost as numbers, with their round and clip, in bytes; a bit for each kind that has pieces."""
    submissions = apps.get_model("review", "Submission").objects
    rounds = submissions.exclude(spent_before=[]).only("round", "video", "spent_before").order_by("pk")
    some = []
    for row in rounds.iterator(AT_ONCE):
        numbers = row.spent_before
        row.spent = struct.pack(f"<{2 + len(numbers)}d", row.round, row.video_id, *numbers)
        row.timed = sum(1 << pair for pair, pieces in enumerate(numbers[1::2]) if pieces)
        some.append(row)
    submissions.bulk_update(some, ["spent", "timed"], batch_size=AT_ONCE)


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0009_spent'),
    ]

    operations = [
        migrations.RenameField(model_name='submission', old_name='spent', new_name='spent_before'),
        migrations.AddField(
            model_name='submission',
            name='spent',
            field=models.BinaryField(default=b'', help_text='When it was approved: seconds and pieces of each kind.'),
        ),
        migrations.AddField(
            model_name='submission',
            name='timed',
            field=models.PositiveSmallIntegerField(default=0, help_text='A bit for each kind of which time was counted.'),
        ),
        migrations.RunPython(pack, migrations.RunPython.noop),
        migrations.RemoveField(model_name='submission', name='spent_before'),
    ]
