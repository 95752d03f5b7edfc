from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('videos', '0008_clips_of_a_project'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='purpose',
            field=models.CharField(choices=[('clip', 'Clip'), ('predictions', 'Predictions')], db_default='clip', default='clip', max_length=11),
        ),
    ]
