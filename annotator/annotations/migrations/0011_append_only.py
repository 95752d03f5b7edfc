from django.db import migrations

from annotator.events.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0010_least_trust'),
        ('events', '0003_append_only'),
    ]

    operations = [
        append_only('annotations', 'CaptionRevision'),
        append_only('annotations', 'KeyframeRevision', but=('suggestion_id',)),
    ]
