import uuid

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    uploads = apps.get_model("videos", "Upload").objects
    uploads.update(offset=F("bytes"))  # whatever has a row by now has arrived
    for number in uploads.values_list("pk", flat=True).iterator():
        uploads.filter(pk=number).update(key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("videos", "0004_views")]

    operations = [
        migrations.AddField("upload", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("upload", "key", models.UUIDField(null=True, editable=False)),
        migrations.AddField("upload", "metadata", models.CharField(blank=True, default="", max_length=2000)),
        migrations.AddField("upload", "offset", models.PositiveBigIntegerField(default=0)),
        migrations.AlterField("upload", "sha256", models.CharField(blank=True, default="", max_length=64)),
        migrations.AlterField(
            "upload",
            "state",
            models.CharField(
                choices=[
                    ("sending", "Sending"),
                    ("received", "Received"),
                    ("checking", "Checking"),
                    ("accepted", "Accepted"),
                    ("refused", "Refused"),
                ],
                default="sending",
                max_length=10,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
