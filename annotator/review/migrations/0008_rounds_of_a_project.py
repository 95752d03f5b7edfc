import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_from_items(apps, schema_editor):
    """What rounds that are there already would have been given when they were handed in."""
    items = apps.get_model("work", "WorkItem").objects.filter(pk=OuterRef("item"))
    apps.get_model("review", "Submission").objects.update(
        project=Subquery(items.values("video__project")),
        video=Subquery(items.values("video")),
        step=Subquery(items.values("step")),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0007_verdict_correction'),
        ('videos', '0007_clips_without_twins'),
        ('work', '0010_open_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='project',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='videos.project'),
        ),
        migrations.AddField(
            model_name='submission',
            name='video',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='videos.video'),
        ),
        migrations.AddField(
            model_name='submission',
            name='step',
            field=models.CharField(choices=[('caption', 'Caption'), ('masks', 'Masks')], max_length=8, null=True),
        ),
        migrations.RunPython(copy_from_items, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='submission',
            name='project',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='videos.project'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='video',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='videos.video'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='step',
            field=models.CharField(choices=[('caption', 'Caption'), ('masks', 'Masks')], max_length=8),
        ),
        migrations.RemoveIndex(
            model_name='submission',
            name='submission_decided',
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['project', 'state', 'decided_at', 'step', 'author', 'video'], name='rounds_by_verdict'),
        ),
    ]
