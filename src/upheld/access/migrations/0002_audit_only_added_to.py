"""The audit trail is only added to."""

from django.db import migrations

from upheld.access.only_added_to import only_added_to


class Migration(migrations.Migration):

    dependencies = [("access", "0001_initial")]

    operations = [only_added_to("access_auditentry")]
