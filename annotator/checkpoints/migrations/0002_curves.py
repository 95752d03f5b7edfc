from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkpoints", "0001_checkpoints")]

    operations = [
        migrations.AddField(
            model_name="checkpoint",
            name="curves",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
