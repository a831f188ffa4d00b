from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0002_weekly_by_number")]

    operations = [
        migrations.AddField(model_name="mail", name="in_vain", field=models.BooleanField(default=False)),
    ]
