import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0002_two_people_approve'),
    ]

    operations = [
        migrations.CreateModel(
            name='EditionCode',
            fields=[
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='code', serialize=False, to='editions.edition')),
                ('canonical', models.TextField()),
            ],
        ),
    ]
