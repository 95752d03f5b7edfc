"""Every clip's segments become those of one run, the current one; its predictor is what computed most of them."""

from collections import Counter

from django.conf import settings
from django.db import migrations


def name_of(stored):
    """A run's predictor; segments named SAM 2 without its size."""
    return f"sam2:{settings.PREDICTOR_OPTIONS['size']}" if stored == "sam2" else stored


def fill(apps, schema_editor):
    segments = apps.get_model("annotations", "Segment").objects.filter(run=None)
    runs = apps.get_model("annotations", "Run").objects
    told = {}
    for video, predictor in segments.values_list("track__video", "predictor"):
        told.setdefault(video, Counter())[predictor] += 1
    for video, names in told.items():
        [(stored, _)] = names.most_common(1)
        run = runs.create(video_id=video, predictor=name_of(stored), current=True)
        segments.filter(track__video=video).update(run=run)


class Migration(migrations.Migration):

    dependencies = [("annotations", "0006_runs")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
