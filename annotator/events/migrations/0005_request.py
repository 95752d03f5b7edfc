from django.db import migrations, models

from annotator.events.append_only import append_only

GUARD = append_only('events', 'Event')


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0004_in_turn_and_by_topic'),
    ]

    operations = [
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.AddField(
            model_name='event',
            name='request',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        GUARD,  # of the new column too
    ]
