from django.db import migrations


def note_correctors(apps, schema_editor):
    """Whoever corrected captions or masks before work items kept their correctors."""
    items = apps.get_model('work', 'WorkItem')
    through = items.correctors.through.objects
    captions = apps.get_model('annotations', 'CaptionRevision').objects.filter(correction=True)
    shapes = apps.get_model('annotations', 'KeyframeRevision').objects.filter(corrected_round__isnull=False)
    for step, corrected in (
        ('caption', captions.values_list('caption__video', 'by')),
        ('masks', shapes.values_list('keyframe__track__video', 'by')),
    ):
        for video, person in set(corrected.order_by()):
            for item in items.objects.filter(video=video, step=step):
                through.get_or_create(workitem=item, user_id=person)


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0013_corrected_round'),
        ('work', '0011_correctors'),
    ]

    operations = [migrations.RunPython(note_correctors, migrations.RunPython.noop)]
