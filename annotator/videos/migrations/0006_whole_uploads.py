import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the rows' update: PostgreSQL alters no table that a transaction has changed rows of."""

    dependencies = [("videos", "0005_resumable_uploads")]

    operations = [
        migrations.AlterField("upload", "key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        migrations.AddConstraint(
            "upload",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("expires_at__isnull", False),
                        ("offset__lte", models.F("bytes")),
                        ("state", "sending"),
                    ),
                    models.Q(
                        models.Q(("state", "sending"), _negated=True),
                        ("expires_at__isnull", True),
                        ("offset", models.F("bytes")),
                    ),
                    _connector="OR",
                ),
                name="only_what_is_being_sent_is_incomplete",
            ),
        ),
    ]
