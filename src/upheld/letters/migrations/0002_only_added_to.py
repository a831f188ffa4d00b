"""What people changed and approved in letters is only added to."""

from django.db import migrations

from upheld.access.only_added_to import only_added_to


class Migration(migrations.Migration):

    dependencies = [("letters", "0001_letters_worked_on")]

    operations = [only_added_to("letters_letteredit"), only_added_to("letters_letterapproval")]
