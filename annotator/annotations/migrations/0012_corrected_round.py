from django.db import migrations, models

from annotator.events.append_only import append_only

GUARD = append_only('annotations', 'KeyframeRevision', but=('suggestion_id',))


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0011_append_only'),
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
