from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0005_more_categories'),
    ]

    operations = [
        migrations.AddField(
            model_name='reportresponse',
            name='received_on',
            field=models.DateField(null=True),
        ),
    ]
