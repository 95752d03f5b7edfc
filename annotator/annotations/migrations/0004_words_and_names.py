"""Captions that are there already get a list of objects, and their tracks the words that they were made from."""

import re

from django.db import migrations

GROUNDING = re.compile(r"\[([^\[\]<>]+)\]<mask_([0-9?](?:,[0-9?])*)>")
ARTICLE = re.compile(r"^(?:an?|the)\s+(?=\S)", re.IGNORECASE)


def words_of(text):
    """The phrases of each number, in the order of the text; a draft gives what is whole of it."""
    found = {}
    for words, numbers in GROUNDING.findall(text):
        for number in numbers.split(","):
            if number != "?":
                found.setdefault(int(number), []).append(words)
    return found


def fill(apps, schema_editor):
    for name in ("CaptionRevision", "Caption"):
        model = apps.get_model("annotations", name)
        for pk, text in model.objects.exclude(text="").values_list("pk", "text"):
            numbered = [
                {"number": number, "name": ARTICLE.sub("", phrases[0]).strip()[:80].strip()}
                for number, phrases in words_of(text).items()
            ]
            model.objects.filter(pk=pk).update(numbered=numbered)  # past `save`, which would date it anew
    texts = dict(apps.get_model("annotations", "Caption").objects.values_list("video", "text"))
    tracks = apps.get_model("annotations", "Track")
    for pk, video, number, label in tracks.objects.values_list("pk", "video", "number", "label"):
        words = words_of(texts.get(video, "")).get(number, [label])
        tracks.objects.filter(pk=pk).update(words=words)


class Migration(migrations.Migration):

    dependencies = [('annotations', '0003_caption_fields')]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
