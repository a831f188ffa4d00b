"""Indexes as the plans of real questions want them; see docs/explanation/indexes.md."""

from django.db import migrations, models

# Django gives every text that is a key or indexed a second index on PostgreSQL, for questions how a text begins. Nobody
# asks the register so, and they are nearly half of all that its indexes weigh.
OF_BEGINNINGS = r"""
SELECT indexname FROM pg_indexes WHERE tablename LIKE 'register\_%' AND indexname LIKE '%\_like'
"""


def drop_those_of_beginnings(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(OF_BEGINNINGS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("register", "0006_report_received")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["public_report_on"],
                name="register_case_reports",
                condition=models.Q(("public_report_on__isnull", False)),
            ),
        ),
        migrations.RunPython(drop_those_of_beginnings, migrations.RunPython.noop),
    ]
