from django.db import migrations, models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value

AT_ONCE = 1000


def note_spent(apps, schema_editor):
    """What approved rounds that are there already would have been given when they were approved."""
    submissions = apps.get_model("review", "Submission").objects
    rounds = list(submissions.filter(state="approved").only("item", "spent"))
    for first in range(0, len(rounds), AT_ONCE):
        some = rounds[first : first + AT_ONCE]
        spent = spent_on(apps, [row.item_id for row in some])
        for row in some:
            row.spent = spent.get(row.item_id, [])
        submissions.bulk_update(some, ["spent"])


def spent_on(apps, items):
    """Seconds and pieces of each kind, by item."""
    edited = apps.get_model("annotations", "Keyframe").objects.filter(
        track__video=OuterRef("item__video"), frame=OuterRef("frame"), origin="edited", deleted=False
    )
    kinds = {
        "caption": (Q(item__step="caption"), Value(False), Value(1)),
        "frame": (Q(item__step="masks", frame__isnull=False), Exists(edited), F("frame")),
        "mask": (
            Q(item__step="masks", frame__isnull=False, number__isnull=False),
            Exists(edited.filter(track__number=OuterRef("number"))),
            F("frame") * 10 + F("number"),
        ),
    }
    found = {}
    stints = apps.get_model("work", "Stint").objects.filter(item__in=items, review=False, last_at__gt=F("began_at"))
    for piece, (kind, helped, counted) in kinds.items():
        grouped = stints.filter(kind).annotate(helped=helped).values_list("item", "helped").order_by()
        for item, with_it, time, pieces in grouped.annotate(
            time=Sum(F("last_at") - F("began_at")), pieces=Count(counted, distinct=True)
        ):
            place = {"caption": 0, "frame": 0, "mask": 4}[piece] + (2 if piece != "caption" and not with_it else 0)
            told = found.setdefault(item, [0.0] * (2 if piece == "caption" else 8))
            told[place : place + 2] = time.total_seconds(), pieces
    return found


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0013_corrected_round'),
        ('review', '0008_rounds_of_a_project'),
        ('work', '0010_open_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='spent',
            field=models.JSONField(default=list, help_text='When it was approved: seconds and pieces of each kind.'),
        ),
        migrations.RunPython(note_spent, migrations.RunPython.noop),
    ]
