"""A caption knows which of its revisions was approved; those approved already are approved as they stand."""

from django.db import migrations, models


def fill(apps, schema_editor):
    approved = apps.get_model("work", "WorkItem").objects.filter(step="caption", state="approved").values("video")
    captions = apps.get_model("annotations", "Caption").objects.filter(field="en", video__in=approved)
    captions.update(approved_revision=models.F("revision"))


class Migration(migrations.Migration):

    dependencies = [("annotations", "0004_words_and_names"), ("work", "0003_partial_masks")]

    operations = [
        migrations.AddField("caption", "approved_revision", models.PositiveIntegerField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
