from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('releases', '0005_release_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='releasevideo',
            name='damage',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='releasevideo',
            name='left_out',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
