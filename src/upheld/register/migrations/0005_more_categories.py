from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0004_report_responses'),
    ]

    operations = [
        migrations.AddField(
            model_name='recommendation',
            name='more_categories',
            field=models.CharField(blank=True, default='', max_length=1000),
        ),
    ]
