from django.db import migrations, models

from annotator.events.append_only import append_only

GUARD = append_only('annotations', 'KeyframeRevision', but=('suggestion_id',))


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', "0012_sizes_and_stale_segments"),
    ]

    operations = [
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.AddField(
            model_name='keyframerevision',
            name='corrected_round',
            field=models.PositiveIntegerField(null=True),
        ),
        GUARD,  # of the new column too
    ]
