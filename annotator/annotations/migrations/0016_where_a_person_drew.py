import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from annotator.events.append_only import append_only

GUARD = append_only('annotations', 'KeyframeRevision', but=('suggestion_id',))


def copy_from_keyframes(apps, schema_editor):
    """What revisions that are there already would have been given when they were saved."""
    keyframes = apps.get_model('annotations', 'Keyframe').objects.filter(pk=OuterRef('keyframe'))
    apps.get_model('annotations', 'KeyframeRevision').objects.update(
        video=Subquery(keyframes.values('track__video')), frame=Subquery(keyframes.values('frame'))
    )


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0015_drawn_by_a_person'),
        ('videos', '0008_clips_of_a_project'),
    ]

    operations = [
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.RemoveIndex(model_name='keyframerevision', name='drawn_by_a_person'),
        migrations.AddField(
            model_name='keyframerevision',
            name='video',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='videos.video'),
        ),
        migrations.AddField(
            model_name='keyframerevision',
            name='frame',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunPython(copy_from_keyframes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='keyframerevision',
            name='video',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='videos.video'),
        ),
        migrations.AlterField(
            model_name='keyframerevision',
            name='frame',
            field=models.PositiveIntegerField(),
        ),
        migrations.AddIndex(
            model_name='keyframerevision',
            index=models.Index(fields=['by', 'saved_at', 'corrected_round', 'video', 'frame'], name='drawn_by_a_person'),
        ),
        GUARD,  # of the new columns too
    ]
