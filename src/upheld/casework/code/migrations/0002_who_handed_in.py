from django.db import migrations, models
from django.utils import timezone


def as_saved(apps, schema_editor):
    """Documents of before: they came at the latest when their draft was saved last, by whoever did so."""
    for one in apps.get_model("handling_code", "SelfAssessmentFile").objects.select_related("draft"):
        one.by, one.at = one.draft.saved_by, one.draft.saved_at
        one.save(update_fields=["by", "at"])


class Migration(migrations.Migration):
    dependencies = [("handling_code", "0001_initial")]

    operations = [
        migrations.AddField("selfassessmentfile", "by", models.CharField(default="", max_length=150), False),
        migrations.AddField("selfassessmentfile", "at", models.DateTimeField(default=timezone.now), False),
        migrations.RunPython(as_saved, migrations.RunPython.noop),
    ]
