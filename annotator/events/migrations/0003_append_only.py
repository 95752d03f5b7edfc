from django.db import migrations

from annotator.events.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_whence_and_presence'),
    ]

    operations = [append_only('events', 'Event')]
