from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0009_upload_purpose'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='other_bytes',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='project',
            name='quota_bytes',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='video',
            name='bytes',
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='video',
            name='media',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
    ]
