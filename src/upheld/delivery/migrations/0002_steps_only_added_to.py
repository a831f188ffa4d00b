"""What became of a message is only added to."""

from django.db import migrations

from upheld.access.only_added_to import only_added_to


class Migration(migrations.Migration):

    dependencies = [("delivery", "0001_initial")]

    operations = [only_added_to("delivery_step")]
